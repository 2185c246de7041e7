#include "widgets/controls/summary_strip.h"

#include "core/base/text.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/severity.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QFontMetricsF>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kStripHeight = 44;
constexpr int kGap = 6;
constexpr int kStripIcon = 16;
constexpr int kStripLeft = 11;
constexpr int kStripRight = 12;
constexpr int kWide = 24; ///< between two numbers, where there is room
constexpr int kNarrow = 14;
constexpr int kMoreWidth = 28;
constexpr double kBytesPerGib = 1024.0 * 1024 * 1024;

QFont valueFont(bool isPreview)
{
    QFont font = textFont(TextSize::Heading);
    font.setItalic(isPreview);
    return font;
}

// Two lines and padding.
int stripHeight()
{
    const QFontMetricsF value(valueFont(false));
    const QFontMetricsF label(textFont(TextSize::Caption));
    return std::max(kStripHeight, static_cast<int>(std::ceil(value.height() + label.height())) + 8);
}

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

// "+57" or "−8": the difference to the base model.
QString difference(std::uint64_t value, std::uint64_t base, std::string (*format)(std::uint64_t))
{
    if (value == base)
        return {};
    const bool more = value > base;
    return (more ? u'+' : QChar(0x2212)) + text(format(more ? value - base : base - value));
}

QString dtypes(const core::Totals& totals)
{
    QStringList names;
    for (const auto& [name, bytes] : totals.bytesByDtype)
        names.append(text(name));
    constexpr int kMost = 2;
    return names.size() > kMost ? SummaryStrip::tr("mixed") : names.join(u" + "_s);
}

core::Severity worst(const std::vector<core::Problem>& problems)
{
    return std::ranges::min(problems, {}, &core::Problem::severity).severity;
}

QString messages(const std::vector<core::Problem>& problems)
{
    constexpr std::size_t kMost = 5;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(kMost, problems.size()); ++i)
        lines.append(text(problems[i].message));
    if (problems.size() > kMost)
        lines.append(SummaryStrip::tr("and %1 more").arg(problems.size() - kMost));
    return lines.join(u'\n');
}

QString bytesTip(const core::Totals& totals)
{
    QString tip = SummaryStrip::tr("%1 bytes, %2 GiB")
                      .arg(text(core::groupedDigits(totals.bytes)))
                      .arg(static_cast<double>(totals.bytes) / kBytesPerGib, 0, 'g', 4);
    for (const auto& [name, bytes] : totals.bytesByDtype)
        tip += u"\n%1: %2"_s.arg(text(name), text(core::shortBytes(bytes)));
    if (totals.cacheBytesPerToken > 0)
        tip += u'\n'
            + SummaryStrip::tr("Key/value cache: %1 a token")
                  .arg(text(core::shortBytes(totals.cacheBytesPerToken)));
    return tip;
}

// The base model of the comparison: the source of config.json.
const core::Model* baseModel(const core::Stack& stack)
{
    return stack.setup.sources.empty() ? nullptr
                                       : core::modelOf(stack, core::partSource(stack, core::Part::Config));
}

} // namespace

SummaryItem::SummaryItem(const QString& name, QString shortLabel, QWidget* parent)
    : QAbstractButton(parent)
    , m_shortLabel(std::move(shortLabel))
{
    setObjectName(name);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SummaryItem::setLook(const Look& look)
{
    m_look = look;
    setText(look.value);
    setAccessibleName(QStringList {look.value, look.note, look.label}.join(u' ').simplified());
    updateGeometry();
    update();
}

void SummaryItem::setRoom(const Room& room)
{
    if (room == m_room)
        return;
    m_room = room;
    updateGeometry();
    update();
}

bool SummaryItem::isWhole() const
{
    return m_room.item && (m_room.note || m_look.note.isEmpty());
}

const QString& SummaryItem::label(const Room& room) const
{
    return room.wholeLabel || m_shortLabel.isEmpty() ? m_look.label : m_shortLabel;
}

int SummaryItem::widthIn(const Room& room) const
{
    const QFontMetricsF caption(textFont(TextSize::Caption));
    qreal value = tabularWidth(QFontMetricsF(valueFont(m_look.isPreview)), m_look.value);
    if (m_look.note.isEmpty())
        value += m_look.icon.isEmpty() ? 0 : kStripIcon + kGap;
    else if (room.note)
        value += tabularWidth(caption, m_look.note) + kGap;
    return static_cast<int>(std::ceil(std::max(value, caption.horizontalAdvance(label(room))))) + 1;
}

QSize SummaryItem::sizeHint() const
{
    return {widthIn(m_room), stripHeight() - 4};
}

void SummaryItem::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    painter.setFont(valueFont(m_look.isPreview));
    const QFontMetricsF metrics(painter.font());
    const qreal top = (height() - metrics.height() - QFontMetricsF(textFont(TextSize::Caption)).height()) / 2;
    const QRectF row(0, top, width(), metrics.height());
    painter.setPen(colors.text);
    drawTabular(painter, row, Qt::AlignLeft | Qt::AlignVCenter, m_look.value);
    const QRectF beside = row.adjusted(tabularWidth(metrics, m_look.value) + kGap, 1, 0, 1);
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(colors.text2);
    if (!m_look.note.isEmpty() && m_room.note)
        drawTabular(painter, beside, Qt::AlignLeft | Qt::AlignVCenter, m_look.note);
    else if (m_look.note.isEmpty() && !m_look.icon.isEmpty())
        paintIcon(painter,
                  QRectF(beside.left(), beside.center().y() - kStripIcon / 2.0, kStripIcon, kStripIcon),
                  m_look.icon, themeFor(palette()).*m_look.iconColor);
    painter.drawText(QRectF(0, row.bottom() - 1, width(), height() - row.bottom()),
                     Qt::AlignLeft | Qt::AlignTop, label(m_room));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawLine(QPointF(0, height() - 1), QPointF(width(), height() - 1));
    }
}

