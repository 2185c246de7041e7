#include "widgets/canvas/seam_card.h"

#include "core/stack/commands.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kPadding = 12;
constexpr int kIcon = 16;
// The card begins right below the badge, which the pointer can still reach.
constexpr int kTopShadow = 6;

QString layerText(const core::Block& block)
{
    return QString::fromStdString(core::sourceLetter(block.source)) + u' '
        + QString::number(block.layer.value);
}

double depthOf(const core::Stack& stack, const core::Block& block)
{
    const std::uint32_t layers = stack.setup.sources[block.source.value].layers;
    return layers > 1 ? static_cast<double>(block.layer.value) / (layers - 1) : 0;
}

// "22→8 (14), 47 layers"; empty when the edits do nothing or the seam would be gone.
QString consequence(core::Stack stack, const core::Edits& edits, std::size_t at)
{
    if (edits.empty())
        return {};
    for (const core::Edit& edit : edits)
        core::apply(stack, edit);
    if (at == 0 || at >= stack.blocks.size())
        return {};
    const core::Block& from = stack.blocks[at - 1];
    const core::Block& to = stack.blocks[at];
    const auto distance = from.layer > to.layer ? from.layer - to.layer : to.layer - from.layer;
    return u"%1 (%2), %3 layers"_s.arg(seamText(from, to)).arg(distance).arg(stack.blocks.size());
}

