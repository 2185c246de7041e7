#include "app/window/shell/actions.h"

#include "app/window/shell/panel_table.h"
#include "widgets/canvas/canvas_commands.h"
#include "widgets/controls/icon.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

#include <cassert>
#include <string_view>
#include <vector>

namespace layerloom::app {

namespace {

struct Table {
    Q_DECLARE_TR_FUNCTIONS(Actions)
};

constexpr Scope kWindow = Scope::Window;
constexpr Scope kCanvas = Scope::Canvas;

// A command of the canvas, which says its text and shortcuts.
ActionRow canvasRow(const char* id, int section, Scope scope, Need need)
{
    const widgets::CanvasCommand* command = widgets::findCanvasCommand(id);
    assert(command);
    return {command->id, section, command->text, command->icon, command->shortcuts, scope, need, false};
}

// In the order of the menus.
const ActionRow kTable[] = {
    {"file.new", 0, QT_TRANSLATE_NOOP("Actions", "&New"), "new", "Ctrl+N", kWindow, Need::Nothing, false},
    {"file.open", 0, QT_TRANSLATE_NOOP("Actions", "&Open…"), "open", "Ctrl+O", kWindow, Need::Nothing, false},
    {"file.openModel", 0, QT_TRANSLATE_NOOP("Actions", "Open &model folder…"), "add-model", "Ctrl+Shift+O",
     kWindow, Need::Nothing, false},
    {"file.addModel", 0, QT_TRANSLATE_NOOP("Actions", "A&dd a model to the library…"), "add-model", "",
     kWindow, Need::Nothing, false},
    {"file.openHub", 0, QT_TRANSLATE_NOOP("Actions", "Open from the &Hub's cache…"), nullptr, "", kWindow,
     Need::Nothing, false},
    {"file.sample", 0, QT_TRANSLATE_NOOP("Actions", "&Try the sample"), nullptr, "", kWindow, Need::Nothing,
     false},
    {"file.save", 1, QT_TRANSLATE_NOOP("Actions", "&Save"), "save", "Ctrl+S", kWindow, Need::Model, false},
    {"file.saveAs", 1, QT_TRANSLATE_NOOP("Actions", "Save &as…"), nullptr, "Ctrl+Shift+S", kWindow,
     Need::Model, false},
    {"file.exportYaml", 2, QT_TRANSLATE_NOOP("Actions", "Export mergekit &YAML…"), nullptr, "", kWindow,
     Need::Layers, false},
    {"file.exportTable", 2, QT_TRANSLATE_NOOP("Actions", "Export layer &table…"), nullptr, "", kWindow,
     Need::Layers, false},
    {"file.exportPicture", 2, QT_TRANSLATE_NOOP("Actions", "Export &picture…"), nullptr, "", kWindow,
     Need::Model, false},
    {"file.rescan", 2, QT_TRANSLATE_NOOP("Actions", "&Read all models again"), "rescan", "", kWindow,
     Need::Nothing, false},
    {"file.close", 3, QT_TRANSLATE_NOOP("Actions", "&Close window"), nullptr, "Ctrl+W", kWindow,
     Need::Nothing, false},
    {"file.quit", 3, QT_TRANSLATE_NOOP("Actions", "&Quit"), nullptr, "Ctrl+Q", kWindow, Need::Nothing, false},
    {"edit.undo", 0, QT_TRANSLATE_NOOP("Actions", "&Undo"), "undo", "Ctrl+Z", kWindow, Need::Undo, false},
    {"edit.redo", 0, QT_TRANSLATE_NOOP("Actions", "&Redo"), "redo", "Ctrl+Shift+Z; Ctrl+Y", kWindow,
     Need::Redo, false},
    canvasRow("edit.cut", 1, kCanvas, Need::OutputSelection),
    canvasRow("edit.copy", 1, kCanvas, Need::Selection),
    canvasRow("edit.paste", 1, kCanvas, Need::Nothing),
    canvasRow("edit.duplicate", 1, kCanvas, Need::Target),
    canvasRow("edit.remove", 1, kCanvas, Need::Target),
    canvasRow("edit.removeBackwards", 1, kCanvas, Need::Layers),
    canvasRow("edit.insert", 2, kCanvas, Need::SourceSelection),
    canvasRow("edit.replace", 2, kCanvas, Need::SourceSelection),
    canvasRow("edit.split", 3, kCanvas, Need::InsideSlice),
    canvasRow("edit.join", 3, kCanvas, Need::BetweenSlices),
    {"edit.interlock", 3, QT_TRANSLATE_NOOP("Actions", "Inter&lock…"), "interlock", "I", kCanvas,
     Need::Layers, false},
    {"edit.takeApart", 3, QT_TRANSLATE_NOOP("Actions", "Take the interlock a&part"), nullptr, "Shift+I",
     kCanvas, Need::Layers, false},
    {"edit.repeat", 3, QT_TRANSLATE_NOOP("Actions", "Repea&t…"), "repeat", "R", kCanvas,
     Need::OutputSelection, false},
    canvasRow("edit.range", 3, kCanvas, Need::Slice),
    canvasRow("edit.moveLeft", 4, kCanvas, Need::Target),
    canvasRow("edit.moveRight", 4, kCanvas, Need::Target),
    canvasRow("edit.movePastLeft", 4, kCanvas, Need::Target),
    canvasRow("edit.movePastRight", 4, kCanvas, Need::Target),
    canvasRow("edit.moveFirst", 4, kCanvas, Need::Target),
    canvasRow("edit.moveLast", 4, kCanvas, Need::Target),
    canvasRow("edit.slipLeft", 5, kCanvas, Need::Slice),
    canvasRow("edit.slipRight", 5, kCanvas, Need::Slice),
    canvasRow("edit.rollLeft", 5, kCanvas, Need::Seam),
    canvasRow("edit.rollRight", 5, kCanvas, Need::Seam),
    {"edit.snap", 5, QT_TRANSLATE_NOOP("Actions", "S&nap while dragging"), nullptr, "N", kCanvas,
     Need::Nothing, true},
    {"edit.pin", 6, QT_TRANSLATE_NOOP("Actions", "&Pin this stack"), nullptr, "P", kCanvas, Need::Layers,
     false},
    {"edit.nextPinned", 6, QT_TRANSLATE_NOOP("Actions", "Next pinned stack"), nullptr, "V", kCanvas,
     Need::Pinned, false},
    {"edit.previousPinned", 6, QT_TRANSLATE_NOOP("Actions", "Previous pinned stack"), nullptr, "Shift+V",
     kCanvas, Need::Pinned, false},
    {"edit.expression", 7, QT_TRANSLATE_NOOP("Actions", "Layer e&xpression"), nullptr, "Ctrl+L", kWindow,
     Need::Model, false},
    {"edit.expressionLines", 7, QT_TRANSLATE_NOOP("Actions", "Paste a recipe or e&xpression…"), nullptr,
     "Ctrl+Shift+L", kWindow, Need::Nothing, false},
    {"edit.filter", 7, QT_TRANSLATE_NOOP("Actions", "&Filter models"), "search", "Ctrl+F", kWindow,
     Need::Nothing, false},
    canvasRow("select.all", 0, kCanvas, Need::Model),
    canvasRow("select.none", 0, kCanvas, Need::Nothing),
    canvasRow("select.slice", 0, kCanvas, Need::Layers),
    canvasRow("select.toggle", 0, kCanvas, Need::Model),
    {"select.goTo", 1, QT_TRANSLATE_NOOP("Actions", "&Go to layer…"), nullptr, "Ctrl+J", kWindow,
     Need::Layers, false},
    canvasRow("select.seamCard", 1, kCanvas, Need::Seam),
    {"select.nextProblem", 2, QT_TRANSLATE_NOOP("Actions", "Next &problem"), nullptr, "F8", kWindow,
     Need::Problem, false},
    {"select.previousProblem", 2, QT_TRANSLATE_NOOP("Actions", "Pre&vious problem"), nullptr, "Shift+F8",
     kWindow, Need::Problem, false},
    {"select.fixProblem", 2, QT_TRANSLATE_NOOP("Actions", "&Fix the problem"), nullptr, "Alt+Return", kWindow,
     Need::Problem, false},
    {"recipe.preview", 1, QT_TRANSLATE_NOOP("Actions", "&Preview"), nullptr, "", kWindow, Need::Recipe, true},
    {"recipe.apply", 1, QT_TRANSLATE_NOOP("Actions", "&Apply"), nullptr, "Ctrl+Shift+Return", kWindow,
     Need::Recipe, false},
    {"recipe.insert", 1, QT_TRANSLATE_NOOP("Actions", "&Insert at the caret"), nullptr, "", kWindow,
     Need::Recipe, false},
    {"recipe.suggest", 2, QT_TRANSLATE_NOOP("Actions", "&Suggest stacks…"), "suggest", "Ctrl+U", kWindow,
     Need::Model, false},
    canvasRow("view.zoomIn", 0, kWindow, Need::Model),
    canvasRow("view.zoomOut", 0, kWindow, Need::Model),
    canvasRow("view.zoomNormal", 0, kWindow, Need::Model),
    canvasRow("view.zoomFit", 0, kWindow, Need::Model),
    canvasRow("view.zoomSelection", 0, kWindow, Need::Selection),
    {"view.threads", 1, QT_TRANSLATE_NOOP("Actions", "T&hreads"), nullptr, "", kWindow, Need::Nothing, true},
    {"view.seams", 1, QT_TRANSLATE_NOOP("Actions", "&Seams"), nullptr, "", kWindow, Need::Nothing, true},
    {"view.distances", 1, QT_TRANSLATE_NOOP("Actions", "Layer &distance"), nullptr, "", kWindow,
     Need::Nothing, true},
    {"view.profile", 1, QT_TRANSLATE_NOOP("Actions", "Depth &profile"), nullptr, "", kWindow, Need::Nothing,
     true},
    {"view.sensitivity", 1, QT_TRANSLATE_NOOP("Actions", "Sensiti&vity of layers"), nullptr, "", kWindow,
     Need::Nothing, true},
    {"view.canvas", 2, QT_TRANSLATE_NOOP("Actions", "Go to the canvas"), nullptr, "Ctrl+3", kWindow,
     Need::Nothing, false},
    {"view.nextPanel", 2, QT_TRANSLATE_NOOP("Actions", "&Next panel"), nullptr, "F6", kWindow, Need::Nothing,
     false},
    {"view.previousPanel", 2, QT_TRANSLATE_NOOP("Actions", "P&revious panel"), nullptr, "Shift+F6", kWindow,
     Need::Nothing, false},
    {"view.focusCanvas", 3, QT_TRANSLATE_NOOP("Actions", "Focus &canvas"), nullptr, "F9", kWindow,
     Need::Nothing, true},
    {"view.fullScreen", 3, QT_TRANSLATE_NOOP("Actions", "F&ull screen"), nullptr, "F11", kWindow,
     Need::Nothing, true},
    {"view.resetLayout", 3, QT_TRANSLATE_NOOP("Actions", "Reset la&yout"), nullptr, "", kWindow,
     Need::Nothing, false},
    {"measure.models", 0, QT_TRANSLATE_NOOP("Actions", "Measure the &models of this stack"), nullptr, "",
     kWindow, Need::Model, false},
    {"measure.weights", 0, QT_TRANSLATE_NOOP("Actions", "Compare &weights"), nullptr, "", kWindow,
     Need::Model, false},
    {"measure.stack", 1, QT_TRANSLATE_NOOP("Actions", "Run this &stack and measure its loss"), nullptr, "",
     kWindow, Need::Layers, false},
    {"measure.follow", 1, QT_TRANSLATE_NOOP("Actions", "Run it &after every change"), nullptr, "", kWindow,
     Need::Nothing, true},
    {"measure.stop", 2, QT_TRANSLATE_NOOP("Actions", "S&top measuring"), nullptr, "", kWindow,
     Need::Measuring, false},
    {"measure.memory", 3, QT_TRANSLATE_NOOP("Actions", "Memor&y for running models…"), nullptr, "", kWindow,
     Need::Nothing, false},
    {"merge.merge", 0, QT_TRANSLATE_NOOP("Actions", "&Merge…"), "merge", "Ctrl+Return", kWindow, Need::Layers,
     false},
    {"merge.cancel", 1, QT_TRANSLATE_NOOP("Actions", "&Cancel all merges"), nullptr, "", kWindow, Need::Job,
     false},
    {"merge.clear", 1, QT_TRANSLATE_NOOP("Actions", "Clear &finished"), nullptr, "", kWindow,
     Need::FinishedJob, false},
    {"help.words", 0, QT_TRANSLATE_NOOP("Actions", "&Words and recipes"), nullptr, "F1", kWindow,
     Need::Nothing, false},
    {"help.keys", 0, QT_TRANSLATE_NOOP("Actions", "&Keys and gestures"), "search", "?", kWindow,
     Need::Nothing, false},
    {"help.about", 1, QT_TRANSLATE_NOOP("Actions", "&About Layerloom"), nullptr, "", kWindow, Need::Nothing,
     false},
};

// The rows above, and the panels behind the canvas in the View menu.
std::vector<ActionRow> withPanels()
{
    std::vector<ActionRow> rows;
    for (const ActionRow& row : kTable) {
        rows.push_back(row);
        if (row.id != std::string_view("view.canvas"))
            continue;
        for (const PanelRow& panel : panelTable())
            rows.push_back({panel.command, row.section, panel.commandText, panel.icon, panel.shortcut,
                            kWindow, Need::Nothing, false});
    }
    return rows;
}

QString menuOf(const ActionRow& row)
{
    return QString::fromLatin1(row.id).section(QLatin1Char('.'), 0, 0);
}

QAction* makeAction(const ActionRow& row, QWidget& window, QWidget& canvas)
{
    auto* action = new QAction(Table::tr(row.text), &window);
    action->setObjectName(QLatin1String(row.id));
    if (*row.shortcuts != '\0')
        action->setShortcuts(QKeySequence::listFromString(QLatin1String(row.shortcuts)));
    action->setCheckable(row.checkable);
    action->setToolTip(toolTipFor(*action));
    if (row.icon)
        action->setIcon(widgets::icon(QLatin1String(row.icon)));
    if (row.scope == Scope::Canvas) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        canvas.addAction(action);
    } else {
        window.addAction(action);
    }
    return action;
}

} // namespace

