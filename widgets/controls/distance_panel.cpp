#include "widgets/controls/distance_panel.h"

#include "widgets/controls/distance_map.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

QString letter(core::SourceIndex source)
{
    return QString::fromStdString(core::sourceLetter(source));
}

// Short enough for a combo in a narrow panel.
QString nameOf(const Metric& metric)
{
    switch (metric.kind) {
    case Metric::Kind::Layers:
        return DistancePanel::tr("Layer distance");
    case Metric::Kind::Activations:
        return DistancePanel::tr("Activations");
    case Metric::Kind::Weights:
        return metric.tensors.isEmpty()
            ? DistancePanel::tr("Weights")
            : DistancePanel::tr("Weights: %1").arg(QString(metric.tensors).remove(u".weight"_s));
    }
    return {};
}

QString tipOf(const Metric& metric)
{
    switch (metric.kind) {
    case Metric::Kind::Layers:
        return DistancePanel::tr("Difference of the layer indices, as in the paper on depth up-scaling "
                                 "(SOLAR). It says where layers "
                                 "stand, not how good the output is.");
    case Metric::Kind::Activations:
        return DistancePanel::tr(
            "Angle between the incoming hidden state and the one the layer gets in its "
            "own model, divided by π: 0 where layers follow each other. It describes the states of one "
            "text, not how good the output is.");
    case Metric::Kind::Weights:
        return DistancePanel::tr("Difference of the weights relative to their size: 0 is a copy, 1.41 has "
                                 "nothing in common. It describes weights, not how good the output is.");
    }
    return {};
}

} // namespace

DistancePanel::DistancePanel(QWidget* parent)
    : QWidget(parent)
    , m_stack(std::make_shared<const core::Stack>())
    , m_preview(std::make_shared<const core::Preview>())
    , m_metric(new ElidedCombo(this))
    , m_pair(new ElidedCombo(this))
    , m_map(new DistanceMap(this))
    , m_offer(new TaskOffer(this))
    , m_remark(new PlainLabel(this))
    , m_empty(new PlainLabel(tr("Open a model to see distances"), this))
{
    build();
    connect(m_pair, &QComboBox::currentIndexChanged, this, [this] {
        refresh();
        Q_EMIT pairChosen();
    });
    connect(m_pair, &QComboBox::activated, this, [this] { m_chosen = m_pair->currentText(); });
    connect(m_metric, &QComboBox::activated, this,
            [this](int index) { Q_EMIT metricChosen(m_metric->itemData(index).value<Metric>()); });
    connect(m_map, &DistanceMap::pairActivated, this, &DistancePanel::pairActivated);
    connect(m_offer, &TaskOffer::accepted, this, &DistancePanel::measureRequested);
    connect(m_offer, &TaskOffer::cancelled, this, &DistancePanel::cancelRequested);
    setMetric({}, {});
    setMeasured({});
    fillPairs();
    refresh();
}

void DistancePanel::build()
{
    m_metric->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_metric->setMinimumContentsLength(13);
    m_pair->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_pair->setMinimumContentsLength(5);
    m_metric->setObjectName(u"distanceMetric"_s);
    m_metric->setAccessibleName(tr("Distance"));
    m_pair->setObjectName(u"distancePair"_s);
    m_pair->setAccessibleName(tr("Models"));
    m_remark->setObjectName(u"distanceRemark"_s);
    m_remark->setFont(textFont(TextSize::Detail));
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    m_remark->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setContentsMargins(0, 24, 0, 0);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(m_metric, 1);
    choices->addWidget(m_pair);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(8);
    column->addLayout(choices);
    column->addWidget(m_offer);
    column->addWidget(m_map);
    column->addWidget(m_remark);
    column->addWidget(m_empty);
    column->addStretch(1);
}

void DistancePanel::setStack(std::shared_ptr<const core::Stack> stack,
                             std::shared_ptr<const core::Preview> preview)
{
    const bool sameModels = m_stack && m_stack->setup.sources == stack->setup.sources;
    m_stack = std::move(stack);
    m_preview = std::move(preview);
    // The map stays during a drag: only the path over it changes.
    if (sameModels && !m_map->isHidden()) {
        if (const int usual = usualPair(); m_chosen.isEmpty() && usual != m_pair->currentIndex())
            m_pair->setCurrentIndex(usual);
        else
            showPath();
        return;
    }
    fillPairs();
    refresh();
}

void DistancePanel::setMetric(const Metric& metric, const QStringList& kinds)
{
    if (kinds != m_kinds || m_metric->count() == 0)
        fillMetrics(kinds);
    for (int index = 0; index < m_metric->count(); ++index)
        if (m_metric->itemData(index).value<Metric>() == metric)
            m_metric->setCurrentIndex(index);
    m_metric->setToolTip(tipOf(metric));
}

