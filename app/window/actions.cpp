#include "app/window/actions.h"

#include "widgets/icon.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>
#include <QWidget>

#include <cassert>
#include <initializer_list>

namespace layerloom::app {

namespace {

struct Table {
    Q_DECLARE_TR_FUNCTIONS(Actions)
};

QList<QKeySequence> keys(std::initializer_list<const char*> names)
{
    QList<QKeySequence> list;
    for (const char* name : names)
        list.append(QKeySequence(QLatin1String(name)));
    return list;
}

constexpr Scope kWindow = Scope::Window;
constexpr Scope kCanvas = Scope::Canvas;

using Rows = std::vector<ActionRow>;

Rows fileRows()
{
    return {
        {"file.new", 0, Table::tr("&New"), "new", keys({"Ctrl+N"}), kWindow, Need::Nothing, false},
        {"file.open", 0, Table::tr("&Open…"), "open", keys({"Ctrl+O"}), kWindow, Need::Nothing, false},
        {"file.openModel", 0, Table::tr("Open &model folder…"), "add-model", keys({"Ctrl+Shift+O"}), kWindow,
         Need::Nothing, false},
        {"file.addModel",
         0,
         Table::tr("A&dd a model to the library…"),
         "add-model",
         {},
         kWindow,
         Need::Nothing,
         false},
        {"file.openHub",
         0,
         Table::tr("Open from the &Hub's cache…"),
         nullptr,
         {},
         kWindow,
         Need::Nothing,
         false},
        {"file.sample", 0, Table::tr("&Try the sample"), nullptr, {}, kWindow, Need::Nothing, false},
        {"file.save", 1, Table::tr("&Save"), "save", keys({"Ctrl+S"}), kWindow, Need::Model, false},
        {"file.saveAs", 1, Table::tr("Save &as…"), nullptr, keys({"Ctrl+Shift+S"}), kWindow, Need::Model,
         false},
        {"file.exportYaml",
         2,
         Table::tr("Export mergekit &YAML…"),
         nullptr,
         {},
         kWindow,
         Need::Layers,
         false},
        {"file.exportTable", 2, Table::tr("Export layer &table…"), nullptr, {}, kWindow, Need::Layers, false},
        {"file.exportPicture", 2, Table::tr("Export &picture…"), nullptr, {}, kWindow, Need::Model, false},
        {"file.rescan", 2, Table::tr("&Read all models again"), "rescan", {}, kWindow, Need::Nothing, false},
        {"file.close", 3, Table::tr("&Close window"), nullptr, keys({"Ctrl+W"}), kWindow, Need::Nothing,
         false},
        {"file.quit", 3, Table::tr("&Quit"), nullptr, keys({"Ctrl+Q"}), kWindow, Need::Nothing, false},
    };
}

Rows editRows()
{
    const Need output = Need::OutputSelection;
    return {
        {"edit.undo", 0, Table::tr("&Undo"), "undo", keys({"Ctrl+Z"}), kWindow, Need::Undo, false},
        {"edit.redo", 0, Table::tr("&Redo"), "redo", keys({"Ctrl+Shift+Z", "Ctrl+Y"}), kWindow, Need::Redo,
         false},
        {"edit.cut", 1, Table::tr("Cu&t"), nullptr, keys({"Ctrl+X"}), kCanvas, output, false},
        {"edit.copy", 1, Table::tr("&Copy"), "copy-text", keys({"Ctrl+C"}), kCanvas, Need::Selection, false},
        {"edit.paste", 1, Table::tr("&Paste"), nullptr, keys({"Ctrl+V"}), kCanvas, Need::Nothing, false},
        {"edit.duplicate", 1, Table::tr("&Duplicate"), "duplicate", keys({"Ctrl+D"}), kCanvas, output, false},
        {"edit.remove", 1, Table::tr("D&elete"), "delete", keys({"Del", "Backspace"}), kCanvas, output,
         false},
        {"edit.insert", 2, Table::tr("&Insert the chosen layers"), nullptr, keys({"Return", "Enter"}),
         kCanvas, Need::SourceSelection, false},
        {"edit.replace", 2, Table::tr("Replace by the c&hosen layers"), nullptr,
         keys({"Shift+Return", "Shift+Enter"}), kCanvas, Need::SourceSelection, false},
        {"edit.split", 3, Table::tr("&Split slice"), "split", keys({"S"}), kCanvas, Need::Layers, false},
        {"edit.join", 3, Table::tr("&Join slices"), "join", keys({"J"}), kCanvas, Need::Layers, false},
        {"edit.interlock", 3, Table::tr("Inter&lock…"), "interlock", keys({"I"}), kCanvas, Need::TwoSlices,
         false},
        {"edit.repeat", 3, Table::tr("Repea&t…"), "repeat", keys({"R"}), kCanvas, output, false},
        {"edit.range", 3, Table::tr("Type the &range"), nullptr, keys({"F2"}), kCanvas, Need::Slice, false},
        {"edit.moveLeft", 4, Table::tr("Move one layer to the input side"), nullptr, keys({"Alt+Left"}),
         kCanvas, output, false},
        {"edit.moveRight", 4, Table::tr("Move one layer to the output side"), nullptr, keys({"Alt+Right"}),
         kCanvas, output, false},
        {"edit.movePastLeft", 4, Table::tr("Move before the slice"), nullptr, keys({"Alt+Shift+Left"}),
         kCanvas, output, false},
        {"edit.movePastRight", 4, Table::tr("Move behind the slice"), nullptr, keys({"Alt+Shift+Right"}),
         kCanvas, output, false},
        {"edit.moveFirst", 4, Table::tr("Move to the start"), nullptr, keys({"Alt+Home"}), kCanvas, output,
         false},
        {"edit.moveLast", 4, Table::tr("Move to the end"), nullptr, keys({"Alt+End"}), kCanvas, output,
         false},
        {"edit.slipLeft", 5, Table::tr("Slip to earlier layers"), nullptr, keys({"Alt+,"}), kCanvas,
         Need::Slice, false},
        {"edit.slipRight", 5, Table::tr("Slip to later layers"), nullptr, keys({"Alt+."}), kCanvas,
         Need::Slice, false},
        {"edit.rollLeft", 5, Table::tr("Roll the seam to the input side"), nullptr, keys({","}), kCanvas,
         Need::Seam, false},
        {"edit.rollRight", 5, Table::tr("Roll the seam to the output side"), nullptr, keys({"."}), kCanvas,
         Need::Seam, false},
        {"edit.expression", 6, Table::tr("Layer e&xpression"), nullptr, keys({"Ctrl+L"}), kWindow,
         Need::Model, false},
        {"edit.expressionLines", 6, Table::tr("Paste a recipe or e&xpression…"), nullptr,
         keys({"Ctrl+Shift+L"}), kWindow, Need::Nothing, false},
        {"edit.filter", 6, Table::tr("&Filter models"), "search", keys({"Ctrl+F"}), kWindow, Need::Nothing,
         false},
    };
}

Rows selectRows()
{
    return {
        {"select.all", 0, Table::tr("&All"), nullptr, keys({"Ctrl+A"}), kCanvas, Need::Model, false},
        {"select.none", 0, Table::tr("&None"), nullptr, keys({"Ctrl+Shift+A"}), kCanvas, Need::Nothing,
         false},
        {"select.slice", 0, Table::tr("&Slice"), nullptr, keys({"Ctrl+Shift+Space"}), kCanvas, Need::Layers,
         false},
        {"select.toggle", 0, Table::tr("&Current layer"), nullptr, keys({"Space"}), kCanvas, Need::Model,
         false},
        {"select.goTo", 1, Table::tr("&Go to layer…"), nullptr, keys({"Ctrl+J"}), kWindow, Need::Layers,
         false},
        {"select.seamCard", 1, Table::tr("Seam &details"), nullptr, keys({"Shift+F1"}), kCanvas, Need::Seam,
         false},
        {"select.nextProblem", 2, Table::tr("Next &problem"), nullptr, keys({"F8"}), kWindow, Need::Problem,
         false},
        {"select.previousProblem", 2, Table::tr("Pre&vious problem"), nullptr, keys({"Shift+F8"}), kWindow,
         Need::Problem, false},
        {"select.fixProblem", 2, Table::tr("&Fix the problem"), nullptr, keys({"Alt+Return"}), kWindow,
         Need::Problem, false},
    };
}

Rows recipeRows()
{
    return {
        {"recipe.preview", 1, Table::tr("&Preview"), nullptr, {}, kWindow, Need::Recipe, true},
        {"recipe.apply", 1, Table::tr("&Apply"), nullptr, keys({"Ctrl+Shift+Return"}), kWindow, Need::Recipe,
         false},
        {"recipe.insert", 1, Table::tr("&Insert at the caret"), nullptr, {}, kWindow, Need::Recipe, false},
    };
}

Rows viewRows()
{
    return {
        {"view.zoomIn", 0, Table::tr("Zoom &in"), "zoom-in", keys({"Ctrl++", "Ctrl+="}), kWindow, Need::Model,
         false},
        {"view.zoomOut", 0, Table::tr("Zoom &out"), "zoom-out", keys({"Ctrl+-"}), kWindow, Need::Model,
         false},
        {"view.zoomNormal", 0, Table::tr("24 pixels per &layer"), nullptr, keys({"Ctrl+0"}), kWindow,
         Need::Model, false},
        {"view.zoomFit", 0, Table::tr("&Fit all"), "zoom-fit", keys({"Ctrl+9"}), kWindow, Need::Model, false},
        {"view.zoomSelection", 0, Table::tr("Fit the &selection"), nullptr, keys({"Ctrl+8"}), kWindow,
         Need::Selection, false},
        {"view.threads", 1, Table::tr("T&hreads"), nullptr, {}, kWindow, Need::Nothing, true},
        {"view.seams", 1, Table::tr("&Seams"), nullptr, {}, kWindow, Need::Nothing, true},
        {"view.distances", 1, Table::tr("Layer &distance"), nullptr, {}, kWindow, Need::Nothing, true},
        {"view.profile", 1, Table::tr("Depth &profile"), nullptr, {}, kWindow, Need::Nothing, true},
        {"view.library", 2, Table::tr("Go to the library"), nullptr, keys({"Ctrl+1"}), kWindow, Need::Nothing,
         false},
        {"view.recipe", 2, Table::tr("Go to the recipe"), nullptr, keys({"Ctrl+2"}), kWindow, Need::Nothing,
         false},
        {"view.canvas", 2, Table::tr("Go to the canvas"), nullptr, keys({"Ctrl+3"}), kWindow, Need::Nothing,
         false},
        {"view.inspector", 2, Table::tr("Go to the inspector"), nullptr, keys({"Ctrl+4"}), kWindow,
         Need::Nothing, false},
        {"view.map", 2, Table::tr("Go to the distance map"), nullptr, keys({"Ctrl+5"}), kWindow,
         Need::Nothing, false},
        {"view.problems", 2, Table::tr("Go to the problems"), nullptr, keys({"Ctrl+6"}), kWindow,
         Need::Nothing, false},
        {"view.jobs", 2, Table::tr("Go to the jobs"), nullptr, keys({"Ctrl+7"}), kWindow, Need::Nothing,
         false},
        {"view.nextPanel", 2, Table::tr("&Next panel"), nullptr, keys({"F6"}), kWindow, Need::Nothing, false},
        {"view.previousPanel", 2, Table::tr("P&revious panel"), nullptr, keys({"Shift+F6"}), kWindow,
         Need::Nothing, false},
        {"view.focusCanvas", 3, Table::tr("Focus &canvas"), nullptr, keys({"F9"}), kWindow, Need::Nothing,
         true},
        {"view.fullScreen", 3, Table::tr("F&ull screen"), nullptr, keys({"F11"}), kWindow, Need::Nothing,
         true},
        {"view.resetLayout", 3, Table::tr("Reset la&yout"), nullptr, {}, kWindow, Need::Nothing, false},
    };
}

Rows mergeRows()
{
    return {
        {"merge.merge", 0, Table::tr("&Merge…"), "merge", keys({"Ctrl+Return"}), kWindow, Need::Layers,
         false},
        {"merge.cancel", 1, Table::tr("&Cancel all merges"), nullptr, {}, kWindow, Need::Job, false},
        {"merge.clear", 1, Table::tr("Clear &finished"), nullptr, {}, kWindow, Need::Nothing, false},
    };
}

Rows helpRows()
{
    return {
        {"help.words", 0, Table::tr("&Words and recipes"), nullptr, keys({"F1"}), kWindow, Need::Nothing,
         false},
    };
}

QString menuTitle(const QString& id)
{
    static const QHash<QString, QString> titles {
        {QStringLiteral("file"), Table::tr("&File")},     {QStringLiteral("edit"), Table::tr("&Edit")},
        {QStringLiteral("select"), Table::tr("&Select")}, {QStringLiteral("recipe"), Table::tr("&Recipe")},
        {QStringLiteral("view"), Table::tr("&View")},     {QStringLiteral("merge"), Table::tr("&Merge")},
        {QStringLiteral("help"), Table::tr("&Help")},
    };
    return titles.value(id);
}

QString menuOf(const ActionRow& row)
{
    return QString::fromLatin1(row.id).section(QLatin1Char('.'), 0, 0);
}

QAction* makeAction(const ActionRow& row, QWidget& window, QWidget& canvas)
{
    auto* action = new QAction(row.text, &window);
    action->setObjectName(QLatin1String(row.id));
    action->setShortcuts(row.shortcuts);
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

const std::vector<ActionRow>& actionTable()
{
    static const Rows table = [] {
        Rows all;
        for (const Rows& rows :
             {fileRows(), editRows(), selectRows(), recipeRows(), viewRows(), mergeRows(), helpRows()})
            all.insert(all.end(), rows.begin(), rows.end());
        return all;
    }();
    return table;
}

Actions::Actions(QWidget& window, QWidget& canvas)
    : QObject(&window)
{
    for (const ActionRow& row : actionTable())
        m_actions.insert(QLatin1String(row.id), makeAction(row, window, canvas));
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
            menu = bar.addMenu(menuTitle(id));
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

QString toolTipFor(const QAction& action)
{
    QString text = action.text();
    text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
    const QString shortcut = action.shortcut().toString(QKeySequence::NativeText);
    return shortcut.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, shortcut);
}

} // namespace layerloom::app