std::span<const ActionRow> actionTable()
{
    static const std::vector<ActionRow> table = withPanels();
    return table;
}

QString menuTitle(const ActionRow& row)
{
    static const QHash<QString, QString> titles {
        {QStringLiteral("file"), Table::tr("&File")},     {QStringLiteral("edit"), Table::tr("&Edit")},
        {QStringLiteral("select"), Table::tr("&Select")}, {QStringLiteral("recipe"), Table::tr("&Recipe")},
        {QStringLiteral("view"), Table::tr("&View")},     {QStringLiteral("measure"), Table::tr("Meas&ure")},
        {QStringLiteral("merge"), Table::tr("&Merge")},   {QStringLiteral("help"), Table::tr("&Help")},
    };
    return titles.value(menuOf(row));
}

Actions::Actions(QWidget& window, QWidget& canvas, QMenuBar& menus)
    : QObject(&window)
{
    for (const ActionRow& row : actionTable())
        m_actions.insert(QLatin1String(row.id), makeAction(row, window, canvas));
    fill(menus);
}

QAction* Actions::action(const char* id) const
{
    QAction* action = m_actions.value(QLatin1String(id));
    assert(action);
    return action;
}

void Actions::bind(const char* id, std::function<void()> run)
{
    m_bound.insert(QLatin1String(id));
    connect(action(id), &QAction::triggered, this, [run = std::move(run)] { run(); });
}

void Actions::bindToggle(const char* id, std::function<void(bool)> run)
{
    m_bound.insert(QLatin1String(id));
    connect(action(id), &QAction::toggled, this, [run = std::move(run)](bool on) { run(on); });
}

void Actions::fill(QMenuBar& bar)
{
    int section = 0;
    for (const ActionRow& row : actionTable()) {
        const QString id = menuOf(row);
        QMenu*& menu = m_menus[id];
        if (!menu) {
            menu = bar.addMenu(menuTitle(row));
            section = row.section;
        }
        if (row.section != section)
            menu->addSeparator();
        section = row.section;
        menu->addAction(m_actions.value(QLatin1String(row.id)));
    }
}

QMenu* Actions::menu(const char* id) const
{
    return m_menus.value(QLatin1String(id));
}

void Actions::setAvailable(Need there)
{
    for (const ActionRow& row : actionTable())
        m_actions.value(QLatin1String(row.id))->setEnabled(holds(there, row.need));
}

QString plainText(QString menuText)
{
    return menuText.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

QString toolTipFor(const QAction& action)
{
    const QString text = plainText(action.text());
    const QString shortcut = action.shortcut().toString(QKeySequence::NativeText);
    return shortcut.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, shortcut);
}

} // namespace layerloom::app
