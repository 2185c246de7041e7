#include "tests/widgets/canvas_harness.h"
#include "widgets/canvas/canvas_drag.h"
#include "widgets/canvas/canvas_hit.h"
#include "widgets/canvas/canvas_layout.h"
#include "widgets/canvas/paint_canvas.h"

#include <QImage>
#include <QPainter>
#include <QtTest>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

class CanvasLayoutTest : public QObject {
    Q_OBJECT

    CanvasModels m_models;
    core::Source m_small;
    core::Source m_large;

    struct Laid {
        core::Stack stack;
        core::Preview preview;
        CanvasLayout layout;
    };
    static Laid laid(core::Stack stack, QSizeF size = {756, 518}, double ratio = 1)
    {
        Laid result {std::move(stack), {}, {}};
        result.preview = core::preview(result.stack);
        CanvasView view;
        view.size = size;
        view.devicePixelRatio = ratio;
        view.pitch = CanvasLayout::fitPitch(result.stack, size.width());
        result.layout = CanvasLayout(result.stack, result.preview, view, {});
        return result;
    }
    static QImage painted(const Laid& all)
    {
        CanvasScene scene;
        scene.stack = &all.stack;
        scene.preview = &all.preview;
        scene.layout = &all.layout;
        scene.theme = lightTheme();
        scene.totalUses = totalUses(all.stack);
        QImage image(756, 518, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintCanvas(painter, scene);
        return image;
    }
    core::Stack goliath() const
    {
        return stackOf({m_large, m_large},
                       "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_small = m_models.small("L32");
        m_large = m_models.large("L80");
    }

    void bandsStandWhereTheLookSays()
    {
        const Laid all = laid(goliath());
        const CanvasLayout& layout = all.layout;
        QCOMPARE(layout.track(0), QRectF(120, 28, layout.x(80) - 120, 32));
        QCOMPARE(layout.track(1).top(), 72.0);
        QCOMPARE(layout.threadLane().top, 104.0);
        QCOMPARE(layout.bars().top, 180.0);
        QCOMPARE(layout.blocks().top, 200.0);
        QCOMPARE(layout.blocks().bottom(), 256.0);
        QCOMPARE(layout.seamLane().top, 284.0);
        QCOMPARE(layout.distanceLane().bottom(), 366.0);
        QCOMPARE(layout.profileLane().top, 380.0);
        QCOMPARE(layout.profileLane().bottom(), 468.0);
        QCOMPARE(layout.endCap(core::Part::Embeddings), QRectF(100, 200, 16, 56));
        QCOMPARE(layout.endCap(core::Part::Norm), QRectF(712, 200, 16, 56));
        QCOMPARE(layout.endCap(core::Part::Head), QRectF(730, 200, 16, 56));
    }

    void sensitivityStandsOverEachTrack()
    {
        const Laid all = laid(goliath());
        QVERIFY(all.layout.sensitivityLane(0).isEmpty());
        CanvasView view = all.layout.view();
        view.sensitivity = true;
        const CanvasLayout layout(all.stack, all.preview, view, {});
        for (int track = 0; track < 2; ++track) {
            const QRectF lane = layout.sensitivityLane(track);
            QCOMPARE(lane.height(), 22.0);
            QCOMPARE(lane.bottom() + 2, layout.track(track).top());
            QCOMPARE(lane.width(), layout.track(track).width());
        }
        QCOMPARE(layout.sensitivityLane(1).top(), layout.track(0).bottom() + 12);
        QVERIFY(layout.sensitivityLane(2).isEmpty() && layout.sensitivityLane(kOutputTrack).isEmpty());
        QVERIFY(layout.contentHeight() - 12 <= 518);
    }

    void longStacksFitWithoutScrolling_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("level");
        QTest::newRow("80") << QStringLiteral("A[0:80]") << 80 << 1;
        QTest::newRow("120") << QStringLiteral("A[0:40] A[20:60] A[40:80]") << 120 << 0;
        QTest::newRow("140") << QStringLiteral(
            "A[0:20] A[10:30] A[20:40] A[30:50] A[40:60] A[50:70] A[60:80]")
                             << 140 << 0;
    }
    void longStacksFitWithoutScrolling()
    {
        QFETCH(QString, expression);
        QFETCH(int, layers);
        QFETCH(int, level);
        const Laid all = laid(stackOf({m_large}, expression.toStdString()));
        QVERIFY(all.layout.contentWidth() <= 756.5);
        QVERIFY(all.layout.contentHeight() <= 518);
        QCOMPARE(all.layout.level(), level);
        for (int i = 0; i < layers; ++i) {
            const QRectF block = all.layout.block(kOutputTrack, i);
            QVERIFY(block.width() >= 4 && block.left() >= 120 && block.right() <= 708.5);
        }
        QVERIFY(all.layout.block(kOutputTrack, layers).isEmpty());
    }

    void blocksTouchOnDevicePixels()
    {
        for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
            const Laid all = laid(goliath(), {756, 518}, ratio);
            for (int i = 0; i < 137; ++i) {
                const QRectF block = all.layout.block(kOutputTrack, i);
                QVERIFY(std::abs(block.left() * ratio - std::round(block.left() * ratio)) < 1e-6);
                if (i > 0)
                    QCOMPARE(block.left(), all.layout.block(kOutputTrack, i - 1).right());
            }
        }
    }

