#include "app/window/shell/panels.h"

#include "app/window/shell/actions.h"
#include "widgets/controls/dock_title.h"
#include "widgets/controls/text.h"

#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QSettings>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace layerloom::app {

namespace {

// Raised whenever the docks change, so that the layout of an older version is ignored.
constexpr int kLayoutVersion = 2;

constexpr int kNarrowAt = 1160; ///< a window of fewer pixels has the right panels behind the left ones
constexpr int kDesignWidth = 1280; ///< of the window for which the sizes below are made

// With larger letters the three columns need a wider window, but less than in proportion: the canvas draws less text.
int narrowWidth()
{
    return kNarrowAt + (widgets::scaledToFont(kNarrowAt) - kNarrowAt) / 3;
}

bool isAtSide(PanelPlace place)
{
    return place != PanelPlace::Bottom;
}

struct PanelSize {
    int width; ///< 0: what the other docks leave
    int height;
};

// In a fresh layout of a window of 1280x800.
PanelSize sizeOf(PanelPlace place)
{
    switch (place) {
    case PanelPlace::LeftTop:
        return {252, 340};
    case PanelPlace::LeftBottom:
        return {252, 368};
    case PanelPlace::RightTop:
        return {264, 300};
    case PanelPlace::RightBottom:
        return {264, 408};
    case PanelPlace::Bottom:
        break;
    }
    return {0, 142};
}

Qt::DockWidgetArea areaOf(PanelPlace place)
{
    switch (place) {
    case PanelPlace::LeftTop:
    case PanelPlace::LeftBottom:
        return Qt::LeftDockWidgetArea;
    case PanelPlace::RightTop:
    case PanelPlace::RightBottom:
        return Qt::RightDockWidgetArea;
    case PanelPlace::Bottom:
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

Panels::Panels(QMainWindow& window, const PanelSources& sources, QWidget& canvas)
    : QObject(&window)
    , m_window(window)
    , m_canvas(canvas)
{
    window.setDockOptions(QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    for (const PanelRow& row : panelTable())
        add(row, row.make(sources, m_widgets, &window));
    bind(sources.actions);
}

void Panels::add(const PanelRow& row, const PanelContent& content)
{
    const QString title = panelTitle(row.id);
    auto* dock = new QDockWidget(title, &m_window);
    dock->setObjectName(QLatin1String(row.name));
    dock->setWidget(content.widget);
    dock->setAccessibleName(title);
    // A panel behind another tab counts as visible in Qt; the Tab key must not lead into it.
    connect(dock, &QDockWidget::visibilityChanged, content.widget, &QWidget::setEnabled);
    if (row.place == PanelPlace::Bottom) {
        // The tabs name these; a title of its own would say it twice.
        dock->setTitleBarWidget(new QWidget(dock));
    } else {
        const bool atTop = row.place == PanelPlace::LeftTop || row.place == PanelPlace::RightTop;
        auto* bar = new widgets::DockTitle(dock, atTop);
        for (QAction* action : content.actions)
            bar->addAction(action);
        dock->setTitleBarWidget(bar);
    }
    m_panels.push_back({dock, content.focus, row.place});
    if (row.usableHeight > 0)
        growWhenShown(row);
}

// By its tab as by its key.
void Panels::growWhenShown(const PanelRow& row)
{
    QDockWidget* dock = panel(row.id).dock;
    // Later: while docks are arranged, panels are in front that soon are not.
    connect(
        dock, &QDockWidget::visibilityChanged, this,
        [this, dock, &row] {
            if (m_window.isVisible() && !dock->visibleRegion().isEmpty())
                growTo(row.id, row.usableHeight);
        },
        Qt::QueuedConnection);
}

void Panels::bind(Actions& actions)
{
    QMenu* docks = actions.menu("view")->addMenu(tr("P&anels"));
    for (const PanelRow& row : panelTable()) {
        actions.bind(row.command, [this, &row] {
            goTo(row.id);
            growTo(row.id, row.usableHeight);
        });
        docks->addAction(panel(row.id).dock->toggleViewAction());
    }
    actions.bind("view.canvas", [this] { m_canvas.setFocus(Qt::ShortcutFocusReason); });
    actions.bind("view.nextPanel", [this] { goToNext(1); });
    actions.bind("view.previousPanel", [this] { goToNext(-1); });
    actions.bind("view.resetLayout", [this] { resetLayout(); });
    actions.bindToggle("view.focusCanvas", [this](bool on) { setCanvasAlone(on); });
}

void Panels::setTitle(PanelId id, const QString& title)
{
    panel(id).dock->setWindowTitle(title);
}

void Panels::goTo(PanelId id)
{
    raise(id);
    QWidget* target = panel(id).focus;
    if (!target || !target->isEnabled() || !target->isVisible())
        target = firstFocusable(*panel(id).dock->widget());
    // A panel without controls takes the keyboard itself, so that F6 and screen readers reach it.
    (target ? target : panel(id).dock->widget())->setFocus(Qt::ShortcutFocusReason);
}

void Panels::raise(PanelId id)
{
    panel(id).dock->show();
    panel(id).dock->raise();
}

void Panels::growTo(PanelId id, int height)
{
    QDockWidget* dock = panel(id).dock;
    const int wanted = widgets::scaledToFont(height);
    if (!dock->isFloating() && dock->height() < wanted)
        m_window.resizeDocks({dock}, {wanted}, Qt::Vertical);
}

void Panels::goToNext(int step)
{
    // The canvas is number 0, the panels follow. Closed docks are passed over.
    const int count = static_cast<int>(m_panels.size()) + 1;
    int at = focusedPanel() + 1;
    for (int tries = 0; tries < count; ++tries) {
        at = (at + step + count) % count;
        if (at == 0) {
            m_canvas.setFocus(Qt::ShortcutFocusReason);
            if (m_canvas.hasFocus())
                return;
            continue;
        }
        const auto id = static_cast<PanelId>(at - 1);
        if (!panel(id).dock->isHidden()) {
            goTo(id);
            return;
        }
    }
}

void Panels::resetLayout()
{
    m_beforeAlone.clear();
    arrange();
}

void Panels::arrange()
{
    QHash<PanelPlace, QDockWidget*> last;
    for (const Panel& panel : m_panels) {
        panel.dock->setFloating(false);
        m_window.addDockWidget(areaOf(panel.place), panel.dock);
        if (panel.place == PanelPlace::Bottom && last.contains(PanelPlace::Bottom))
            m_window.tabifyDockWidget(last[PanelPlace::Bottom], panel.dock);
        last[panel.place] = panel.dock;
        panel.dock->show();
    }
    m_narrow = m_window.width() < narrowWidth();
    if (m_narrow)
        moveRight();
    sizeSides();
    if (QDockWidget* first = firstAt(PanelPlace::Bottom)) {
        m_window.resizeDocks({first}, {widgets::scaledToFont(sizeOf(PanelPlace::Bottom).height)},
                             Qt::Vertical);
        first->raise();
    }
}

// Each side gets an eighth of what a wider window has more.
int Panels::sideWidth(PanelPlace place) const
{
    constexpr int kShare = 8;
    const int gained = std::max(0, m_window.width() - kDesignWidth) / kShare;
    return widgets::scaledToFont(sizeOf(place).width) + gained;
}

void Panels::widenSides()
{
    m_widths.clear();
    for (const Panel& panel : m_panels) {
        if (!isAtSide(panel.place))
            continue;
        m_window.resizeDocks({panel.dock}, {sideWidth(panel.place)}, Qt::Horizontal);
        m_widths[panel.dock] = sideWidth(panel.place);
    }
}

// True unless somebody has drawn the panel's edge elsewhere.
bool Panels::isOurs(const Panel& panel) const
{
    constexpr int kRounding = 2;
    if (!isAtSide(panel.place) || panel.dock->isFloating() || !panel.dock->isVisible())
        return true;
    const int given = std::max(m_widths.value(panel.dock), panel.dock->minimumSizeHint().width());
    return std::abs(panel.dock->width() - given) <= kRounding;
}

void Panels::sizeSides()
{
    widenSides();
    for (const auto& [top, bottom] : {std::pair(PanelPlace::LeftTop, PanelPlace::LeftBottom),
                                      std::pair(PanelPlace::RightTop, PanelPlace::RightBottom)}) {
        QDockWidget* upper = firstAt(top);
        QDockWidget* lower = firstAt(bottom);
        if (upper && lower)
            m_window.resizeDocks({upper, lower}, {sizeOf(top).height, sizeOf(bottom).height}, Qt::Vertical);
    }
}

void Panels::followWidth(int width)
{
    const bool narrow = width < narrowWidth();
    if (narrow == m_narrow) {
        if (!narrow && std::ranges::all_of(m_panels, [this](const Panel& panel) { return isOurs(panel); }))
            widenSides();
        return;
    }
    m_narrow = narrow;
    moveRight();
    sizeSides();
}

// Moves the right panels behind the left ones or back, as the width demands. Floating panels stay.
void Panels::moveRight()
{
    for (const Panel& panel : m_panels) {
        const bool top = panel.place == PanelPlace::RightTop;
        QDockWidget* left = firstAt(top ? PanelPlace::LeftTop : PanelPlace::LeftBottom);
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

QDockWidget* Panels::firstAt(PanelPlace place) const
{
    const auto first = std::ranges::find(m_panels, place, &Panel::place);
    return first == m_panels.end() ? nullptr : first->dock;
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
    m_canvas.setFocus(Qt::ShortcutFocusReason);
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

int Panels::focusedPanel() const
{
    const QWidget* focus = QApplication::focusWidget();
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        if (focus && m_panels[i].dock->isAncestorOf(focus))
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace layerloom::app
