#include "app/window/panels.h"

#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>

#include <array>

namespace layerloom::app {

namespace {

constexpr int kLeftWidth = 252;
constexpr int kRightWidth = 264;
constexpr int kBottomHeight = 142;
// Other docks than those an older version stored: its layout is not taken over.
constexpr int kLayoutVersion = 1;

Qt::DockWidgetArea areaOf(Panels::Place place)
{
    switch (place) {
    case Panels::Place::LeftTop:
    case Panels::Place::LeftBottom:
        return Qt::LeftDockWidgetArea;
    case Panels::Place::RightTop:
    case Panels::Place::RightBottom:
        return Qt::RightDockWidgetArea;
    case Panels::Place::Bottom:
        break;
    }
    return Qt::BottomDockWidgetArea;
}

QWidget* firstFocusable(QWidget& root)
{
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (widget->isVisibleTo(&root) && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0)
            return widget;
    }
    return nullptr;
}

} // namespace

Panels::Panels(QMainWindow& window)
    : QObject(&window)
    , m_window(window)
{
    window.setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
}

QDockWidget* Panels::add(const QString& name, const QString& title, Place place, QWidget* content,
                         QWidget* focus, const QList<QAction*>&)
{
    auto* dock = new QDockWidget(title, &m_window);
    dock->setObjectName(name);
    dock->setWidget(content);
    dock->setAccessibleName(title);
    if (place == Place::Bottom)
        dock->setTitleBarWidget(new QWidget(dock));
    m_panels.append({dock, focus, place});
    return dock;
}

void Panels::setTitle(const QString& name, const QString& title)
{
    if (const Panel* panel = find(name))
        panel->dock->setWindowTitle(title);
}

void Panels::goTo(const QString& name)
{
    const Panel* panel = find(name);
    if (!panel)
        return;
    raise(name);
    QWidget* target = panel->focus;
    if (!target || !target->isEnabled() || !target->isVisible())
        target = firstFocusable(*panel->dock->widget());
    if (target)
        target->setFocus(Qt::ShortcutFocusReason);
}

void Panels::raise(const QString& name)
{
    if (const Panel* panel = find(name)) {
        panel->dock->show();
        panel->dock->raise();
    }
}

void Panels::goToNext(int step)
{
    // The canvas stands at -1; docks that are hidden or behind another tab that is shown are passed over.
    const int count = static_cast<int>(m_panels.size()) + 1;
    int at = focusedPanel() + 1;
    for (int tries = 0; tries < count; ++tries) {
        at = (at + step + count) % count;
        if (at == 0) {
            m_canvas->setFocus(Qt::ShortcutFocusReason);
            if (m_canvas->hasFocus())
                return;
            continue;
        }
        const Panel& panel = m_panels[at - 1];
        const bool usable = !panel.dock->isHidden() && (firstFocusable(*panel.dock->widget()) != nullptr);
        if (usable) {
            goTo(panel.dock->objectName());
            return;
        }
    }
}

void Panels::bind(Actions& actions, QWidget& canvas)
{
    m_canvas = &canvas;
    const std::array<std::pair<const char*, QString>, 6> places {{
        {"view.library", QStringLiteral("libraryDock")},
        {"view.recipe", QStringLiteral("recipeDock")},
        {"view.inspector", QStringLiteral("inspectorDock")},
        {"view.map", QStringLiteral("mapDock")},
        {"view.problems", QStringLiteral("problemsDock")},
        {"view.jobs", QStringLiteral("jobsDock")},
    }};
    for (const auto& [id, name] : places)
        actions.bind(id, [this, panel = name] { goTo(panel); });
    actions.bind("view.canvas", [this] { m_canvas->setFocus(Qt::ShortcutFocusReason); });
    actions.bind("view.nextPanel", [this] { goToNext(1); });
    actions.bind("view.previousPanel", [this] { goToNext(-1); });
    actions.bind("view.resetLayout", [this] { resetLayout(); });
    actions.bindToggle("view.focusCanvas", [this](bool on) { setCanvasAlone(on); });
    QMenu* docks = actions.menu("view")->addMenu(tr("P&anels"));
    for (const Panel& panel : m_panels)
        docks->addAction(panel.dock->toggleViewAction());
}

void Panels::resetLayout()
{
    m_beforeAlone.clear();
    arrange();
}

void Panels::arrange()
{
    QHash<Place, QDockWidget*> last;
    for (const Panel& panel : m_panels) {
        panel.dock->setFloating(false);
        m_window.addDockWidget(areaOf(panel.place), panel.dock);
        if (panel.place == Place::Bottom && last.contains(Place::Bottom))
            m_window.tabifyDockWidget(last[Place::Bottom], panel.dock);
        last[panel.place] = panel.dock;
        panel.dock->show();
    }
    QList<QDockWidget*> sides;
    QList<int> widths;
    for (const Panel& panel : m_panels) {
        const bool left = areaOf(panel.place) == Qt::LeftDockWidgetArea;
        if (panel.place == Place::Bottom)
            continue;
        sides.append(panel.dock);
        widths.append(left ? kLeftWidth : kRightWidth);
    }
    m_window.resizeDocks(sides, widths, Qt::Horizontal);
    for (const Panel& panel : m_panels) {
        if (panel.place == Place::Bottom) {
            m_window.resizeDocks({panel.dock}, {kBottomHeight}, Qt::Vertical);
            panel.dock->raise();
            break;
        }
    }
}

void Panels::setCanvasAlone(bool alone)
{
    if (!alone) {
        m_window.restoreState(m_beforeAlone, kLayoutVersion);
        return;
    }
    m_beforeAlone = m_window.saveState(kLayoutVersion);
    for (const Panel& panel : m_panels)
        panel.dock->hide();
    m_canvas->setFocus(Qt::ShortcutFocusReason);
}

void Panels::restore()
{
    const QSettings settings;
    m_window.restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    arrange();
    m_window.restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), kLayoutVersion);
}

void Panels::store() const
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), m_window.saveGeometry());
    settings.setValue(QStringLiteral("window/state"),
                      m_beforeAlone.isEmpty() ? m_window.saveState(kLayoutVersion) : m_beforeAlone);
}

const Panels::Panel* Panels::find(const QString& name) const
{
    for (const Panel& panel : m_panels) {
        if (panel.dock->objectName() == name)
            return &panel;
    }
    return nullptr;
}

int Panels::focusedPanel() const
{
    const QWidget* focus = QApplication::focusWidget();
    for (int i = 0; i < m_panels.size(); ++i) {
        if (focus && m_panels[i].dock->isAncestorOf(focus))
            return i;
    }
    return -1;
}

} // namespace layerloom::app