    void everyBlockIsFoundWhereItIsDrawn()
    {
        const Laid all = laid(goliath());
        for (int i = 0; i < 137; ++i)
            QCOMPARE(hitTest(all.layout, all.layout.block(kOutputTrack, i).center()),
                     (CanvasHit {CanvasHit::Kind::Block, kOutputTrack, i}));
        for (int i = 0; i < 80; ++i)
            QCOMPARE(hitTest(all.layout, all.layout.block(1, i).center()),
                     (CanvasHit {CanvasHit::Kind::Block, 1, i}));
        for (int k = 0; k < 9; ++k) {
            const QRectF bar = all.layout.sliceBar(static_cast<std::size_t>(k));
            QCOMPARE(hitTest(all.layout, bar.center()), (CanvasHit {CanvasHit::Kind::SliceBar, -1, k}));
            QCOMPARE(hitTest(all.layout, {bar.left() + 1, bar.center().y()}).kind,
                     CanvasHit::Kind::SliceFront);
            QCOMPARE(hitTest(all.layout, {bar.right() - 1, bar.center().y()}).kind,
                     CanvasHit::Kind::SliceBack);
        }
        for (int k = 0; k < 8; ++k)
            QCOMPARE(hitTest(all.layout, all.layout.seams()[static_cast<std::size_t>(k)].rect.center()),
                     (CanvasHit {CanvasHit::Kind::Seam, -1, k}));
        QCOMPARE(hitTest(all.layout, all.layout.endCap(core::Part::Head).center()).part, core::Part::Head);
        QCOMPARE(hitTest(all.layout, {60, 44}).kind, CanvasHit::Kind::TrackHeader);
        QCOMPARE(hitTest(all.layout, {400, 510}).kind, CanvasHit::Kind::Nothing);
    }

