#include "widgets/controls/message_bar.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/link_button.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kBarIcon = 16;
// Around the card, for its shadow.
constexpr int kSide = 8;
constexpr int kAbove = 5;
constexpr int kBelow = 10;
constexpr int kGoodLasts = 10000; ///< milliseconds

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
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_row->setContentsMargins(kSide + 12 + kBarIcon + 8, kAbove + 4, kSide + 8, kBelow + 4);
    m_row->setSpacing(16);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_row->addWidget(m_text, 1);
    m_close->setIcon(icon(u"close"_s));
    m_close->setIconSize({kBarIcon, kBarIcon});
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));
    m_row->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::takeLast);
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, this, &MessageBar::takeLast);
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& text, const std::vector<Link>& links, Reason reason)
{
    std::erase_if(m_messages, [&](const Message& old) { return old.links.empty() || old.text == text; });
    m_messages.push_back({kind, text, links, std::move(reason)});
    showLast();
}

void MessageBar::reconsider()
{
    const std::size_t before = m_messages.size();
    std::erase_if(m_messages, [](const Message& each) { return each.reason && !each.reason(); });
    if (m_messages.size() != before)
        showLast();
}

void MessageBar::takeLast()
{
    if (!m_messages.empty())
        m_messages.pop_back();
    showLast();
}

void MessageBar::showLast()
{
    showLinks();
    m_end.stop();
    setVisible(!m_messages.empty());
    if (m_messages.empty())
        return;
    m_text->setText(m_messages.back().text);
    if (m_messages.back().kind == Kind::Good)
        m_end.start(kGoodLasts);
    m_row->activate();
    Q_EMIT heightChanged();
    update();
}

void MessageBar::showLinks()
{
    for (QWidget* old : m_links)
        old->deleteLater();
    m_links.clear();
    if (m_messages.empty())
        return;
    for (const Link& link : m_messages.back().links) {
        auto* button = new LinkButton(link.text, this);
        connect(button, &LinkButton::clicked, this, [this, act = link.act] {
            takeLast();
            act();
        });
        m_row->insertWidget(m_row->indexOf(m_close), button, 0, Qt::AlignVCenter);
        m_links.push_back(button);
    }
}

QString MessageBar::message() const
{
    return m_messages.empty() ? QString() : m_messages.back().text;
}

void MessageBar::paintEvent(QPaintEvent*)
{
    if (m_messages.empty())
        return;
    const Theme colors = theme(*this);
    QPainter painter(this);
    const QRectF card = QRectF(rect()).adjusted(kSide, kAbove, -kSide, -kBelow);
    paintCard(painter, card, colors);
    const Kind kind = m_messages.back().kind;
    paintIcon(painter, QRectF(card.left() + 12, card.center().y() - kBarIcon / 2.0, kBarIcon, kBarIcon),
              iconOf(kind), colorOf(kind, colors));
}

} // namespace layerloom::widgets
