#include "app/window/lists/layer_table_commands.h"
#include "app/window/lists/layer_table_view.h"
#include "app/window/shell/panel_table.h"
#include "app/window/shell/shortcut_list.h"
#include "tests/app/window_fixture.h"
#include "widgets/canvas/caret_keys.h"
#include "widgets/canvas/gestures.h"
#include "widgets/controls/message_bar.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QSet>
#include <QShortcut>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

#include <algorithm>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

void collect(const QMenu& menu, QList<QAction*>& actions)
{
    for (QAction* action : menu.actions()) {
        if (action->menu())
            collect(*action->menu(), actions);
        else if (!action->isSeparator())
            actions.append(action);
    }
}

QList<QAction*> menuActions(QMainWindow& window)
{
    QList<QAction*> actions;
    for (QAction* menu : window.menuBar()->actions())
        collect(*menu->menu(), actions);
    return actions;
}

QStringList sequences(const char* shortcuts)
{
    QStringList texts;
    for (const QString& text : QString::fromLatin1(shortcuts).split(QStringLiteral("; "), Qt::SkipEmptyParts))
        texts.append(QKeySequence(text).toString());
    return texts;
}

QString panelWithFocus(TestWindow& window)
{
    const QWidget* focus = QApplication::focusWidget();
    for (const auto* dock : window.window.findChildren<QDockWidget*>()) {
        if (focus && dock->isAncestorOf(focus))
            return dock->objectName();
    }
    return focus == &window.canvas() ? QStringLiteral("canvas") : QString();
}

// The rows of the sheet that are shown, as "command|keys".
QStringList rowsOf(const QDialog& sheet)
{
    QStringList rows;
    const auto* tree = sheet.findChild<QTreeWidget*>(QStringLiteral("keyList"));
    for (int i = 0; i < tree->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* group = tree->topLevelItem(i);
        for (int k = 0; k < group->childCount(); ++k)
            if (!group->isHidden() && !group->child(k)->isHidden())
                rows.append(group->child(k)->text(0) + QLatin1Char('|') + group->child(k)->text(1));
    }
    return rows;
}

} // namespace

class WindowKeyboardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void dusWithKeysAlone();
    void slicesAreEditedWithKeys();
    void tabLeavesTheCanvas();
    void everyPanelIsReached();
    void everyPanelIsInTheViewMenu();
    void problemsAreWalkedAndFixed();
    void shortcutsAreUnique();
    void everyShortcutIsInATable();
    void helpListsEveryShortcut();
    void keysAreFoundByTheirWords();
    void theStatusBarSaysWhatTheMouseCanDo();
    void theLayerTableHasItsOwnKeys();
    void theLayerTableHasAMenu();
    void commandsThatCannotWorkSaySo();
    void everyCommandIsInAMenuAndDoesSomething();
    void undoInAFieldUndoesText();
    void controlsHaveNamesAndTips();
    void panelsComeBack();
    void theCanvasAlone();
    void helpAndAboutOpen();
    void narrowWindowsPutThePanelsBehindEachOther();
};

void WindowKeyboardTest::dusWithKeysAlone()
{
    TestWindow window;
    window.open({tests::loomling32()});
    QTest::keyClick(&window.window, Qt::Key_3, Qt::ControlModifier);
    QVERIFY(window.canvas().hasFocus());
    window.key(Qt::Key_Up);
    QCOMPARE(window.canvas().selection().track, 0);
    window.key(Qt::Key_Home);
    for (int i = 0; i < 24; ++i)
        window.key(Qt::Key_Right, Qt::ShiftModifier);
    window.key(Qt::Key_Return);
    QCOMPARE(window.expression(), QStringLiteral("A[0:24]"));
    window.key(Qt::Key_Up);
    window.key(Qt::Key_Home);
    for (int i = 0; i < 8; ++i)
        window.key(Qt::Key_Right);
    window.key(Qt::Key_End, Qt::ShiftModifier);
    window.key(Qt::Key_Return);
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    window.agree();
}