    void badgesNeverOverlap_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::newRow("goliath") << QStringLiteral("A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56]");
        QTest::newRow("idus 8") << QStringLiteral("idus(A, 8, 8)");
        QTest::newRow("idus 4") << QStringLiteral("idus(A, 8, 4)");
        QTest::newRow("idus 2") << QStringLiteral("idus(A, 8, 2)");
        QTest::newRow("idus 1") << QStringLiteral("idus(A, 8, 1)");
        QTest::newRow("some close together") << QStringLiteral("A[0:20] A[10:11] A[5:7] A[8:60] A[20:80]");
    }
    void badgesNeverOverlap()
    {
        QFETCH(QString, expression);
        const Laid all = laid(stackOf({m_large, m_large}, expression.toStdString()));
        const auto& seams = all.layout.seams();
        QVERIFY(!seams.empty());
        for (std::size_t i = 1; i < seams.size(); ++i)
            QVERIFY(seams[i].rect.left() > seams[i - 1].rect.right() || all.layout.seamsAreTicks()
                    || (seams[i].style == SeamStyle::Dot && seams[i - 1].style == SeamStyle::Dot));
    }

    void manySeamsBecomeTicks()
    {
        QVERIFY(laid(stackOf({m_small}, "idus(A, 8, 1)")).layout.seamsAreTicks());
        QVERIFY(!laid(stackOf({m_small}, "idus(A, 8, 8)")).layout.seamsAreTicks());
    }

    void aTallWindowGivesItsRoomToThreadsAndProfile()
    {
        const CanvasLayout tall = laid(goliath(), {1363, 850}).layout;
        QVERIFY(tall.threadLane().height > 76);
        QVERIFY(tall.profileLane().height > 88);
        QVERIFY(tall.contentHeight() <= 850);
        QCOMPARE(tall.blocks().height, 56.0);
    }

    void seamKindsChooseThePaddingOfTheirPoint()
    {
        const auto seam = [](core::LayerIndex from, core::LayerIndex to) {
            core::Seam made;
            made.from = {0, from, {}, false};
            made.to = {0, to, {}, false};
            made.distance = from > to ? from - to : to - from;
            made.jump = std::int64_t {to.value} - (std::int64_t {from.value} + 1);
            return made;
        };
        QCOMPARE(badgePadding(seam(23, 8)).left, 7.0);
        QCOMPARE(badgePadding(seam(8, 12)).right, 7.0);
        QCOMPARE(badgePadding(seam(8, 8)).left, 5.0);
        QCOMPARE(badgeTexts(seam(23, 8), SeamStyle::Short).first, QStringLiteral("23"));
        QCOMPARE(badgeTexts(seam(23, 8), SeamStyle::Full).first, QStringLiteral("A23"));
    }

    void pullingARollPastTheSourceStopsThere()
    {
        const Laid all = laid(stackOf({m_small}, "A[0:24] A[8:32]"));
        DragStart start;
        start.kind = DragKind::Roll;
        start.gap = 24;
        const DragOutcome outcome =
            outcomeOf({all.stack, all.preview, all.layout}, start, {{all.layout.x(0), 0}, DropMode::Insert});
        QVERIFY(outcome.stack != nullptr);
        QCOMPARE(outcome.stack->blocks.size(), std::size_t {48});
        QCOMPARE(outcome.preview->seams.front().to.layer, core::LayerIndex(0));
    }

    void whatIsCentredOnAnEdgeIsPaintedWhole()
    {
        Laid all = laid(stackOf({m_small, m_small}, "A[0:16] B[16:32] A[3]"));
        const QRectF badge = all.layout.seams().back().rect;
        QVERIFY(badge.right() - 3 > all.layout.clip().right());
        QVERIFY(painted(all).pixelColor(QPointF(badge.right() - 3, badge.center().y()).toPoint())
                != QColor(Qt::white));

        CanvasView view = all.layout.view();
        view.pitch = 48;
        view.scrollX = 480; // layer 10 begins at the left edge
        all.layout = CanvasLayout(all.stack, all.preview, view, {});
        const QImage scrolled = painted(all);
        const Band ruler = all.layout.sourceRuler();
        int ink = 0;
        for (int x = 108; x < 118; ++x)
            for (int y = static_cast<int>(ruler.top); y < static_cast<int>(ruler.bottom()) - 8; ++y)
                ink += scrolled.pixelColor(x, y) != QColor(Qt::white) ? 1 : 0;
        QVERIFY(ink > 4); // the 1 of 10
    }

    void paintsEveryZoomAndNothingButTheCanvas_data()
    {
        QTest::addColumn<double>("pitch");
        for (const double pitch : {2.0, 4.8, 12.0, 24.0, 56.0, 112.0, 160.0})
            QTest::addRow("%.1f", pitch) << pitch;
    }
    void paintsEveryZoomAndNothingButTheCanvas()
    {
        QFETCH(double, pitch);
        Laid all = laid(stackOf({m_large}, "A[0:40] A[20:60] A[40:80]"));
        CanvasView view = all.layout.view();
        view.pitch = pitch;
        all.layout = CanvasLayout(all.stack, all.preview, view, {});
        const QImage image = painted(all);
        const QRectF block = all.layout.block(kOutputTrack, 0).intersected(all.layout.clip());
        const QColor fill =
            image.pixelColor(QPointF(block.left() + std::min(3.0, block.width() / 2), 204).toPoint());
        QVERIFY2(fill.blue() > fill.red(), qPrintable(fill.name()));
        // What is left of the blocks and right of the end caps stays free.
        for (int y = 0; y < 518; ++y)
            QCOMPARE(image.pixelColor(752, y), QColor(Qt::white));
    }
};

QTEST_MAIN(CanvasLayoutTest)
#include "canvas_layout_test.moc"