void clearLayout(QGridLayout& layout)
{
    while (QLayoutItem* item = layout.takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

QString seamKindText(const core::Seam& seam)
{
    if (seam.distance == 0 && !seam.changesSource())
        return SeamCard::tr("same layer again");
    QStringList words;
    if (seam.changesSource())
        words.append(SeamCard::tr("other source"));
    if (seam.jump < 0)
        words.append(SeamCard::tr("jump back"));
    else if (seam.jump > 0)
        words.append(SeamCard::tr("jump ahead"));
    return words.join(u", "_s);
}

QStringList seamKindIcons(const core::Seam& seam)
{
    if (seam.distance == 0 && !seam.changesSource())
        return {u"seam-same"_s};
    QStringList icons;
    if (seam.changesSource())
        icons.append(u"seam-source-change"_s);
    if (seam.jump != 0)
        icons.append(seam.jump < 0 ? u"seam-jump-back"_s : u"seam-jump-ahead"_s);
    return icons;
}

std::optional<SeamCost> seamCost(const core::Prediction* prediction, std::size_t at)
{
    if (prediction == nullptr)
        return std::nullopt;
    const auto share = std::ranges::find(prediction->seams, at, &core::SeamShare::at);
    if (share == prediction->seams.end())
        return std::nullopt;
    const double layers = share->ordinaryLayers;
    SeamCost measure {distanceText(share->delta), {}, {}};
    if (layers == 0)
        return measure;
    measure.layers = QString::number(std::abs(layers), 'f', 1);
    measure.ordinaryLayers = (layers < 0 ? SeamCard::tr("%1 ordinary layers, run again")
                                         : SeamCard::tr("%1 ordinary layers, skipped"))
                                 .arg(measure.layers);
    return measure;
}

SeamCard::SeamCard(QWidget* parent)
    : QWidget(parent)
    , m_title(new PlainLabel(this))
    , m_kind(new PlainLabel(this))
    , m_rows(new QGridLayout)
{
    setObjectName(u"seamCard"_s);
    setAccessibleName(tr("Seam"));
    setFont(textFont(TextSize::Caption));
    m_title->setFont(textFont(TextSize::Emphasis));
    m_kind->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kShadow + kPadding, kTopShadow + kPadding - 2, kShadow + kPadding,
                               kShadow + kPadding - 2);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->setSpacing(24);
    head->addWidget(m_title, 1);
    head->addWidget(m_kind);
    column->addLayout(head);
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(1, 1);
    column->addLayout(m_rows);
    column->addSpacing(6);
    column->addLayout(buildLinks());
    hide();
}

QGridLayout* SeamCard::buildLinks()
{
    auto* links = new QGridLayout;
    links->setHorizontalSpacing(16);
    links->setVerticalSpacing(0);
    m_trimLeft = addLink(*links, 0, 0);
    m_trimRight = addLink(*links, 0, 1);
    m_rollLeft = addLink(*links, 1, 0);
    m_rollRight = addLink(*links, 1, 1);
    m_measure = addLink(*links, 2, 0);
    links->addWidget(m_measure, 2, 0, 1, 2, Qt::AlignLeft);
    connect(m_trimLeft, &QPushButton::clicked, this, [this] { Q_EMIT trimRequested(-1); });
    connect(m_trimRight, &QPushButton::clicked, this, [this] { Q_EMIT trimRequested(1); });
    connect(m_rollLeft, &QPushButton::clicked, this, [this] { Q_EMIT rollRequested(-1); });
    connect(m_rollRight, &QPushButton::clicked, this, [this] { Q_EMIT rollRequested(1); });
    connect(m_measure, &QPushButton::clicked, this, &SeamCard::measureRequested);
    return links;
}

QPushButton* SeamCard::addLink(QGridLayout& grid, int row, int column)
{
    auto* link = new QPushButton(this);
    link->setProperty("link", true);
    link->setFont(textFont(TextSize::Caption));
    link->setCursor(Qt::PointingHandCursor);
    // A click must not take the keyboard from the canvas: that would close the card under the pointer.
    link->setFocusPolicy(Qt::TabFocus);
    grid.addWidget(link, row, column, Qt::AlignLeft);
    return link;
}

std::vector<SeamCard::Row> SeamCard::rowsOf(const AnnotatedStack& annotated, const core::Seam& seam) const
{
    const auto& [stack, preview, measured] = annotated;
    std::vector<Row> rows;
    rows.push_back({tr("Layers"), layerText(seam.from) + u" → "_s + layerText(seam.to)});
    const bool otherDepth = stack.setup.sources[seam.from.source.value].layers
        != stack.setup.sources[seam.to.source.value].layers;
    rows.push_back(
        {tr("Layer distance"),
         otherDepth ? tr("%1, different depth").arg(seam.distance) : QString::number(seam.distance)});
    rows.push_back(
        {tr("Relative depth"),
         u"%1 → %2"_s.arg(depthOf(stack, seam.from), 0, 'f', 2).arg(depthOf(stack, seam.to), 0, 'f', 2)});
    if (measured != nullptr)
        addMeasured(rows, *measured, seam);
    // Layers of the slice after the seam that ran before it.
    const core::Slice& after = preview.slices[sliceAt(preview.slices, seam.at)];
    std::uint32_t again = 0;
    for (std::size_t i = after.begin; i < after.end; ++i)
        again += preview.uses[i] > 1 ? 1U : 0U;
    if (again > 0)
        rows.push_back(
            {tr("Used again"), tr("%1 of the %2 layers that follow").arg(again).arg(after.count())});
    return rows;
}

void SeamCard::addMeasured(std::vector<Row>& rows, const StackInsight& measured, const core::Seam& seam)
{
    if (const auto measure = seamCost(measured.prediction.get(), seam.at)) {
        rows.push_back({tr("Activation distance"), measure->angle});
        if (!measure->ordinaryLayers.isEmpty())
            rows.push_back({tr("Equals"), measure->ordinaryLayers});
    } else {
        rows.push_back({tr("Activation distance"), tr("not measured")});
    }
    if (measured.metric && measured.metric->metric.kind == Metric::Kind::Weights)
        if (const auto distance = measured.metric->at(seam.from, seam.to))
            rows.push_back({tr("Weight distance"), distanceText(*distance)});
}

void SeamCard::fillOffer(const StackInsight* measured)
{
    m_measure->setText(measured != nullptr ? measured->offer : QString());
    m_measure->setVisible(!m_measure->text().isEmpty());
}

void SeamCard::fillRows(const std::vector<Row>& rows)
{
    clearLayout(*m_rows);
    int line = 0;
    for (const Row& row : rows) {
        auto* name = new PlainLabel(row.name, this);
        auto* value = new PlainLabel(row.value, this);
        name->setForegroundRole(QPalette::PlaceholderText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_rows->addWidget(name, line, 0);
        m_rows->addWidget(value, line, 1);
        // In an open card, new labels take part in the layout only once they are shown.
        name->show();
        value->show();
        ++line;
    }
}

void SeamCard::fillLinks(const core::Stack& stack, const core::Preview& preview, const core::Seam& seam)
{
    const core::Slice& before = preview.slices[sliceAt(preview.slices, seam.at - 1)];
    const core::Slice& after = preview.slices[sliceAt(preview.slices, seam.at)];
    const auto fill = [&](QPushButton& link, const QString& name, const core::Edits& edits, std::size_t at) {
        const QString result = consequence(stack, edits, at);
        link.setText(result.isEmpty() ? name : name + u"  "_s + result);
        link.setEnabled(!result.isEmpty());
    };
    fill(*m_trimLeft, tr("Trim left"),
         before.count() > 1 ? core::trimBack(stack, before, -1) : core::Edits {}, seam.at - 1);
    fill(*m_trimRight, tr("Trim right"),
         after.count() > 1 ? core::trimFront(stack, after, -1) : core::Edits {}, seam.at);
    fill(*m_rollLeft, tr("Roll left"), core::rollSeam(stack, seam.at, -1), seam.at - 1);
    fill(*m_rollRight, tr("Roll right"), core::rollSeam(stack, seam.at, 1), seam.at + 1);
}

void SeamCard::showSeam(const AnnotatedStack& annotated, int index, const QRect& badge)
{
    const core::Seam& seam = annotated.preview.seams[static_cast<std::size_t>(index)];
    m_seam = index;
    m_icons = seamKindIcons(seam);
    const QFontMetrics metrics(m_title->font());
    m_title->setIndent(static_cast<int>(m_icons.size()) * (kIcon + 4) + 4);
    m_title->setText(tr("Seam at output %1").arg(seam.at));
    m_kind->setText(seamKindText(seam));
    fillRows(rowsOf(annotated, seam));
    fillOffer(annotated.measured);
    fillLinks(annotated.stack, annotated.preview, seam);
    ensurePolished();
    layout()->activate();
    adjustSize();
    const QSize room = parentWidget()->size();
    QPoint corner(badge.center().x() - width() / 2, badge.bottom() + 1);
    if (corner.y() + height() - kShadow > room.height())
        corner.setY(badge.top() - height());
    corner.setX(std::clamp(corner.x(), -kShadow, std::max(-kShadow, room.width() - width() + kShadow)));
    move(corner);
    show();
    raise();
    update();
}

QString SeamCard::text() const
{
    if (!isVisible())
        return {};
    QStringList lines {m_title->text() + u' ' + m_kind->text()};
    for (int row = 0; row < m_rows->rowCount(); ++row)
        if (const auto* name = m_rows->itemAtPosition(row, 0))
            lines.append(qobject_cast<QLabel*>(name->widget())->text() + u' '
                         + qobject_cast<QLabel*>(m_rows->itemAtPosition(row, 1)->widget())->text());
    for (const QPushButton* link : {m_trimLeft, m_trimRight, m_rollLeft, m_rollRight, m_measure})
        if (!link->text().isEmpty())
            lines.append(link->text());
    return lines.join(u'\n');
}

void SeamCard::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    const QRectF card = QRectF(rect()).adjusted(kShadow, kTopShadow, -kShadow, -kShadow);
    paintCard(painter, card, colors);
    double x = m_title->x();
    for (const QString& name : m_icons) {
        paintIcon(painter, QRectF(x, m_title->geometry().center().y() - kIcon / 2.0, kIcon, kIcon), name,
                  colors.text2);
        x += kIcon + 4;
    }
    const int line = (m_rows->geometry().bottom() + m_trimLeft->y()) / 2;
    painter.fillRect(QRectF(card.left() + kPadding, line, card.width() - 2 * kPadding, 1), colors.hairline);
}

void SeamCard::leaveEvent(QEvent*)
{
    Q_EMIT left();
}

void SeamCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT left();
        parentWidget()->setFocus();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace layerloom::widgets
