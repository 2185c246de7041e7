#include "core/base/text.h"
#include "core/stack/slices.h"
#include "tests/support/patience.h"
#include "tests/widgets/canvas_harness.h"
#include "widgets/canvas/canvas_editor.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include <algorithm>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

namespace {

// U+2013 and U+2192, as they stand in what people read.
const QString kDash(QChar(0x2013));
const QString kArrow(QChar(0x2192));

void press(Loom& loom, QPoint at, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mousePress(loom.canvas.viewport(), Qt::LeftButton, modifiers, at);
}

void move(Loom& loom, QPoint to)
{
    QTest::mouseMove(loom.canvas.viewport(), to - QPoint(3, 0));
    QTest::mouseMove(loom.canvas.viewport(), to);
}

void release(Loom& loom, QPoint at, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mouseRelease(loom.canvas.viewport(), Qt::LeftButton, modifiers, at);
}

void drag(Loom& loom, QPoint from, QPoint to, Qt::KeyboardModifiers atDrop = {})
{
    press(loom, from);
    move(loom, to);
    release(loom, to, atDrop);
}

// Without a button, Qt Test would move the system's cursor, which not every platform has.
void hover(Loom& loom, QPoint at)
{
    QMouseEvent event(QEvent::MouseMove, at, loom.canvas.viewport()->mapToGlobal(at), Qt::NoButton,
                      Qt::NoButton, {});
    QApplication::sendEvent(loom.canvas.viewport(), &event);
}

void click(Loom& loom, QPoint at, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mouseClick(loom.canvas.viewport(), Qt::LeftButton, modifiers, at);
}

// The gap before an output block, on the height of the blocks.
QPoint gap(const Loom& loom, int before)
{
    const bool last = before > 0 && loom.canvas.blockRect(kOutputTrack, before).isEmpty();
    const QRect rect = loom.canvas.blockRect(kOutputTrack, last ? before - 1 : before);
    return {last ? rect.right() + 1 : rect.left(), rect.center().y()};
}

} // namespace

class CanvasMouseTest : public QObject {
    Q_OBJECT

    CanvasModels m_models;
    core::Source m_small;
    core::Source m_tuned;
    core::Source m_wide;

    core::Stack dus() const { return stackOf({m_small, m_tuned}, "A[0:24] A[8:32]"); }

private Q_SLOTS:
    void initTestCase()
    {
        applyTheme(*qApp, ThemeChoice::Light);
        m_small = m_models.small("L32");
        m_tuned = m_models.small("L32t");
        m_wide = m_models.wide("W96");
    }