void WindowKeyboardTest::slicesAreEditedWithKeys()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:4] A[8:12]"));
    window.canvas().setSelection(widgets::selectionOf(0, 4));
    window.key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[8] A[0:4] A[9:12]"));
    window.trigger("edit.undo");
    window.canvas().setSelection(widgets::selectionOf(0, 4));
    window.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[0:4] A[8:12]"));
    window.agree();
    window.key(Qt::Key_Delete);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4] A[8:12]"));

    window.key(Qt::Key_Home);
    window.key(Qt::Key_Right);
    window.key(Qt::Key_Right);
    const qsizetype seams = window.seams().size();
    window.key(Qt::Key_S);
    QCOMPARE(window.preview().slices.size(), 3U);
    QCOMPARE(window.seams().size(), seams);
    window.key(Qt::Key_J);
    QCOMPARE(window.preview().slices.size(), 2U);

    window.key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(window.canvas().caret(), 4);
    window.key(Qt::Key_Comma);
    QCOMPARE(window.seams(), QStringList {QStringLiteral("2→7 (5)")});
    window.agree();
    window.key(Qt::Key_Period);
    QCOMPARE(window.seams(), QStringList {QStringLiteral("3→8 (5)")});
}

void WindowKeyboardTest::tabLeavesTheCanvas()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.canvas().setFocus();
    QTest::keyClick(&window.canvas(), Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != &window.canvas());
    QSet<QWidget*> visited;
    for (int i = 0; i < 200 && QApplication::focusWidget() != &window.canvas(); ++i) {
        visited.insert(QApplication::focusWidget());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    QCOMPARE(QApplication::focusWidget(), &window.canvas());
    QVERIFY(visited.contains(window.find<QSpinBox>("spinM")));
    QVERIFY(visited.contains(window.find<QLineEdit>("exprEdit")));
}

void WindowKeyboardTest::everyPanelIsReached()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[5:32]"));
    window.canvas().setFocus();
    QStringList visited;
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6);
        if (panelWithFocus(window) == QLatin1String("canvas"))
            break;
        visited.append(panelWithFocus(window));
    }
    QCOMPARE(panelWithFocus(window), QStringLiteral("canvas"));
    for (const app::PanelRow& panel : app::panelTable())
        QVERIFY2(visited.contains(QLatin1String(panel.name)), panel.name);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(panelWithFocus(window), visited.last());

    for (const app::PanelRow& panel : app::panelTable()) {
        const QKeySequence keys = window.window.actions().action(panel.command)->shortcut();
        QVERIFY2(!keys.isEmpty(), panel.name);
        QTest::keySequence(&window.window, keys);
        QCOMPARE(panelWithFocus(window), QLatin1String(panel.name));
    }
    QTest::keyClick(&window.window, Qt::Key_3, Qt::ControlModifier);
    QCOMPARE(panelWithFocus(window), QStringLiteral("canvas"));
}

void WindowKeyboardTest::everyPanelIsInTheViewMenu()
{
    TestWindow window;
    const QList<QAction*> inMenus = menuActions(window.window);
    for (const app::PanelRow& panel : app::panelTable()) {
        QVERIFY2(inMenus.contains(window.window.actions().action(panel.command)), panel.name);
        QVERIFY2(inMenus.contains(window.find<QDockWidget>(panel.name)->toggleViewAction()), panel.name);
    }
}

void WindowKeyboardTest::problemsAreWalkedAndFixed()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::wide96()});
    window.typeExpression(QStringLiteral("A[0:30] B[30:32]"));
    QVERIFY(window.problems().contains(QStringLiteral("P01")));
    window.canvas().setSelection({});
    QTest::keyClick(&window.window, Qt::Key_F8);
    QCOMPARE(window.canvas().selection().ranges, (std::vector<widgets::IndexRange> {{30, 32}}));
    const int steps = window.steps();
    QTest::keyClick(&window.window, Qt::Key_Return, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(window.steps(), steps + 1, kPatience);
    QCOMPARE(window.expression(), QStringLiteral("A[0:30]"));
    QVERIFY(!window.problems().contains(QStringLiteral("P01")));
    QTest::keyClick(&window.window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:30] B[30:32]"));
}

