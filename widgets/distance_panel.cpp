#include "widgets/distance_panel.h"

#include "widgets/distance_map.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

QString letter(core::SourceIndex source)
{
    return QString::fromStdString(core::sourceLetter(source));
}

} // namespace

DistancePanel::DistancePanel(QWidget* parent)
    : QWidget(parent)
    , m_stack(std::make_shared<const core::Stack>())
    , m_preview(std::make_shared<const core::Preview>())
    , m_metric(new QComboBox(this))
    , m_pair(new QComboBox(this))
    , m_map(new DistanceMap(this))
    , m_remark(new QLabel(tr("Distances describe weights, not output quality."), this))
    , m_empty(new QLabel(tr("Open a model to see distances"), this))
{
    m_metric->setObjectName(u"distanceMetric"_s);
    m_metric->setAccessibleName(tr("Distance"));
    m_metric->addItem(tr("Layer distance"));
    m_metric->setToolTip(tr("Difference of the layer indices, as in the paper on depth up-scaling (SOLAR)"));
    m_pair->setObjectName(u"distancePair"_s);
    m_pair->setAccessibleName(tr("Models"));
    auto* choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(m_metric, 2);
    choices->addWidget(m_pair, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 12);
    column->setSpacing(8);
    column->addLayout(choices);
    column->addWidget(m_map);
    column->addWidget(m_remark);
    column->addWidget(m_empty, 0, Qt::AlignHCenter);
    column->addStretch(1);
    m_remark->setFont(textFont(TextSize::Detail));
    m_remark->setForegroundRole(QPalette::PlaceholderText);
    m_remark->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setContentsMargins(0, 24, 0, 0);
    connect(m_pair, &QComboBox::currentIndexChanged, this, [this] { refresh(); });
    connect(m_pair, &QComboBox::activated, this, [this] { m_chosen = m_pair->currentText(); });
    connect(m_map, &DistanceMap::pairActivated, this, &DistancePanel::pairActivated);
    fillPairs();
    refresh();
}

void DistancePanel::setStack(std::shared_ptr<const core::Stack> stack,
                             std::shared_ptr<const core::Preview> preview)
{
    m_stack = std::move(stack);
    m_preview = std::move(preview);
    fillPairs();
    refresh();
}

void DistancePanel::fillPairs()
{
    const QSignalBlocker quiet(m_pair);
    m_pair->clear();
    const auto sources = static_cast<core::SourceIndex>(m_stack->setup.sources.size());
    for (core::SourceIndex a = 0; a < sources; ++a)
        for (core::SourceIndex b = a; b < sources; ++b)
            m_pair->addItem(u"%1 × %2"_s.arg(letter(a), letter(b)),
                            QPoint(static_cast<int>(a), static_cast<int>(b)));
    const int before = m_pair->findText(m_chosen);
    // Two models are shown against each other unless someone chose otherwise.
    m_pair->setCurrentIndex(before >= 0 ? before : (sources > 1 ? 1 : 0));
}

void DistancePanel::refresh()
{
    const bool any = m_pair->count() > 0;
    for (QWidget* part : {static_cast<QWidget*>(m_metric), static_cast<QWidget*>(m_pair),
                          static_cast<QWidget*>(m_map), static_cast<QWidget*>(m_remark)})
        part->setVisible(any);
    m_empty->setVisible(!any);
    if (!any)
        return;
    const QPoint pair = m_pair->currentData().toPoint();
    const auto layers = [&](int source) {
        return static_cast<int>(m_stack->setup.sources[static_cast<std::size_t>(source)].layers);
    };
    m_map->setTable(layerDistances(layers(pair.x()), layers(pair.y())));
    std::vector<QPoint> neighbours;
    std::vector<QPoint> seams;
    const auto shown = [&](const core::Block& block) {
        return static_cast<int>(block.source) == pair.x() || static_cast<int>(block.source) == pair.y();
    };
    for (std::size_t i = 1; i < m_stack->blocks.size(); ++i) {
        const core::Block& from = m_stack->blocks[i - 1];
        const core::Block& to = m_stack->blocks[i];
        const QPoint cell(static_cast<int>(from.layer), static_cast<int>(to.layer));
        if (!shown(from) || !shown(to) || cell.x() >= layers(pair.x()) || cell.y() >= layers(pair.y()))
            continue;
        (from.source == to.source && from.layer + 1 == to.layer ? neighbours : seams).push_back(cell);
    }
    m_map->setPath(std::move(neighbours), std::move(seams));
}

} // namespace layerloom::widgets
