#include "widgets/controls/message_bar.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kBarHeight = 32;
constexpr int kBarIcon = 16;

QString iconOf(MessageBar::Kind kind)
{
    switch (kind) {
    case MessageBar::Kind::Error:
        return u"error"_s;
    case MessageBar::Kind::Warning:
        return u"warning"_s;
    case MessageBar::Kind::Advice:
        return u"advice"_s;
    case MessageBar::Kind::Good:
        return u"check"_s;
    }
    return {};
}

QColor colorOf(MessageBar::Kind kind, const Theme& theme)
{
    switch (kind) {
    case MessageBar::Kind::Error:
        return theme.error;
    case MessageBar::Kind::Warning:
        return theme.warning;
    case MessageBar::Kind::Advice:
        return theme.advice;
    case MessageBar::Kind::Good:
        return theme.good;
    }
    return theme.text2;
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
    , m_text(new PlainLabel(this))
    , m_close(new QToolButton(this))
{
    setObjectName(u"messageBar"_s);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_row->setContentsMargins(12 + kBarIcon + 8, 2, 8, 3);
    m_row->setSpacing(16);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_row->addWidget(m_text, 1);
    m_close->setIcon(icon(u"close"_s));
    m_close->setIconSize({kBarIcon, kBarIcon});
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    m_row->addWidget(m_close);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& text, const std::vector<Link>& links)
{
    m_kind = kind;
    m_message = text;
    m_text->setToolTip(text);
    for (QWidget* old : m_links)
        old->deleteLater();
    m_links.clear();
    for (const Link& link : links) {
        auto* button = new QPushButton(link.text, this);
        button->setProperty("link", true);
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QPushButton::clicked, this, [this, act = link.act] {
            hide();
            act();
        });
        m_row->insertWidget(m_row->indexOf(m_close), button);
        m_links.push_back(button);
    }
    show();
    fitText();
    update();
}

void MessageBar::fitText()
{
    m_text->setText(m_text->fontMetrics().elidedText(m_message, Qt::ElideRight, m_text->width()));
}

void MessageBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_row->activate();
    fitText();
}

QString MessageBar::message() const
{
    return isHidden() ? QString() : m_message;
}

QSize MessageBar::sizeHint() const
{
    return {320, std::max(kBarHeight, fontMetrics().height() + 12)};
}

void MessageBar::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // The sheet's upper corners are round.
    painter.fillPath(roundedPath(rect(), {7, 7, 0, 0}), colors.raised);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.hairline);
    paintIcon(painter, QRectF(12, (height() - 1 - kBarIcon) / 2.0, kBarIcon, kBarIcon), iconOf(m_kind),
              colorOf(m_kind, colors));
}

} // namespace layerloom::widgets
