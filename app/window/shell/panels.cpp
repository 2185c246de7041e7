#include "app/window/shell/panels.h"

#include "widgets/controls/dock_title.h"

#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>

#include <algorithm>
#include <array>
#include <utility>

namespace layerloom::app {

namespace {

// Other docks than those an older version stored: its layout is not taken over.
constexpr int kLayoutVersion = 2;

constexpr int kNarrow = 1160;

struct Size {
    int width; // 0: as the others leave it
    int height;
};

// At first, in a window of 1280x800.
Size sizeOf(Panels::Place place)
{
    switch (place) {
    case Panels::Place::LeftTop:
        return {252, 400};
    case Panels::Place::LeftBottom:
        return {252, 308};
    case Panels::Place::RightTop:
        return {264, 300};
    case Panels::Place::RightBottom:
        return {264, 408};
    case Panels::Place::Bottom:
        break;
    }
    return {0, 142};
}

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

// The first widget below `root` that takes the keyboard, or `root` itself. A root behind another tab is disabled.
QWidget* firstFocusable(QWidget& root)
{
    const auto takesKeys = [](const QWidget& widget) { return (widget.focusPolicy() & Qt::TabFocus) != 0; };
    if (takesKeys(root))
        return &root;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (takesKeys(*widget) && widget->isVisibleTo(&root) && widget->isEnabledTo(&root))
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

void Panels::add(const QString& name, const QString& title, Place place, const Content& content)
{
    auto* dock = new QDockWidget(title, &m_window);
    dock->setObjectName(name);
    dock->setWidget(content.widget);
    dock->setAccessibleName(title);
    // A panel behind another tab counts as visible in Qt; the Tab key must not lead into it.
    connect(dock, &QDockWidget::visibilityChanged, content.widget, &QWidget::setEnabled);
    if (place == Place::Bottom) {
        // The tabs name these; a title of its own would say it twice.
        dock->setTitleBarWidget(new QWidget(dock));
    } else {
        auto* bar = new widgets::DockTitle(dock, place == Place::LeftTop || place == Place::RightTop);
        for (QAction* action : content.actions)
            bar->addAction(action);
        dock->setTitleBarWidget(bar);
    }
    m_panels.append({dock, content.focus, place});
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

void Panels::growTo(const QString& name, int height)
{
    const Panel* panel = find(name);
    if (panel && !panel->dock->isFloating() && panel->dock->height() < height)
        m_window.resizeDocks({panel->dock}, {height}, Qt::Vertical);
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
    m_narrow = m_window.width() < kNarrow;
    if (m_narrow)
        moveRight();
    sizeSides();
    if (QDockWidget* first = firstAt(Place::Bottom)) {
        m_window.resizeDocks({first}, {sizeOf(Place::Bottom).height}, Qt::Vertical);
        first->raise();
    }
}

void Panels::sizeSides()
{
    for (const Panel& panel : m_panels) {
        const Size size = sizeOf(panel.place);
        if (size.width > 0)
            m_window.resizeDocks({panel.dock}, {size.width}, Qt::Horizontal);
    }
    for (const auto& [top, bottom] :
         {std::pair(Place::LeftTop, Place::LeftBottom), std::pair(Place::RightTop, Place::RightBottom)}) {
        QDockWidget* upper = firstAt(top);
        QDockWidget* lower = firstAt(bottom);
        if (upper && lower)
            m_window.resizeDocks({upper, lower}, {sizeOf(top).height, sizeOf(bottom).height}, Qt::Vertical);
    }
}

void Panels::followWidth(int width)
{
    const bool narrow = width < kNarrow;
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    moveRight();
    sizeSides();
}

// Puts the right panels where the width of the window wants them; floating ones stay where they are.
void Panels::moveRight()
{
    for (const Panel& panel : m_panels) {
        const bool top = panel.place == Place::RightTop;
        QDockWidget* left = firstAt(top ? Place::LeftTop : Place::LeftBottom);
        if (areaOf(panel.place) != Qt::RightDockWidgetArea || panel.dock->isFloating() || !left)
            continue;
        if (m_narrow && !left->isFloating()) {
            m_window.tabifyDockWidget(left, panel.dock);
            left->raise();
        } else if (!m_narrow) {
            m_window.addDockWidget(Qt::RightDockWidgetArea, panel.dock);
        }
    }
}

QDockWidget* Panels::firstAt(Place place) const
{
    const auto found = std::find_if(m_panels.begin(), m_panels.end(),
                                    [place](const Panel& panel) { return panel.place == place; });
    return found == m_panels.end() ? nullptr : found->dock;
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