// A shortcut means one thing wherever the keyboard is.
void WindowKeyboardTest::shortcutsAreUnique()
{
    QStringList everywhere;
    QStringList onCanvas;
    QStringList inTable;
    for (const app::ActionRow& row : app::actionTable())
        (row.scope == app::Scope::Window ? everywhere : onCanvas).append(sequences(row.shortcuts));
    for (const widgets::CaretKey& row : widgets::caretKeys())
        onCanvas.append(QKeySequence(row.keys).toString());
    for (const auto& command : app::layerTableCommands())
        inTable.append(sequences(command.shortcuts));
    QVERIFY(everywhere.size() + onCanvas.size() > 60);
    for (QStringList keys : {everywhere + onCanvas, everywhere + inTable}) {
        QVERIFY(!keys.contains(QString()));
        keys.sort();
        const auto twice = std::adjacent_find(keys.begin(), keys.end());
        QVERIFY2(twice == keys.end(), qPrintable(twice == keys.end() ? QString() : *twice));
    }
}

void WindowKeyboardTest::everyShortcutIsInATable()
{
    TestWindow window;
    QSet<QString> ids;
    for (const app::ActionRow& row : app::actionTable())
        ids.insert(QLatin1String(row.id));
    for (const auto& command : app::layerTableCommands())
        ids.insert(QLatin1String(command.id));
    for (const auto* action : window.window.findChildren<QAction*>())
        QVERIFY2(action->shortcut().isEmpty() || ids.contains(action->objectName()),
                 qPrintable(action->text()));
    QVERIFY(window.window.findChildren<QShortcut*>().isEmpty());
}

void WindowKeyboardTest::helpListsEveryShortcut()
{
    TestWindow window;
    QTest::keyClick(&window.window, Qt::Key_Question);
    const QStringList shown = rowsOf(*window.find<QDialog>("keySheet"));
    const QString help = shown.join(QLatin1Char('\n'));
    const auto isListed = [&shown](const QString& command, const QString& keys) {
        return shown.contains(QStringLiteral("%1|%2").arg(command, keys))
            || shown.contains(QStringLiteral("%1 (on the canvas)|%2").arg(command, keys));
    };
    for (const app::ActionRow& row : app::actionTable()) {
        const QString keys = sequences(row.shortcuts).join(QStringLiteral(", "));
        const QString command = app::plainText(QCoreApplication::translate("Actions", row.text));
        QVERIFY2(keys.isEmpty() || isListed(command, keys), row.id);
    }
    for (const auto& command : app::layerTableCommands())
        QVERIFY2(isListed(QLatin1String(command.text), QLatin1String(command.shortcuts)), command.id);
    for (const widgets::CaretKey& row : widgets::caretKeys())
        QVERIFY2(help.contains(QLatin1String(row.text)), row.text);
    for (const widgets::Gesture& row : widgets::gestures())
        QVERIFY2(help.contains(QLatin1String(row.outcome), Qt::CaseInsensitive), row.outcome);
}

void WindowKeyboardTest::keysAreFoundByTheirWords()
{
    TestWindow window;
    window.trigger("help.keys");
    auto* sheet = window.find<QDialog>("keySheet");
    auto* field = sheet->findChild<QLineEdit*>(QStringLiteral("keySearch"));
    const auto all = rowsOf(*sheet).size();
    QTest::keyClicks(field, QStringLiteral("SEAM roll"));
    const QStringList found = rowsOf(*sheet);
    QVERIFY(found.contains(QStringLiteral("Roll the seam to the input side (on the canvas)|,")));
    QVERIFY(found.contains(QStringLiteral("Roll: one side longer, the other shorter|Drag")));
    QVERIFY(found.size() < 6);
    field->setText(QStringLiteral("nothing of that kind"));
    QVERIFY(rowsOf(*sheet).isEmpty());
    field->clear();
    QCOMPARE(rowsOf(*sheet).size(), all);
}

void WindowKeyboardTest::theStatusBarSaysWhatTheMouseCanDo()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    const auto said = [&window] { return window.find<QLabel>("gestureLabel")->text(); };
    QCOMPARE(said(), QStringLiteral("Keys and gestures (?)"));
    const QPoint bar = window.bar(0);
    QMouseEvent hovers(QEvent::MouseMove, bar, window.canvas().viewport()->mapToGlobal(bar), Qt::NoButton,
                       Qt::NoButton, {});
    QCoreApplication::sendEvent(window.canvas().viewport(), &hovers);
    QVERIFY2(said().contains(QStringLiteral("Double click: type its range")), qPrintable(said()));
    window.press(window.bar(1));
    window.move(window.bar(1) - QPoint(60, 0));
    QVERIFY2(said().contains(QStringLiteral("Ctrl: copy")), qPrintable(said()));
    window.key(Qt::Key_Escape);
    window.release(window.bar(1));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(window.canvas().viewport(), &leave);
    QCOMPARE(said(), QStringLiteral("Keys and gestures (?)"));
}

