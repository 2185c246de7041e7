#include "tests/widgets/canvas_harness.h"
#include "widgets/canvas/canvas_commands.h"
#include "widgets/controls/theme.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QtTest>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

class CanvasKeysTest : public QObject {
    Q_OBJECT

    CanvasModels m_models;
    core::Source m_small;
    core::Source m_tuned;

    core::Stack dus() const { return stackOf({m_small, m_tuned}, "A[0:24] A[8:32]"); }
    static void keys(Loom& loom, Qt::Key key, Qt::KeyboardModifiers modifiers = {}, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            QTest::keyClick(&loom.canvas, key, modifiers);
    }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_small = m_models.small("L32");
        m_tuned = m_models.small("L32t");
    }

    void aStackIsBuiltFromNothingByKeysAlone()
    {
        Loom loom(stackOf({m_small}, ""));
        keys(loom, Qt::Key_Up);
        QCOMPARE(loom.canvas.selection().track, 0);
        keys(loom, Qt::Key_Home);
        keys(loom, Qt::Key_Right, Qt::ShiftModifier, 24);
        keys(loom, Qt::Key_Return);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24]"));
        QCOMPARE(loom.canvas.caret(), 24);
        keys(loom, Qt::Key_Home);
        keys(loom, Qt::Key_PageDown);
        keys(loom, Qt::Key_End, Qt::ShiftModifier);
        keys(loom, Qt::Key_Return);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
        QCOMPARE(loom.steps.size(), 2);
    }

    void enterAgainStacksCopies()
    {
        Loom loom(stackOf({m_small}, ""));
        loom.canvas.setSelection({0, {{4, 8}}, 0, 4, std::nullopt, std::nullopt});
        keys(loom, Qt::Key_Return, {}, 3);
        QCOMPARE(loom.expression(), QStringLiteral("A[4:8] A[4:8] A[4:8]"));
        QCOMPARE(loom.canvas.caret(), 12);
        QCOMPARE(loom.canvas.selection().track, 0);
    }

    void altArrowsMoveTheSelection()
    {
        Loom loom(dus());
        loom.canvas.setSelection(selectionOf(24, 26));
        keys(loom, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[10] A[8:10] A[11:32]"));
        keys(loom, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
        keys(loom, Qt::Key_Home, Qt::AltModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[8:10] A[0:24] A[10:32]"));
        keys(loom, Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
    }

    void duplicateSharesAndSelectsTheCopy()
    {
        Loom loom(stackOf({m_small}, "A[0:8]"));
        loom.canvas.setSelection(selectionOf(0, 8));
        keys(loom, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:8] A[0:8]"));
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{8, 16}}));
        keys(loom, Qt::Key_Delete);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:8]"));
    }

    void deletingAllLeavesAnEmptyOutput()
    {
        Loom loom(dus());
        keys(loom, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(loom.canvas.selection().count(), 48);
        keys(loom, Qt::Key_Delete);
        QVERIFY(loom.stack.blocks.empty());
        QVERIFY(loom.expression().isEmpty());
        keys(loom, Qt::Key_Delete);
        QCOMPARE(loom.steps.size(), 1);
    }

    void splittingMakesNoSeamAndJoiningUndoesIt()
    {
        Loom loom(dus());
        keys(loom, Qt::Key_Home);
        keys(loom, Qt::Key_Right, {}, 10);
        keys(loom, Qt::Key_S);
        QCOMPARE(core::slices(loom.stack).size(), std::size_t {3});
        QCOMPARE(core::seams(loom.stack).size(), std::size_t {1});
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
        keys(loom, Qt::Key_J);
        QCOMPARE(core::slices(loom.stack).size(), std::size_t {2});
    }

    void commaAndPeriodRollTheSeamAtTheCaret()
    {
        Loom loom(dus());
        keys(loom, Qt::Key_Home);
        keys(loom, Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(loom.canvas.caret(), 24);
        keys(loom, Qt::Key_Comma, {}, 2);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:22] A[6:32]"));
        keys(loom, Qt::Key_Period, {}, 3);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:25] A[9:32]"));
    }

    void altPeriodSlips()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[4:20]"));
        loom.canvas.setSelection(selectionOf(24, 40));
        keys(loom, Qt::Key_Period, Qt::AltModifier, 2);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[6:22]"));
    }

    void f2TypesTheRangeOfASlice()
    {
        Loom loom(dus());
        loom.canvas.show();
        loom.canvas.setSelection(selectionOf(24, 48));
        keys(loom, Qt::Key_F2);
        auto* edit = loom.canvas.findChild<QLineEdit*>(QStringLiteral("rangeEdit"));
        QVERIFY(edit != nullptr);
        QCOMPARE(edit->text(), QStringLiteral("8-31"));
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("range(12, 28)"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[12:28]"));
        keys(loom, Qt::Key_F2);
        edit = loom.canvas.findChild<QLineEdit*>(QStringLiteral("rangeEdit"));
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("12-40"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(loom.refusals.size(), 1);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[12:28]"));
    }

    void copyAndPasteSpeakLayerExpressions()
    {
        Loom loom(dus());
        loom.canvas.setSelection(selectionOf(0, 4));
        keys(loom, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("A[0:4]"));
        QApplication::clipboard()->setText(QStringLiteral("range(20,27)"));
        keys(loom, Qt::Key_End);
        keys(loom, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32] A[20:27]"));
        QApplication::clipboard()->setText(QStringLiteral("A[0:99]"));
        keys(loom, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(loom.refusals.size(), 1);
        QCOMPARE(loom.steps.size(), 1);
    }

    void shiftEnterReplaces()
    {
        Loom loom(dus());
        loom.canvas.setSelection({1, {{0, 8}}, 4, 0, std::nullopt, std::nullopt});
        keys(loom, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:4] B[0:8] A[12:24] A[8:32]"));
    }

    void tabLeavesTheCanvas()
    {
        Loom loom(dus());
        QSignalSpy escapes(&loom.canvas, &LoomCanvas::escapePressed);
        QKeyEvent tab(QEvent::KeyPress, Qt::Key_Tab, Qt::NoModifier);
        tab.accept();
        QVERIFY(!loom.canvas.isDragging());
        keys(loom, Qt::Key_Tab);
        QVERIFY(loom.steps.isEmpty());
        QCOMPARE(loom.canvas.caret(), 0);
        keys(loom, Qt::Key_Escape);
        QCOMPARE(escapes.size(), 1);
    }

    void escapeClearsTheSelection()
    {
        Loom loom(dus());
        QSignalSpy escapes(&loom.canvas, &LoomCanvas::escapePressed);
        keys(loom, Qt::Key_A, Qt::ControlModifier);
        QVERIFY(!loom.canvas.selection().isEmpty());
        keys(loom, Qt::Key_Escape);
        QVERIFY(loom.canvas.selection().isEmpty());
        QVERIFY(escapes.isEmpty());
    }

    void aScreenReaderHearsEveryLayer()
    {
        Loom loom(dus());
        loom.canvas.show();
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&loom.canvas);
        QVERIFY(list != nullptr);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 48);
        const QString name = list->child(24)->text(QAccessible::Name);
        for (const auto* part :
             {"Output layer 24", "A layer 8", "46.2 K parameters", "seam 23 to 8", "layer distance 15"})
            QVERIFY2(name.contains(QLatin1String(part)), qPrintable(name));
        keys(loom, Qt::Key_Right, {}, 3);
        QCOMPARE(list->focusChild(), list->child(3));
        QCOMPARE(list->indexOfChild(list->child(7)), 7);
        list->child(5)->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
        QVERIFY(list->child(5)->state().selected);
        QCOMPARE(list->child(5)->text(QAccessible::Description), QStringLiteral("6 of 48"));
        list->child(9)->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
        QVERIFY(list->child(5)->state().selected && list->child(9)->state().selected);
        list->child(9)->actionInterface()->doAction(QAccessibleActionInterface::toggleAction());
        QVERIFY(!list->child(9)->state().selected);
        list->child(7)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(list->child(7)->state().selected && !list->child(5)->state().selected);
    }

    void theListOfAScreenReaderFollowsTheOutput()
    {
        Loom loom(dus());
        loom.canvas.show();
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&loom.canvas);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), 48);
        QAccessibleInterface* last = list->child(47);
        loom.canvas.setSelection(selectionOf(47, 48));
        QCOMPARE(list->focusChild(), last);
        keys(loom, Qt::Key_Delete);
        QCOMPARE(list->childCount(), 47);
        QCOMPARE(list->indexOfChild(last), -1);
        QCOMPARE(list->focusChild(), list->child(46));
    }

    void backspaceDeletesBackwards()
    {
        Loom loom(stackOf({m_small}, "A[0:4]"));
        keys(loom, Qt::Key_Home);
        keys(loom, Qt::Key_Backspace);
        QVERIFY(loom.steps.isEmpty());
        keys(loom, Qt::Key_Right, {}, 2);
        keys(loom, Qt::Key_Backspace);
        QCOMPARE(loom.expression(), QStringLiteral("A[0] A[2:4]"));
        keys(loom, Qt::Key_Delete);
        QCOMPARE(loom.expression(), QStringLiteral("A[0] A[3]"));
        loom.canvas.setSelection(selectionOf(0, 2));
        keys(loom, Qt::Key_Backspace);
        QVERIFY(loom.stack.blocks.empty());
    }

    void everyCommandHasOneActionAndItsOwnShortcuts()
    {
        Loom loom(dus());
        QSet<QString> shortcuts;
        for (const CanvasCommand& command : canvasCommands()) {
            QVERIFY2(loom.canvas.findChild<QAction*>(QLatin1String(command.id)), command.id);
            for (const QString& key : QString::fromLatin1(command.shortcuts).split(QStringLiteral("; "))) {
                QVERIFY2(!shortcuts.contains(key), command.id);
                shortcuts.insert(key);
            }
        }
    }

    void thirtyRandomKeysUndoToTheStart()
    {
        Loom loom(dus());
        const core::Stack before = loom.stack;
        QRandomGenerator random(7);
        struct Stroke {
            Qt::Key key;
            Qt::KeyboardModifiers modifiers;
        };
        const std::array strokes {Stroke {Qt::Key_S, {}},
                                  Stroke {Qt::Key_J, {}},
                                  Stroke {Qt::Key_Delete, {}},
                                  Stroke {Qt::Key_D, Qt::ControlModifier},
                                  Stroke {Qt::Key_Right, Qt::AltModifier},
                                  Stroke {Qt::Key_Home, Qt::AltModifier}};
        for (int i = 0; i < 30; ++i) {
            const int at = random.bounded(static_cast<int>(loom.stack.blocks.size()));
            loom.canvas.setSelection(
                selectionOf(at, std::min(at + 3, static_cast<int>(loom.stack.blocks.size()))));
            const Stroke& stroke =
                strokes.at(static_cast<std::size_t>(random.bounded(static_cast<int>(strokes.size()))));
            keys(loom, stroke.key, stroke.modifiers);
            QCOMPARE(loom.canvas.stack()->blocks, loom.stack.blocks);
        }
        QVERIFY(loom.steps.size() > 10);
        const int steps = static_cast<int>(loom.steps.size());
        for (int i = 0; i < steps; ++i)
            loom.undo();
        QCOMPARE(loom.stack, before);
    }
};

QTEST_MAIN(CanvasKeysTest)
#include "canvas_keys_test.moc"
