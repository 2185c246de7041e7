#include "app/window/inspector/inspector_page.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPixmap>

namespace layerloom::app {

namespace {

constexpr int kBadge = 24;

QPixmap badge(const QWidget& widget, core::SourceIndex source)
{
    const qreal ratio = widget.devicePixelRatioF();
    QPixmap pixmap(QSize(kBadge, kBadge) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = widgets::theme(widget).badge(source);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(0, 0, kBadge, kBadge), 4, 4);
    painter.setPen(widgets::textOn(fill));
    painter.setFont(widgets::textFont(widgets::TextSize::Emphasis));
    painter.drawText(QRectF(0, 0, kBadge, kBadge), Qt::AlignCenter,
                     QString::fromStdString(core::sourceLetter(source)));
    return pixmap;
}

} // namespace

InspectorHeader::InspectorHeader(QWidget* parent)
    : QWidget(parent)
    , m_badge(new widgets::PlainLabel(this))
    , m_headline(new widgets::PlainLabel(this))
    , m_detail(new widgets::PlainLabel(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_badge, 0, 0, 2, 1);
    grid->addWidget(m_headline, 0, 1);
    grid->addWidget(m_detail, 1, 1);
    m_headline->setObjectName(QStringLiteral("inspectorHeadline"));
    m_headline->setFont(widgets::textFont(widgets::TextSize::Emphasis));
    m_headline->setWordWrap(true);
    m_detail->setObjectName(QStringLiteral("inspectorDetail"));
    widgets::setCaption(*m_detail);
}

void InspectorHeader::show(const InspectorTitle& title)
{
    m_badge->setVisible(title.source.has_value());
    if (title.source)
        m_badge->setPixmap(badge(*this, *title.source));
    m_headline->setText(title.headline);
    m_detail->setText(title.detail);
    m_detail->setVisible(!title.detail.isEmpty());
}

InspectorPage::InspectorPage(Document& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
{}

FactsGrid::Fact InspectorPage::parameters(std::uint64_t count) const
{
    return {tr("Parameters"), QString::fromStdString(core::shortCount(count)),
            QString::fromStdString(core::groupedDigits(count))};
}

FactsGrid::Fact InspectorPage::bytes(std::uint64_t count) const
{
    const double gib = static_cast<double>(count) / (1024.0 * 1024 * 1024);
    return {
        tr("Size"), bytesText(count),
        tr("%1 bytes, %2 GiB").arg(QString::fromStdString(core::groupedDigits(count))).arg(gib, 0, 'f', 3)};
}

} // namespace layerloom::app
