#include "tests/app/window_fixture.h"
#include "widgets/controls/distance_map.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/summary_strip.h"

#include <QAbstractItemModelTester>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTimer>
#include <QUndoView>

using namespace layerloom;
using tests::kPatience;
using tests::TestWindow;

namespace {

// The up-scaled stack most points speak of.
struct Dus : TestWindow {
    explicit Dus(const QStringList& models = {tests::loomling32()})
    {
        open(models);
        typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    }

    QString line() { return find<QLabel>("selectionLabel")->text(); }
};

} // namespace

class WindowCanvasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void clickingABlockShowsItEverywhere();
    void sweptLayersAreCounted();
    void draggedLayersAreInserted();
    void escapeEndsADrag();
    void theSummaryFollowsADrag();
    void movedTrimmedAndRolledSlicesAgree();
    void copiesAndReplacements();
    void droppingOutsideChangesNothing();
    void otherWidthsAreRefusedWithBothNumbers();
    void theHeadComesFromAnotherModel();
    void aCellOfTheMapSelectsTheSeam();
    void errorsStopTheMergeAndWarningsDoNot();
    void historyTravels();
    void contextMenusRepeatTheMainMenus();
    void theTableSelectsOnTheCanvas();
};

void WindowCanvasTest::clickingABlockShowsItEverywhere()
{
    Dus window;
    QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {},
                      window.block(widgets::kOutputTrack, 30));
    QCOMPARE(window.canvas().caret(), 30);
    QVERIFY2(window.line().contains(QStringLiteral("14")),
             qPrintable(window.line())); // output 30 is layer 14
    QStringList texts;
    for (const auto* label : window.find<QWidget>("inspector")->findChildren<QLabel*>()) {
        if (label->isVisible())
            texts.append(label->text());
    }
    const QString inspector = texts.join(QLatin1Char('|'));
    QVERIFY2(inspector.contains(QStringLiteral("30")) && inspector.contains(QStringLiteral("14")),
             qPrintable(inspector));
    QCOMPARE(window.window.selection().value(), window.canvas().selection());
}

void WindowCanvasTest::sweptLayersAreCounted()
{
    Dus window;
    window.drag(window.block(0, 8), window.block(0, 31));
    QCOMPARE(window.canvas().selection().track, 0);
    QCOMPARE(window.canvas().selection().count(), 24);
    QVERIFY2(window.line().contains(QStringLiteral("24 layers")), qPrintable(window.line()));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
}

void WindowCanvasTest::draggedLayersAreInserted()
{
    Dus window;
    window.drag(window.block(0, 8), window.block(0, 31));
    const int steps = window.steps();
    const QRect last = window.canvas().blockRect(widgets::kOutputTrack, 47);
    window.drag(window.block(0, 20), QPoint(last.right() - 1, last.center().y()));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32] A[8:32]"));
    QCOMPARE(window.steps(), steps + 1);
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Insert A 8–31 at 48"));
    window.agree();
}

void WindowCanvasTest::escapeEndsADrag()
{
    Dus window;
    window.drag(window.block(0, 8), window.block(0, 31));
    const int steps = window.steps();
    window.press(window.block(0, 20));
    window.move(window.block(widgets::kOutputTrack, 10));
    window.move(window.block(widgets::kOutputTrack, 12));
    QVERIFY(window.canvas().isDragging());
    QTest::keyClick(&window.canvas(), Qt::Key_Escape);
    QVERIFY(!window.canvas().isDragging());
    window.release(window.block(widgets::kOutputTrack, 12));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    QCOMPARE(window.steps(), steps);
    QVERIFY(!window.find<widgets::SummaryItem>("summaryLayers")->isPreview());
}

void WindowCanvasTest::theSummaryFollowsADrag()
{
    Dus window;
    window.drag(window.block(0, 0), window.block(0, 7));
    window.press(window.block(0, 4));
    const QRect last = window.canvas().blockRect(widgets::kOutputTrack, 47);
    window.move(window.block(widgets::kOutputTrack, 10));
    window.move(QPoint(last.right() - 1, last.center().y()));
    const QString label = window.canvas().dragLabel();
    QVERIFY2(label.contains(QStringLiteral("56 layers")) && label.contains(QStringLiteral("31→0")),
             qPrintable(label));
    auto* layers = window.find<widgets::SummaryItem>("summaryLayers");
    QCOMPARE(layers->text(), QStringLiteral("56"));
    QVERIFY(layers->isPreview());
    QCOMPARE(window.summary("summarySeams"), QStringLiteral("2"));
    QTest::keyClick(&window.canvas(), Qt::Key_Escape);
    QCOMPARE(layers->text(), QStringLiteral("48"));
}