void DistancePanel::fillMetrics(const QStringList& kinds)
{
    m_kinds = kinds;
    m_metric->clear();
    std::vector<Metric> metrics {
        {Metric::Kind::Layers}, {Metric::Kind::Activations}, {Metric::Kind::Weights}};
    for (const QString& kind : kinds)
        metrics.push_back({Metric::Kind::Weights, kind});
    for (const Metric& each : metrics) {
        m_metric->addItem(nameOf(each), QVariant::fromValue(each));
        m_metric->setItemData(m_metric->count() - 1, tipOf(each), Qt::ToolTipRole);
    }
}

void DistancePanel::setMeasured(MeasuredMap measured)
{
    m_measured = std::move(measured);
    m_remark->setText(m_measured.remark);
    refresh();
}

std::pair<core::SourceIndex, core::SourceIndex> DistancePanel::pair() const
{
    const QPoint pair = m_pair->currentData().toPoint();
    return {core::SourceIndex::from(pair.x()), core::SourceIndex::from(pair.y())};
}

void DistancePanel::fillPairs()
{
    const QSignalBlocker quiet(m_pair);
    m_pair->clear();
    const std::size_t sources = m_stack->setup.sources.size();
    for (core::SourceIndex a = 0; a.value < sources; ++a)
        for (core::SourceIndex b = a; b.value < sources; ++b)
            m_pair->addItem(u"%1 × %2"_s.arg(letter(a), letter(b)),
                            QPoint(static_cast<int>(a.value), static_cast<int>(b.value)));
    const int before = m_pair->findText(m_chosen);
    m_pair->setCurrentIndex(before >= 0 ? before : usualPair());
}

// Unless someone chose otherwise, two models are shown against each other once the output has layers of both.
int DistancePanel::usualPair() const
{
    const auto& blocks = m_stack->blocks;
    const bool isMixed = std::ranges::any_of(
        blocks, [&blocks](const core::Block& block) { return block.source != blocks.front().source; });
    return isMixed ? 1 : 0;
}

/// What the map shows of the pair; null when nothing is known of it.
const DistanceTable* DistancePanel::table() const
{
    if (!m_measured.tables)
        return &m_layers;
    const auto [first, second] = pair();
    const DistanceTable* table = m_measured.tables->find(first, second);
    return table != nullptr && table->isKnown() ? table : nullptr;
}

void DistancePanel::refresh()
{
    const bool any = m_pair->count() > 0;
    m_metric->setVisible(any);
    m_pair->setVisible(any);
    m_empty->setVisible(!any);
    m_offer->setLook(any ? m_measured.offer : TaskOffer::Look {});
    m_remark->setVisible(any && !m_measured.remark.isEmpty());
    if (any && !m_measured.tables) {
        const auto [first, second] = pair();
        m_layers = layerDistances(static_cast<int>(m_stack->setup.sources[first.value].layers),
                                  static_cast<int>(m_stack->setup.sources[second.value].layers));
    }
    const DistanceTable* shown = any ? table() : nullptr;
    m_map->setVisible(shown != nullptr);
    if (shown == nullptr)
        return;
    m_map->setTable(*shown);
    showPath();
}

// The transitions of the output between the two models.
void DistancePanel::showPath()
{
    const auto [first, second] = pair();
    const auto layers = [&](core::SourceIndex source) { return m_stack->setup.sources[source.value].layers; };
    const auto shown = [&](const core::Block& block) {
        return block.source == first || block.source == second;
    };
    std::vector<QPoint> neighbours;
    std::vector<QPoint> seams;
    for (std::size_t i = 1; i < m_stack->blocks.size(); ++i) {
        const core::Block& from = m_stack->blocks[i - 1];
        const core::Block& to = m_stack->blocks[i];
        // Only layer distance is the same in both directions. The map of two models is about steps between them.
        const bool isOther = m_measured.tables && (from.source != first || to.source != second);
        const bool isWithin = first != second && from.source == to.source;
        if (isOther || isWithin || !shown(from) || !shown(to) || from.layer.value >= layers(first)
            || to.layer.value >= layers(second))
            continue;
        const QPoint cell(static_cast<int>(from.layer.value), static_cast<int>(to.layer.value));
        (from.source == to.source && from.layer + 1 == to.layer ? neighbours : seams).push_back(cell);
    }
    m_map->setPath(std::move(neighbours), std::move(seams));
}

} // namespace layerloom::widgets