SummaryStrip::SummaryStrip(QWidget* parent)
    : QWidget(parent)
    , m_stack(std::make_shared<const core::Stack>())
    , m_facts(std::make_shared<const core::Preview>())
    , m_moreMenu(new QMenu(this))
{
    addItems();
    m_more = new QToolButton(this);
    m_more->setObjectName(u"summaryMore"_s);
    m_more->setIcon(icon(u"more"_s));
    m_more->setIconSize({kStripIcon, kStripIcon});
    m_more->setFocusPolicy(Qt::TabFocus);
    m_more->setToolTip(tr("More numbers, for which there is no room"));
    m_more->setAccessibleName(tr("More numbers"));
    m_more->setMenu(m_moreMenu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->hide();
    connect(m_moreMenu, &QMenu::aboutToShow, this, &SummaryStrip::fillMore);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    refresh();
}

void SummaryStrip::addItems()
{
    const std::array kinds {std::pair("summaryLayers", QString()),
                            std::pair("summaryParams", QString()),
                            std::pair("summaryBytes", QString()),
                            std::pair("summarySeams", QString()),
                            std::pair("summaryMaxDistance", tr("distance")),
                            std::pair("summaryProblems", QString()),
                            std::pair("summaryLoss", tr("Δloss"))};
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        auto* made = new SummaryItem(QString::fromLatin1(kinds[i].first), kinds[i].second, this);
        m_items.push_back(made);
        connect(made, &SummaryItem::clicked, this, [this, i] { Q_EMIT activated(static_cast<Item>(i)); });
    }
    item(Item::Loss).hide();
}

QSize SummaryStrip::sizeHint() const
{
    return {widthOf(Rooms(m_items.size()), kWide), stripHeight()};
}

QSize SummaryStrip::minimumSizeHint() const
{
    return {kStripLeft + m_items.front()->widthIn({false, false, true}) + kNarrow + kMoreWidth + kStripRight,
            stripHeight()};
}

int SummaryStrip::widthOf(const Rooms& rooms, int gap) const
{
    int width = kStripLeft + kStripRight - gap;
    bool isAnyLeftOut = false;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        if (!m_items[i]->isUsed())
            continue;
        if (rooms[i].item)
            width += m_items[i]->widthIn(rooms[i]) + gap;
        else
            isAnyLeftOut = true;
    }
    return isAnyLeftOut ? width + kMoreWidth + gap : width;
}

// Leaves out one thing after the other until the rest fits.
void SummaryStrip::fit()
{
    Rooms rooms(m_items.size());
    const auto room = [&](Item which) -> SummaryItem::Room& {
        return rooms[static_cast<std::size_t>(which)];
    };
    int gap = kWide;
    const auto fits = [&] { return widthOf(rooms, gap) <= width(); };
    if (!fits())
        gap = kNarrow;
    for (const Item which : {Item::Bytes, Item::Parameters, Item::Layers})
        if (!fits())
            room(which).note = false;
    for (const Item which : {Item::MaxDistance, Item::Loss})
        if (!fits())
            room(which).wholeLabel = false;
    if (!fits())
        room(Item::MaxDistance).item = false;
    if (!fits())
        room(Item::Loss).note = false;
    for (const Item which : {Item::Seams, Item::Bytes, Item::Problems, Item::Parameters, Item::Loss})
        if (!fits())
            room(which).item = false;
    place(rooms, gap);
}

void SummaryStrip::place(const Rooms& rooms, int gap)
{
    int x = kStripLeft;
    bool isAnyLeftOut = false;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
        SummaryItem& each = *m_items[i];
        each.setRoom(rooms[i]);
        const bool isShown = each.isUsed() && rooms[i].item;
        isAnyLeftOut = isAnyLeftOut || (each.isUsed() && !rooms[i].item);
        each.setVisible(isShown);
        if (!isShown)
            continue;
        each.setGeometry(x, 2, each.sizeHint().width(), each.sizeHint().height());
        x += each.width() + gap;
    }
    m_more->setGeometry(x, (stripHeight() - kMoreWidth) / 2, kMoreWidth, kMoreWidth);
    m_more->setVisible(isAnyLeftOut);
}