// Points 23, 24, 25 and 40.
void WindowCanvasTest::movedTrimmedAndRolledSlicesAgree()
{
    Dus window;
    window.window.resize(1600, 800); // blocks wider than the places where the edges are taken
    QCoreApplication::processEvents();
    const QPoint badge = window.canvas().seamRect(0).center();
    const int pitch = window.canvas().blockRect(-1, 1).left() - window.canvas().blockRect(-1, 0).left();
    window.drag(badge, badge - QPoint(pitch, 0));
    QCOMPARE(window.seams(), QStringList {QStringLiteral("22→7 (15)")});
    QCOMPARE(window.summary("summaryLayers"), QStringLiteral("48"));
    window.agree();
    window.trigger("edit.undo");
    QCOMPARE(window.seams(), QStringList {QStringLiteral("23→8 (15)")});
    window.agree();

    const QRect second = window.canvas().sliceBarRect(1);
    const QRect newEnd = window.canvas().blockRect(widgets::kOutputTrack, 45);
    window.drag(QPoint(second.right() - 2, second.center().y()),
                QPoint(newEnd.right() - 2, second.center().y()));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:30]"));
    window.agree();
    window.trigger("edit.undo");

    const QRect first = window.canvas().blockRect(widgets::kOutputTrack, 0);
    window.drag(window.bar(1), QPoint(first.left() + 1, window.bar(0).y()));
    QCOMPARE(window.expression(), QStringLiteral("A[8:32] A[0:24]"));
    QCOMPARE(window.seams(), QStringList {QStringLiteral("31→0 (31)")});
    window.agree();
}

void WindowCanvasTest::copiesAndReplacements()
{
    Dus window;
    window.typeExpression(QStringLiteral("A[0:8] A[16:24]"));
    window.drag(window.block(widgets::kOutputTrack, 0), window.block(widgets::kOutputTrack, 3));
    const QRect last = window.canvas().blockRect(widgets::kOutputTrack, 15);
    window.drag(window.block(widgets::kOutputTrack, 2), QPoint(last.right() - 1, last.center().y()),
                Qt::ControlModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:8] A[16:24] A[0:4]"));
    window.trigger("edit.undo");

    window.drag(window.block(0, 24), window.block(0, 31));
    const QRect target = window.canvas().blockRect(widgets::kOutputTrack, 8);
    window.drag(window.block(0, 28), QPoint(target.left() + 1, target.center().y()), Qt::ShiftModifier);
    QCOMPARE(window.expression(), QStringLiteral("A[0:8] A[24:32]"));
    window.agree();
}

void WindowCanvasTest::droppingOutsideChangesNothing()
{
    Dus window;
    window.drag(window.block(0, 8), window.block(0, 31));
    const int steps = window.steps();
    window.drag(window.block(0, 20),
                QPoint(window.canvas().viewport()->width() / 2, window.canvas().viewport()->height() - 4));
    window.drag(window.block(0, 20), QPoint(-200, 300));
    QCOMPARE(window.steps(), steps);
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
}

void WindowCanvasTest::otherWidthsAreRefusedWithBothNumbers()
{
    Dus window({tests::loomling32(), tests::wide96()});
    window.drag(window.block(1, 0), window.block(1, 3));
    const int steps = window.steps();
    window.press(window.block(1, 1));
    window.move(window.block(widgets::kOutputTrack, 8));
    window.move(window.block(widgets::kOutputTrack, 10));
    const QString label = window.canvas().dragLabel();
    QVERIFY2(label.contains(QStringLiteral("96")) && label.contains(QStringLiteral("64")), qPrintable(label));
    window.release(window.block(widgets::kOutputTrack, 10));
    QCOMPARE(window.steps(), steps);

    window.key(Qt::Key_Return);
    QCOMPARE(window.steps(), steps);
    const QString message = window.window.findChild<widgets::MessageBar*>()->message();
    QVERIFY2(label.contains(message), qPrintable(message + QLatin1Char('|') + label));
}