void WindowKeyboardTest::theLayerTableHasItsOwnKeys()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:4]"));
    auto* table = window.find<QTableView>("layerTable");
    QTest::keySequence(&window.window, window.window.actions().action("view.table")->shortcut());
    table->selectionModel()->select(table->model()->index(1, 0),
                                    QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QTest::keyClick(table, Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0] A[2] A[1] A[3]"));
    QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4]"));
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), 1);
    QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:2] A[1:4]"));
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(window.expression(), QStringLiteral("A[0:4]"));
    for (const int row : {0, 2})
        table->selectionModel()->select(
            table->model()->index(row, 0),
            (row == 0 ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Select)
                | QItemSelectionModel::Rows);
    QVERIFY(!window.find<QAction>("table.moveUp")->isEnabled());
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(window.expression(), QStringLiteral("A[1] A[3]"));
    window.trigger("edit.undo");
    QCOMPARE(window.expression(), QStringLiteral("A[0:4]"));
}

void WindowKeyboardTest::theLayerTableHasAMenu()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:4]"));
    window.trigger("view.table");
    auto* table = window.find<QTableView>("layerTable");
    const QPoint row = table->visualRect(table->model()->index(2, 1)).center();
    QTest::mouseClick(table->viewport(), Qt::RightButton, {}, row);
    bool isDone = false;
    QTimer::singleShot(0, this, [&isDone] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        const auto actions = menu->actions();
        const auto remove = std::ranges::find(actions, QStringLiteral("table.remove"), &QAction::objectName);
        QVERIFY(remove != actions.end());
        isDone = true;
        (*remove)->trigger();
        menu->close();
    });
    QContextMenuEvent asked(QContextMenuEvent::Mouse, row, table->viewport()->mapToGlobal(row));
    QCoreApplication::sendEvent(table->viewport(), &asked);
    QTRY_VERIFY_WITH_TIMEOUT(isDone, kPatience);
    QCOMPARE(window.expression(), QStringLiteral("A[0:2] A[3]"));
}

// A command that cannot do anything is not offered, or says why.
void WindowKeyboardTest::commandsThatCannotWorkSaySo()
{
    TestWindow window;
    window.open({tests::loomling32(), tests::wide96()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.key(Qt::Key_Home);
    QVERIFY(!window.isEnabled("edit.split") && !window.isEnabled("edit.join"));
    window.key(Qt::Key_Right);
    QVERIFY(window.isEnabled("edit.split") && !window.isEnabled("edit.join"));
    QVERIFY(!window.isEnabled("measure.stop") && !window.isEnabled("merge.clear"));
    auto* bar = window.window.findChild<widgets::MessageBar*>();
    window.key(Qt::Key_I);
    QVERIFY2(bar->message().contains(QStringLiteral("Two slices can be interlocked")),
             qPrintable(bar->message()));
    window.typeExpression(QStringLiteral("A[0:4] B[0:4]"));
    window.trigger("merge.merge");
    QVERIFY(!window.window.findChild<QDialog*>(QStringLiteral("mergeDialog")));
    QVERIFY2(bar->message().contains(QStringLiteral("96")), qPrintable(bar->message()));
}

void WindowKeyboardTest::everyCommandIsInAMenuAndDoesSomething()
{
    TestWindow window;
    const QList<QAction*> inMenus = menuActions(window.window);
    for (const app::ActionRow& row : app::actionTable()) {
        QAction* action = window.window.actions().action(row.id);
        QVERIFY2(inMenus.contains(action), row.id);
        QVERIFY2(window.window.actions().isBound(row.id), row.id);
    }
}

void WindowKeyboardTest::undoInAFieldUndoesText()
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:8]"));
    const int index = window.document().undoStack().index();
    QTest::keyClick(&window.window, Qt::Key_L, Qt::ControlModifier);
    auto* edit = window.find<QLineEdit>("exprEdit");
    QTest::keyClicks(edit, QStringLiteral("x"));
    QTest::keyClick(edit, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(edit->text(), QStringLiteral("A[0:8]"));
    QCOMPARE(window.document().undoStack().index(), index);
    QTest::keyClicks(edit, QStringLiteral("s,i.")); // letters are commands on the canvas only
    QCOMPARE(edit->text(), QStringLiteral("s,i."));
    QCOMPARE(window.document().undoStack().index(), index);
}

void WindowKeyboardTest::controlsHaveNamesAndTips()
{
    TestWindow window;
    window.open({tests::loomling32()});
    for (QWidget* widget : window.window.findChildren<QWidget*>()) {
        const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QAbstractSpinBox*>(widget)
            || qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractItemView*>(widget)
            || qobject_cast<QSlider*>(widget);
        if (!control || !widget->isVisible() || !widget->isEnabled())
            continue;
        const auto* button = qobject_cast<QAbstractButton*>(widget);
        const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
        QVERIFY2(named,
                 qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()),
                                                        widget->objectName())));
    }
}