    void clickingABlockPutsTheCaretBeforeItAndSelectsIt()
    {
        Loom loom(dus());
        click(loom, loom.block(kOutputTrack, 5));
        QCOMPARE(loom.canvas.caret(), 5);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{5, 6}}));
        QVERIFY(loom.steps.isEmpty());
    }

    void sweepingASourceTrackSelectsTheRange()
    {
        Loom loom(dus());
        press(loom, loom.block(0, 8));
        move(loom, loom.block(0, 31));
        release(loom, loom.block(0, 31));
        QCOMPARE(loom.canvas.selection().track, 0);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{8, 32}}));
        const core::Preview preview = core::preview(loom.stack);
        QVERIFY(describeSelection(loom.stack, preview, loom.canvas.selection())
                    .contains(QStringLiteral("24 layers")));
    }

    void draggingASelectionFromASourceInsertsItInOneStep()
    {
        Loom loom(stackOf({m_small}, "A[0:24]"));
        drag(loom, loom.block(0, 8), loom.block(0, 31));
        drag(loom, loom.block(0, 12), gap(loom, 24));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
        QCOMPARE(loom.steps, QStringList {QStringLiteral("Insert A 8") + kDash + QStringLiteral("31 at 24")});
        QCOMPARE(loom.canvas.caret(), 48);
        loom.undo();
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24]"));
    }

    void escapeCancelsADrag()
    {
        Loom loom(stackOf({m_small}, "A[0:24]"));
        QSignalSpy previews(&loom.canvas, &LoomCanvas::dragPreviewChanged);
        drag(loom, loom.block(0, 8), loom.block(0, 31));
        press(loom, loom.block(0, 12));
        move(loom, gap(loom, 10));
        QVERIFY(loom.canvas.isDragging());
        QVERIFY(!previews.isEmpty());
        QTest::keyClick(&loom.canvas, Qt::Key_Escape);
        QVERIFY(!loom.canvas.isDragging());
        QVERIFY(loom.canvas.dragLabel().isEmpty());
        QVERIFY(previews.last().first().value<std::shared_ptr<const core::Stack>>() == nullptr);
        release(loom, gap(loom, 10));
        QVERIFY(loom.steps.isEmpty());
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24]"));
    }

    void theRightButtonCancelsADrag()
    {
        Loom loom(dus());
        press(loom, loom.bar(1));
        move(loom, gap(loom, 2));
        QTest::mousePress(loom.canvas.viewport(), Qt::RightButton, {}, gap(loom, 2));
        QVERIFY(!loom.canvas.isDragging());
        const Selection before = loom.canvas.selection();
        QSignalSpy menus(&loom.canvas, &LoomCanvas::contextMenuRequested);
        QContextMenuEvent menu(QContextMenuEvent::Mouse, gap(loom, 2), loom.canvas.mapToGlobal(gap(loom, 2)));
        QApplication::sendEvent(loom.canvas.viewport(), &menu);
        QVERIFY(menus.isEmpty());
        QVERIFY(loom.canvas.selection() == before);
        QTest::mouseRelease(loom.canvas.viewport(), Qt::RightButton, {}, gap(loom, 2));
        release(loom, gap(loom, 2));
        QVERIFY(loom.steps.isEmpty());
        // The next right click opens the menu again.
        QTest::mousePress(loom.canvas.viewport(), Qt::RightButton, {}, gap(loom, 2));
        QApplication::sendEvent(loom.canvas.viewport(), &menu);
        QCOMPARE(menus.size(), 1);
        QTest::mouseRelease(loom.canvas.viewport(), Qt::RightButton, {}, gap(loom, 2));
    }

    void aDropHoldsOnToASeam()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[8:32]"));
        drag(loom, loom.block(0, 2), loom.block(0, 4));
        const int off = qRound(0.6 * loom.canvas.pixelsPerLayer());
        press(loom, loom.block(0, 3));
        move(loom, gap(loom, 24) + QPoint(off, 0));
        QVERIFY2(loom.canvas.dragLabel().contains(QStringLiteral("at 24")),
                 qPrintable(loom.canvas.dragLabel()));
        QVERIFY2(loom.canvas.dragLabel().contains(QStringLiteral("between slices")),
                 qPrintable(loom.canvas.dragLabel()));
        QTest::keyPress(&loom.canvas, Qt::Key_N);
        QVERIFY2(loom.canvas.dragLabel().contains(QStringLiteral("at 25")),
                 qPrintable(loom.canvas.dragLabel()));
        QTest::keyRelease(&loom.canvas, Qt::Key_N);
        QVERIFY(loom.canvas.dragLabel().contains(QStringLiteral("at 24")));
        release(loom, gap(loom, 24) + QPoint(off, 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[2:5] A[8:32]"));
    }

    void anEdgeHoldsOnToEqualLayers()
    {
        Loom loom(stackOf({m_small}, "A[0:20] A[8:24]"));
        const double pitch = loom.canvas.pixelsPerLayer();
        const QRect bar = loom.canvas.sliceBarRect(0);
        const QPoint edge(bar.right() - 2, bar.center().y());
        drag(loom, edge, edge + QPoint(qRound(3.4 * pitch), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:24]"));
        loom.undo();
        loom.canvas.setSnapping(false);
        drag(loom, edge, edge + QPoint(qRound(3.2 * pitch), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:23] A[8:24]"));
    }

    void theMiddleButtonSlips()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[4:8]"));
        const QPoint bar = loom.bar(1);
        QTest::mousePress(loom.canvas.viewport(), Qt::MiddleButton, {}, bar);
        const QPoint to = bar + QPoint(qRound(6 * loom.canvas.pixelsPerLayer()), 0);
        QTest::mouseMove(loom.canvas.viewport(), to);
        QVERIFY(loom.canvas.isDragging());
        QTest::mouseRelease(loom.canvas.viewport(), Qt::MiddleButton, {}, to);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[10:14]"));
        QCOMPARE(loom.steps.size(), 1);
    }

    void theGhostIsInView()
    {
        Loom loom(stackOf({m_small}, "A[0:32]"));
        drag(loom, loom.block(0, 8), loom.block(0, 15));
        press(loom, loom.block(0, 10));
        const QImage before = loom.canvas.viewport()->grab().toImage();
        move(loom, gap(loom, 32));
        const QRect last = loom.canvas.blockRect(kOutputTrack, 31);
        const QImage during = loom.canvas.viewport()->grab().toImage();
        const QRect ghost = last.translated(-last.width(), 0).intersected(loom.canvas.viewport()->rect());
        QVERIFY(before.copy(ghost) != during.copy(ghost));
        release(loom, gap(loom, 32));
        QCOMPARE(loom.canvas.horizontalScrollBar()->maximum(), 0);
    }

    void fitFollowsUndoAndDelete()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[0:32]"));
        const double small = loom.canvas.pixelsPerLayer();
        loom.canvas.setSelection(selectionOf(0, 24));
        loom.canvas.editor().remove();
        QVERIFY(loom.canvas.isFit());
        QVERIFY(loom.canvas.pixelsPerLayer() > small);
        loom.undo();
        QCOMPARE(loom.canvas.pixelsPerLayer(), small);
    }

    void aTrialIsShownInAllLanesUntilAPress()
    {
        Loom loom(stackOf({m_small}, "A[0:32]"));
        const core::Stack longer = stackOf({m_small}, "A[0:24] A[8:32]");
        const auto shown = std::make_shared<const core::Stack>(longer);
        const double pitch = loom.canvas.pixelsPerLayer();
        loom.canvas.setTrial(shown, std::make_shared<const core::Preview>(core::preview(*shown)));
        QVERIFY(loom.canvas.pixelsPerLayer() < pitch);
        QVERIFY(!loom.canvas.seamRect(0).isEmpty());
        QVERIFY(loom.canvas.viewport()->rect().contains(loom.canvas.blockRect(kOutputTrack, 47)));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:32]"));
        QSignalSpy interrupted(&loom.canvas, &LoomCanvas::trialInterrupted);
        const Selection before = loom.canvas.selection();
        press(loom, loom.block(kOutputTrack, 40));
        release(loom, loom.block(kOutputTrack, 40));
        QCOMPARE(interrupted.size(), 1);
        QVERIFY(loom.canvas.selection() == before);
        loom.canvas.setTrial(nullptr, nullptr);
        QCOMPARE(loom.canvas.pixelsPerLayer(), pitch);
        QVERIFY(loom.canvas.seamRect(0).isEmpty());
    }

    void aBracketStandsOverAnInterlock()
    {
        Loom loom(stackOf({m_small}, "idus(A, 8, 8)"));
        QVERIFY(loom.canvas.interlockRect(1).isEmpty());
        QSignalSpy activated(&loom.canvas, &LoomCanvas::interlockActivated);
        QTest::mouseDClick(loom.canvas.viewport(), Qt::LeftButton, {}, loom.canvas.interlockRect(0).center());
        QCOMPARE(activated.size(), 1);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{0, 48}}));
        QVERIFY(Loom(dus()).canvas.interlockRect(0).isEmpty());
    }

    void aDragOfASeamShowsTheValleyOfItsLoss()
    {
        Loom loom(dus());
        std::vector<std::size_t> firstSlices;
        loom.canvas.setLossPredictor([&](const core::Stack& stack) -> std::optional<double> {
            firstSlices.push_back(core::slices(stack).front().count());
            return 0.5;
        });
        const QPoint badge = loom.canvas.seamRect(0).center();
        press(loom, badge);
        const QRect above(loom.canvas.sliceBarRect(1).topLeft() - QPoint(20, 40), QSize(40, 30));
        const QImage before = loom.canvas.viewport()->grab(above).toImage();
        move(loom, badge - QPoint(qRound(2 * loom.canvas.pixelsPerLayer()), 0));
        QVERIFY(before != loom.canvas.viewport()->grab(above).toImage());
        const std::size_t asked = firstSlices.size();
        QCOMPARE(asked, std::size_t {17}); // −8 … +8, once for the whole drag
        QCOMPARE(*std::ranges::min_element(firstSlices), std::size_t {16});
        QCOMPARE(*std::ranges::max_element(firstSlices), std::size_t {32});
        move(loom, badge - QPoint(qRound(4 * loom.canvas.pixelsPerLayer()), 0));
        QCOMPARE(firstSlices.size(), asked);
        release(loom, badge);
    }

    void layersThatDoNotExistAreDrawnAsMissing()
    {
        core::Stack stack = stackOf({m_small}, "A[0:32]");
        for (int i = 32; i < 40; ++i)
            stack.blocks.push_back({0, core::LayerIndex::from(i), {}, false});
        Loom loom(stack);
        loom.canvas.setSelection({});
        const QImage image = loom.canvas.viewport()->grab().toImage();
        const double ratio = image.devicePixelRatio();
        const auto colorOf = [&](int index) {
            const QRect rect = loom.canvas.blockRect(kOutputTrack, index);
            return image.pixelColor((QPointF(rect.center().x(), rect.top() + 12) * ratio).toPoint());
        };
        const Theme look = theme(loom.canvas);
        QCOMPARE(colorOf(36).name(), look.sunken.name());
        QVERIFY(colorOf(20).name() != look.sunken.name());
    }

    void theLabelDescribesTheResult()
    {
        Loom loom(stackOf({m_small}, "A[0:24]"));
        drag(loom, loom.block(0, 8), loom.block(0, 31));
        press(loom, loom.block(0, 12));
        move(loom, gap(loom, 24));
        const QString label = loom.canvas.dragLabel();
        QVERIFY2(label.contains(QStringLiteral("Insert A 8") + kDash + QStringLiteral("31 (24) at 24")),
                 qPrintable(label));
        QVERIFY2(label.contains(QStringLiteral("48 layers")), qPrintable(label));
        QVERIFY2(label.contains(QStringLiteral("new seam 23") + kArrow + QStringLiteral("8, distance 15")),
                 qPrintable(label));
        release(loom, gap(loom, 24));
    }

    void draggingABarMovesTheSlice()
    {
        Loom loom(dus());
        drag(loom, loom.bar(1), loom.canvas.sliceBarRect(0).topLeft() + QPoint(1, 8));
        QCOMPARE(loom.expression(), QStringLiteral("A[8:32] A[0:24]"));
        QCOMPARE(loom.steps, QStringList {QStringLiteral("Move A 8") + kDash + QStringLiteral("31 to 0")});
        QCOMPARE(core::seams(loom.stack).front().distance, 31U);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{0, 24}}));
    }

    void draggingAnEdgeTrims()
    {
        Loom loom(dus());
        const QRect bar = loom.canvas.sliceBarRect(0);
        const double pitch = loom.canvas.pixelsPerLayer();
        const QPoint edge(bar.right() - 2, bar.center().y());
        drag(loom, edge, edge - QPoint(qRound(2 * pitch), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:22] A[8:32]"));
        QCOMPARE(loom.stack.blocks.size(), std::size_t {46});
        QCOMPARE(loom.steps.size(), 1);
    }

    void trimmingStopsAtTheLastLayerOfTheSource()
    {
        Loom loom(stackOf({m_small}, "A[0:24]"));
        const QRect bar = loom.canvas.sliceBarRect(0);
        const QPoint edge(bar.right() - 2, bar.center().y());
        drag(loom, edge, edge + QPoint(qRound(30 * loom.canvas.pixelsPerLayer()), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:32]"));
    }

    void trimmingTheFrontChangesTheFirstLayer()
    {
        Loom loom(dus());
        const QRect bar = loom.canvas.sliceBarRect(1);
        const QPoint edge(bar.left() + 2, bar.center().y());
        drag(loom, edge, edge + QPoint(qRound(4 * loom.canvas.pixelsPerLayer()), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[12:32]"));
    }

    void altDragSlipsASlice()
    {
        Loom loom(stackOf({m_small}, "A[0:24] A[4:20]"));
        const QPoint to = loom.bar(1) + QPoint(qRound(3 * loom.canvas.pixelsPerLayer()), 0);
        press(loom, loom.bar(1), Qt::AltModifier);
        move(loom, to);
        release(loom, to, Qt::AltModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[7:23]"));
    }

    void draggingABadgeRollsTheSeam()
    {
        Loom loom(dus());
        const QPoint badge = loom.canvas.seamRect(0).center();
        drag(loom, badge, badge - QPoint(qRound(loom.canvas.pixelsPerLayer()), 0));
        QCOMPARE(loom.expression(), QStringLiteral("A[0:23] A[7:32]"));
        QCOMPARE(loom.stack.blocks.size(), std::size_t {48});
        QCOMPARE(core::seams(loom.stack).front().distance, 15U);
        QCOMPARE(loom.canvas.selection().seam, std::optional(23));
        QCOMPARE(loom.steps.front(), QStringLiteral("Roll seam 23%1%2 to 22%1%3").arg(kArrow).arg(8).arg(7));
        loom.undo();
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
    }

    void controlCopiesAndShiftReplaces()
    {
        Loom loom(stackOf({m_small, m_tuned}, "A[0:8] B[8:16] A[16:24]"));
        drag(loom, loom.bar(0), gap(loom, 24), Qt::ControlModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:8] B[8:16] A[16:24] A[0:8]"));
        loom.undo();
        drag(loom, loom.block(1, 0), loom.block(1, 7));
        drag(loom, loom.block(1, 3), gap(loom, 8), Qt::ShiftModifier);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:8] B[0:8] A[16:24]"));
        QCOMPARE(loom.stack.blocks.size(), std::size_t {24});
    }

    void droppingOutsideChangesNothing()
    {
        Loom loom(dus());
        drag(loom, loom.bar(1), QPoint(400, 515));
        drag(loom, loom.bar(1), QPoint(400, 2));
        QVERIFY(loom.steps.isEmpty());
        QCOMPARE(loom.expression(), QStringLiteral("A[0:24] A[8:32]"));
    }

    void doubleClickSelectsTheSliceShiftExtendsControlToggles()
    {
        Loom loom(dus());
        QTest::mouseDClick(loom.canvas.viewport(), Qt::LeftButton, {}, loom.block(kOutputTrack, 30));
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{24, 48}}));
        QTest::mouseDClick(loom.canvas.viewport(), Qt::LeftButton, {}, loom.block(0, 3));
        QCOMPARE(loom.canvas.selection().count(), 32);
        click(loom, loom.block(kOutputTrack, 10));
        click(loom, loom.block(kOutputTrack, 14), Qt::ShiftModifier);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{10, 15}}));
        click(loom, loom.block(kOutputTrack, 12), Qt::ControlModifier);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{10, 12}, {13, 15}}));
        click(loom, loom.block(kOutputTrack, 20), Qt::ControlModifier);
        QCOMPARE(loom.canvas.selection().count(), 5);
        QVERIFY(loom.steps.isEmpty());
    }

    void layersOfAnotherWidthAreRefusedWithBothWidths()
    {
        Loom loom(stackOf({m_small, m_wide}, "A[0:24]"));
        drag(loom, loom.block(1, 8), loom.block(1, 15));
        press(loom, loom.block(1, 10));
        move(loom, gap(loom, 12));
        const QString label = loom.canvas.dragLabel();
        QVERIFY2(label.contains(QStringLiteral("96")) && label.contains(QStringLiteral("64")),
                 qPrintable(label));
        QCOMPARE(loom.canvas.viewport()->cursor().shape(), Qt::ForbiddenCursor);
        release(loom, gap(loom, 12));
        QVERIFY(loom.steps.isEmpty());
        const QStringList byDrop = loom.refusals;
        QCOMPARE(byDrop.size(), 1);
        QTest::keyClick(&loom.canvas, Qt::Key_Return);
        QVERIFY(loom.steps.isEmpty());
        QCOMPARE(loom.refusals, (QStringList {byDrop.front(), byDrop.front()}));
    }

    void hoveringASeamShowsItsCard()
    {
        Loom loom(dus());
        loom.canvas.show();
        hover(loom, loom.canvas.seamRect(0).center());
        QTRY_VERIFY_WITH_TIMEOUT(!loom.canvas.seamCardText().isEmpty(), kPatience);
        const QString card = loom.canvas.seamCardText();
        for (const QString& part :
             {QStringLiteral("Seam at output 24 jump back"),
              QStringLiteral("A 23 ") + kArrow + QStringLiteral(" A 8"), QStringLiteral("Layer distance 15"),
              QStringLiteral("Relative depth 0.74 ") + kArrow + QStringLiteral(" 0.26"),
              QStringLiteral("22%1%2 (14), 47 layers").arg(kArrow).arg(8),
              QStringLiteral("22%1%2 (15), 48 layers").arg(kArrow).arg(7),
              QStringLiteral("24%1%2 (15), 48 layers").arg(kArrow).arg(9)})
            QVERIFY2(card.contains(part), qPrintable(card));
        for (auto* link : loom.canvas.findChildren<QPushButton*>())
            if (link->text().startsWith(QStringLiteral("Trim left")))
                QTest::mouseClick(link, Qt::LeftButton);
        QCOMPARE(loom.expression(), QStringLiteral("A[0:23] A[8:32]"));
        QVERIFY(loom.canvas.seamCardText().isEmpty());
    }

    void movingFromSeamToSeamKeepsTheCardReadable()
    {
        Loom loom(stackOf({m_small, m_tuned}, "A[0:16] A[8:24] B[16:32]"));
        loom.canvas.show();
        for (const int seam : {0, 1}) {
            hover(loom, loom.canvas.seamRect(seam).center());
            QTRY_VERIFY_WITH_TIMEOUT(
                loom.canvas.seamCardText().contains(QString::number(seam == 0 ? 15 : 23) + u' '), kPatience);
            const QWidget* card = loom.canvas.findChild<QWidget*>(QStringLiteral("seamCard"));
            for (const QWidget* part : card->findChildren<QWidget*>())
                QVERIFY2(part->height() >= part->minimumSizeHint().height()
                             && card->rect().contains(part->geometry()),
                         qPrintable(QString::number(part->height())));
        }
    }

    void controlWheelKeepsTheLayerUnderThePointer()
    {
        Loom loom(dus());
        const int index = 30;
        const double before = loom.block(kOutputTrack, index).x();
        const QPointF at(before, 200);
        for (const int turn : {120, 120, 120, -120, 120}) {
            QWheelEvent wheel(at, loom.canvas.mapToGlobal(at), {}, {0, turn}, Qt::NoButton,
                              Qt::ControlModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(loom.canvas.viewport(), &wheel);
            QVERIFY2(std::abs(loom.block(kOutputTrack, index).x() - before) <= 1,
                     qPrintable(QString::number(loom.block(kOutputTrack, index).x())));
        }
        QVERIFY(!loom.canvas.isFit());
        QVERIFY2(loom.canvas.pixelsPerLayer() > 20,
                 qPrintable(QString::number(loom.canvas.pixelsPerLayer())));
        const int left = loom.canvas.blockRect(kOutputTrack, index).left();
        QWheelEvent scroll(at, loom.canvas.mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                           Qt::NoScrollPhase, false);
        QApplication::sendEvent(loom.canvas.viewport(), &scroll);
        QVERIFY(loom.canvas.blockRect(kOutputTrack, index).left() < left);
    }

    void clickingAnEndCapAsksForItsSource()
    {
        Loom loom(dus());
        QSignalSpy menus(&loom.canvas, &LoomCanvas::partMenuRequested);
        click(loom, loom.canvas.endCapRect(static_cast<int>(core::Part::Head)).center());
        QCOMPARE(menus.size(), 1);
        QCOMPARE(menus.first().first().value<core::Part>(), core::Part::Head);
        QCOMPARE(loom.canvas.selection().part, std::optional(core::Part::Head));
    }

    void aRubberBandSelectsInTheTrackItTouches()
    {
        Loom loom(dus());
        const QRect first = loom.canvas.blockRect(kOutputTrack, 3);
        const QRect last = loom.canvas.blockRect(kOutputTrack, 9);
        const QPoint below(first.center().x(), first.bottom() + 12);
        drag(loom, below, last.center());
        QCOMPARE(loom.canvas.selection().track, kOutputTrack);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{3, 10}}));
    }

    void severalRangesMoveTogether()
    {
        Loom loom(stackOf({m_small}, "A[0:12]"));
        click(loom, loom.block(kOutputTrack, 1));
        click(loom, loom.block(kOutputTrack, 3), Qt::ControlModifier);
        drag(loom, loom.block(kOutputTrack, 3), gap(loom, 12));
        QCOMPARE(loom.expression(), QStringLiteral("A[0] A[2] A[4:12] A[1] A[3]"));
        QCOMPARE(loom.steps.size(), 1);
    }

    void pressingTheRightButtonSelectsBeforeTheMenuOpens()
    {
        Loom loom(dus());
        QSignalSpy menus(&loom.canvas, &LoomCanvas::contextMenuRequested);
        const QPoint at = loom.block(kOutputTrack, 7);
        QContextMenuEvent menu(QContextMenuEvent::Mouse, at, loom.canvas.mapToGlobal(at));
        QApplication::sendEvent(loom.canvas.viewport(), &menu);
        QCOMPARE(menus.size(), 1);
        QCOMPARE(menus.first().first().value<CanvasHit>().kind, CanvasHit::Kind::Block);
        QCOMPARE(loom.canvas.selection().ranges, (std::vector<IndexRange> {{7, 8}}));
    }
};

QTEST_MAIN(CanvasMouseTest)
#include "canvas_mouse_test.moc"
