#include "widgets/controls/dock_title.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QAction>
#include <QDockWidget>
#include <QEnterEvent>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kTitleHeight = 32;
constexpr int kMargin = 12;
constexpr QSize kTitleIcon {16, 16};

} // namespace

DockTitle::DockTitle(QDockWidget* dock, bool first)
    : QWidget(dock)
    , m_dock(dock)
    , m_row(new QHBoxLayout(this))
    , m_first(first)
{
    m_row->setContentsMargins(kMargin, 2, 8, 0);
    m_row->setSpacing(0);
    m_row->addStretch(1);
    m_float = addButton(u"float"_s, tr("Float or dock this panel"));
    m_close = addButton(u"close"_s, tr("Close this panel"));
    connect(m_float, &QToolButton::clicked, this, [this] { m_dock->setFloating(!m_dock->isFloating()); });
    connect(m_close, &QToolButton::clicked, m_dock, &QDockWidget::close);
    connect(m_dock, &QDockWidget::windowTitleChanged, this, [this] { update(); });
    m_float->installEventFilter(this);
    m_close->installEventFilter(this);
    showControls(false);
}

QToolButton* DockTitle::addButton(const QString& name, const QString& text)
{
    auto* button = new QToolButton(this);
    button->setIcon(icon(name));
    button->setIconSize(kTitleIcon);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    m_row->addWidget(button);
    return button;
}

void DockTitle::addAction(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setIconSize(kTitleIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    m_row->insertWidget(m_row->indexOf(m_float), button);
}

void DockTitle::setFirst(bool first)
{
    m_first = first;
    update();
}

QSize DockTitle::sizeHint() const
{
    const QFontMetrics metrics(textFont(TextSize::Section));
    return {120, std::max(kTitleHeight, metrics.height() + 8)};
}

QSize DockTitle::minimumSizeHint() const
{
    return {60, sizeHint().height()};
}

void DockTitle::showControls(bool shown)
{
    const QDockWidget::DockWidgetFeatures features = m_dock->features();
    for (QToolButton* button : {m_float, m_close}) {
        const bool can = features.testFlag(button == m_float ? QDockWidget::DockWidgetFloatable
                                                             : QDockWidget::DockWidgetClosable);
        button->setVisible(can && (shown || button->hasFocus()));
    }
}

void DockTitle::enterEvent(QEnterEvent* event)
{
    showControls(true);
    QWidget::enterEvent(event);
}

void DockTitle::leaveEvent(QEvent* event)
{
    showControls(false);
    QWidget::leaveEvent(event);
}

bool DockTitle::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        showControls(underMouse());
    return QWidget::eventFilter(object, event);
}

void DockTitle::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    if (!m_first)
        painter.fillRect(QRect(kMargin, 0, width() - 2 * kMargin, 1), colors.hairline);
    painter.setFont(textFont(TextSize::Section));
    painter.setPen(colors.text2);
    int right = width() - kMargin;
    for (const QObject* child : children())
        if (const auto* button = qobject_cast<const QToolButton*>(child); button && button->isVisible())
            right = std::min(right, button->x() - 4);
    const QRect room(kMargin, 0, std::max(0, right - kMargin), height());
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_dock->windowTitle(), Qt::ElideRight, room.width()));
}

} // namespace layerloom::widgets