void WindowKeyboardTest::panelsComeBack()
{
    {
        TestWindow window;
        window.find<QDockWidget>("recipeDock")->close();
        window.window.close();
    }
    TestWindow window;
    QVERIFY(!window.find<QDockWidget>("recipeDock")->isVisible());
    window.trigger("view.resetLayout");
    QVERIFY(window.find<QDockWidget>("recipeDock")->isVisible());
}

void WindowKeyboardTest::theCanvasAlone()
{
    TestWindow window;
    window.open({tests::loomling32()});
    QTest::keyClick(&window.window, Qt::Key_F9);
    for (const auto* dock : window.window.findChildren<QDockWidget*>())
        QVERIFY2(dock->isHidden(), qPrintable(dock->objectName()));
    QTest::keyClick(&window.window, Qt::Key_F9);
    for (const auto* dock : window.window.findChildren<QDockWidget*>())
        QVERIFY2(!dock->isHidden(), qPrintable(dock->objectName()));
}

void WindowKeyboardTest::helpAndAboutOpen()
{
    TestWindow window;
    QTest::keyClick(&window.window, Qt::Key_F1);
    auto* help = window.find<QDialog>("helpDialog");
    QVERIFY(help->isVisible());
    QVERIFY(help->findChild<QTextBrowser*>()->toPlainText().contains(QStringLiteral("Layer distance")));
    help->close();
    window.trigger("help.about");
    auto* about = window.find<QDialog>("aboutDialog");
    auto* facts = about->findChild<QLabel*>(QStringLiteral("aboutFacts"));
    QVERIFY(facts->text().contains(QStringLiteral("Qt 6")));
    // The box is there before the engine is: it is loaded meanwhile.
    QVERIFY(about->isVisible());
    QVERIFY(facts->text().endsWith(QStringLiteral("Looking for devices…")));
    QTRY_VERIFY_WITH_TIMEOUT(facts->text().contains(QStringLiteral("cpu: ")), 30000);
    QTest::mouseClick(about->findChild<QPushButton*>(QStringLiteral("copySystem")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), facts->text());
    const QPointer<QDialog> gone(about);
    QTest::keyClick(about, Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!gone, kPatience);
}

void WindowKeyboardTest::narrowWindowsPutThePanelsBehindEachOther()
{
    TestWindow window;
    window.open({tests::loomling80()});
    auto* inspector = window.find<QDockWidget>("inspectorDock");
    QCOMPARE(window.window.dockWidgetArea(inspector), Qt::RightDockWidgetArea);
    window.window.resize(1024, 640);
    QTRY_COMPARE_WITH_TIMEOUT(window.window.width(), 1024, kPatience);
    QCOMPARE(window.window.dockWidgetArea(inspector), Qt::LeftDockWidgetArea);
    QTest::keyClick(&window.window, Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(panelWithFocus(window), QStringLiteral("inspectorDock"));
    // Two columns: what the left one leaves, the canvas has.
    QTRY_VERIFY_WITH_TIMEOUT(window.canvas().width() + inspector->width() > 1000, kPatience);
    window.window.resize(1280, 800);
    QTRY_COMPARE_WITH_TIMEOUT(window.window.dockWidgetArea(inspector), Qt::RightDockWidgetArea, kPatience);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowKeyboardTest>(argc, argv);
}

#include "window_keyboard_test.moc"