void WindowCanvasTest::theHeadComesFromAnotherModel()
{
    Dus window({tests::loomling32(), tests::vocabulary514()});
    QTimer::singleShot(0, &window.window, [] {
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->actions().size(), 4); // as the layers say, a line, A and B
        menu->setActiveAction(menu->actions().last());
        QTest::keyClick(menu, Qt::Key_Return);
    });
    const QRect head = window.canvas().endCapRect(static_cast<int>(core::Part::Head));
    QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, head.center());
    QCOMPARE(core::partSource(window.document().stack(), core::Part::Head), core::SourceIndex(1));
    QVERIFY2(window.problems().contains(QStringLiteral("P09")),
             qPrintable(window.problems().join(QLatin1Char(' '))));
    QCOMPARE(window.document().undoStack().undoText(), QStringLiteral("Head from B  vocabulary-514"));
    window.trigger("edit.undo");
    QVERIFY(!window.problems().contains(QStringLiteral("P09")));
}

void WindowCanvasTest::aCellOfTheMapSelectsTheSeam()
{
    Dus window;
    auto* map = window.find<widgets::DistanceMap>("distanceMap");
    QTRY_VERIFY_WITH_TIMEOUT(map->isVisible(), kPatience);
    QVERIFY(map->describe(23, 8).contains(QStringLiteral("15")));
    QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect(23, 8).center());
    QCOMPARE(window.canvas().selection().seam, std::optional<int>(24));
    QCOMPARE(window.canvas().caret(), 24);
    QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect(3, 4).center());
    QCOMPARE(window.canvas().selection().ranges, (std::vector<widgets::IndexRange> {{3, 5}}));
}

void WindowCanvasTest::errorsStopTheMergeAndWarningsDoNot()
{
    Dus window({tests::loomling32(), tests::wide96()});
    auto* merge = window.find<QPushButton>("mergeButton");
    auto* reason = window.find<QLabel>("mergeButtonReason");
    QVERIFY(merge->isEnabled());
    QVERIFY2(!reason->isVisible(), qPrintable(reason->toolTip()));
    window.typeExpression(QStringLiteral("A[0:16] B[16:32]"));
    QVERIFY(!merge->isEnabled());
    QVERIFY(reason->isVisible() && !reason->text().isEmpty());
    window.typeExpression(QStringLiteral("A[5:16]")); // advice only
    QVERIFY2(!core::hasErrors(window.preview().problems),
             qPrintable(window.problems().join(QLatin1Char(' '))));
    QCOMPARE(reason->toolTip(), QString());
    QVERIFY(!window.problems().isEmpty());
    QVERIFY(merge->isEnabled());
    QVERIFY2(!reason->isVisible(), qPrintable(reason->toolTip()));
}

void WindowCanvasTest::historyTravels()
{
    Dus window;
    window.typeExpression(QStringLiteral("A[0:4]"));
    auto* history = window.find<QUndoView>("historyView");
    QCOMPARE(history->model()->rowCount(), window.steps() + 1);
    history->setCurrentIndex(history->model()->index(2, 0));
    QCOMPARE(window.expression(), QStringLiteral("A[0:24] A[8:32]"));
    window.agree();
}

void WindowCanvasTest::contextMenusRepeatTheMainMenus()
{
    Dus window;
    QList<QAction*> known;
    for (const app::ActionRow& row : app::actionTable())
        known.append(window.window.actions().action(row.id));
    for (const QPoint at :
         {window.block(0, 3), window.block(widgets::kOutputTrack, 3), window.canvas().seamRect(0).center()}) {
        bool seen = false;
        QTimer::singleShot(0, &window.window, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(menu);
            for (QAction* action : menu->actions()) {
                seen = seen || !action->isSeparator();
                QVERIFY2(action->isSeparator() || known.contains(action), qPrintable(action->text()));
            }
            menu->close();
        });
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, window.canvas().viewport()->mapToGlobal(at));
        QApplication::sendEvent(window.canvas().viewport(), &event);
        QVERIFY(seen);
    }
}

void WindowCanvasTest::theTableSelectsOnTheCanvas()
{
    Dus window;
    auto* table = window.find<QTableView>("layerTable");
    const QAbstractItemModelTester tester(table->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    window.trigger("view.problems");
    table->selectRow(30);
    QCOMPARE(window.canvas().selection().ranges, (std::vector<widgets::IndexRange> {{30, 31}}));
    window.canvas().setSelection(widgets::selectionOf(4, 6));
    QCOMPARE(table->selectionModel()->selectedRows().size(), 2);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowCanvasTest>(argc, argv);
}

#include "window_canvas_test.moc"
