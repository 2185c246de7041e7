#include "widgets/controls/dock_title.h"

#include "widgets/controls/elided_label.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kTitleHeight = 32;
constexpr int kMargin = 12;
constexpr int kLeastWidth = 216; ///< of a panel, at 9 points
constexpr QSize kTitleIcon {16, 16};

} // namespace

DockTitle::DockTitle(QDockWidget* dock, bool first)
    : QWidget(dock)
    , m_dock(dock)
    , m_row(new QHBoxLayout(this))
    , m_name(new ElidedLabel(Qt::ElideRight, this))
    , m_more(newButton())
    , m_menu(new QMenu(this))
    , m_first(first)
{
    m_row->setContentsMargins(kMargin, 2, 8, 0);
    m_row->setSpacing(0);
    m_name->setFont(textFont(TextSize::Section));
    m_name->setForegroundRole(QPalette::PlaceholderText);
    m_row->addWidget(m_name, 1);
    m_row->addWidget(m_more);
    m_more->setObjectName(u"dockMenu"_s);
    m_more->setIcon(icon(u"more"_s));
    m_more->setMenu(m_menu);
    m_more->setPopupMode(QToolButton::InstantPopup);
    fillMenu();
    connect(m_dock, &QDockWidget::windowTitleChanged, this, &DockTitle::followDock);
    followDock();
}

QToolButton* DockTitle::newButton()
{
    auto* button = new QToolButton(this);
    button->setIconSize(kTitleIcon);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void DockTitle::fillMenu()
{
    QAction* floats = m_menu->addAction(QString());
    connect(floats, &QAction::triggered, this, [this] { m_dock->setFloating(!m_dock->isFloating()); });
    connect(m_menu, &QMenu::aboutToShow, floats, [this, floats] {
        floats->setText(m_dock->isFloating() ? tr("&Dock this panel") : tr("&Float this panel"));
        floats->setEnabled(m_dock->features().testFlag(QDockWidget::DockWidgetFloatable));
    });
    QAction* close = m_menu->addAction(tr("&Close this panel"));
    connect(close, &QAction::triggered, m_dock, &QDockWidget::close);
}

void DockTitle::followDock()
{
    m_name->setText(m_dock->windowTitle());
    const QString text = tr("Float or close \"%1\"").arg(m_dock->windowTitle());
    m_more->setToolTip(text);
    m_more->setAccessibleName(text);
}

void DockTitle::addAction(QAction* action)
{
    QToolButton* button = newButton();
    button->setDefaultAction(action);
    m_row->insertWidget(m_row->indexOf(m_more), button);
}

void DockTitle::setFirst(bool first)
{
    m_first = first;
    update();
}

QSize DockTitle::sizeHint() const
{
    const QFontMetrics metrics(textFont(TextSize::Section));
    return {m_row->sizeHint().width(), std::max(kTitleHeight, metrics.height() + 8)};
}

QSize DockTitle::minimumSizeHint() const
{
    return {std::max(m_row->minimumSize().width(), scaledToFont(kLeastWidth)), sizeHint().height()};
}

void DockTitle::contextMenuEvent(QContextMenuEvent* event)
{
    m_menu->popup(event->globalPos());
}

void DockTitle::paintEvent(QPaintEvent*)
{
    if (m_first)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(kMargin, 0, width() - 2 * kMargin, 1), theme(*this).hairline);
}

} // namespace layerloom::widgets