// Everything that is not drawn whole.
void SummaryStrip::fillMore()
{
    m_moreMenu->clear();
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i]->isUsed() || m_items[i]->isWhole())
            continue;
        QString text = m_items[i]->accessibleName();
        QAction* action = m_moreMenu->addAction(text.replace(u'&', u"&&"_s));
        connect(action, &QAction::triggered, this, [this, i] { Q_EMIT activated(static_cast<Item>(i)); });
    }
}

void SummaryStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void SummaryStrip::setFacts(std::shared_ptr<const core::Stack> stack,
                            std::shared_ptr<const core::Preview> preview)
{
    m_stack = std::move(stack);
    m_facts = std::move(preview);
    refresh();
}

void SummaryStrip::setPreview(std::shared_ptr<const core::Stack> stack,
                              std::shared_ptr<const core::Preview> preview)
{
    m_previewStack = std::move(stack);
    m_previewFacts = std::move(preview);
    refresh();
}

void SummaryStrip::setLoss(const SummaryItem::Look& look, const QString& toolTip)
{
    item(Item::Loss).setLook(look);
    item(Item::Loss).setToolTip(toolTip);
    fit();
}

void SummaryStrip::refresh()
{
    const bool isPreview = m_previewStack && m_previewFacts;
    const core::Stack& stack = isPreview ? *m_previewStack : *m_stack;
    const core::Preview& preview = isPreview ? *m_previewFacts : *m_facts;
    showSize(stack, preview.totals, isPreview);
    showSeams(preview.totals, isPreview);
    showProblems(preview, isPreview);
    fit();
}

void SummaryStrip::showSize(const core::Stack& stack, const core::Totals& totals, bool isPreview)
{
    const core::Model* base = totals.layers > 0 ? baseModel(stack) : nullptr;
    const QString about = totals.complete ? QString() : tr("; layers of missing models are not counted");
    SummaryItem::Look layers {
        text(core::groupedDigits(totals.layers)), {}, totals.layers == 1 ? tr("layer") : tr("layers")};
    SummaryItem::Look parameters {text(core::shortCount(totals.parameters)), {}, tr("parameters")};
    SummaryItem::Look bytes {text(core::shortBytes(totals.bytes)), dtypes(totals), tr("size")};
    layers.isPreview = parameters.isPreview = bytes.isPreview = isPreview;
    QString layersTip = tr("Layers of the output");
    if (base) {
        const auto count = [](std::uint64_t number) { return std::to_string(number); };
        layers.note = difference(totals.layers, base->table.layers.size(), count);
        layersTip += tr("; \"%1\" has %2").arg(text(base->checkpoint->name())).arg(base->table.layers.size());
        if (totals.complete)
            parameters.note = difference(totals.parameters, base->table.parameters, core::shortCount);
    }
    item(Item::Layers).setLook(layers);
    item(Item::Layers).setToolTip(layersTip);
    item(Item::Parameters).setLook(parameters);
    item(Item::Parameters)
        .setToolTip(tr("%1 parameters").arg(text(core::groupedDigits(totals.parameters))) + about);
    item(Item::Bytes).setLook(bytes);
    item(Item::Bytes).setToolTip(bytesTip(totals) + about);
}

void SummaryStrip::showSeams(const core::Totals& totals, bool isPreview)
{
    SummaryItem::Look seams {
        text(core::groupedDigits(totals.seams)), {}, totals.seams == 1 ? tr("seam") : tr("seams")};
    SummaryItem::Look distance {QString::number(totals.maxDistance), {}, tr("max layer distance")};
    seams.isPreview = distance.isPreview = isPreview;
    item(Item::Seams).setLook(seams);
    item(Item::Seams).setToolTip(tr("Places where the next layer is not the one that followed in its model"));
    item(Item::MaxDistance).setLook(distance);
    item(Item::MaxDistance)
        .setToolTip(tr("Greatest difference of layer indices across a seam; the sum over all seams is %1")
                        .arg(totals.sumDistance));
}

void SummaryStrip::showProblems(const core::Preview& preview, bool isPreview)
{
    // Without layers there is nothing to check.
    const std::size_t problems = preview.totals.layers > 0 ? preview.problems.size() : 0;
    SummaryItem::Look look {QString::number(problems), {}, problems == 1 ? tr("problem") : tr("problems")};
    look.isPreview = isPreview;
    if (problems > 0) {
        look.icon = severityIconName(worst(preview.problems));
        look.iconColor = severityColor(worst(preview.problems));
    } else if (preview.totals.layers > 0) {
        look.icon = u"check"_s;
        look.iconColor = &Theme::good;
    }
    item(Item::Problems).setLook(look);
    item(Item::Problems).setToolTip(problems > 0 ? messages(preview.problems) : tr("No problems"));
}

void SummaryStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme(*this).hairline);
}

} // namespace layerloom::widgets
