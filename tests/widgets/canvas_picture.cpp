// Pictures of the canvas for a person to look at: canvas_picture FOLDER [light|dark [POINTS]]. Not a test.
#include "tests/widgets/canvas_harness.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/sheet.h"
#include "widgets/controls/summary_strip.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QTest>

using namespace layerloom;
using namespace layerloom::tests;
using namespace layerloom::widgets;

namespace {

void save(QWidget& widget, const QDir& folder, const QString& name)
{
    widget.grab().save(folder.filePath(name + QStringLiteral(".png")));
}

void shown(Loom& loom, QSize size = {756, 518})
{
    loom.canvas.resize(size);
    loom.canvas.show();
    QTest::qWait(20);
}

void pictureGoliath(CanvasModels& models, const QDir& folder)
{
    Loom loom(stackOf({models.large("Llama-2-70b"), models.large("Euryale-1.3")},
                      "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
    shown(loom);
    loom.canvas.setSelection(selectionOf(47, 62));
    save(loom.canvas, folder, QStringLiteral("goliath"));
}

void pictureLevels(CanvasModels& models, const QDir& folder)
{
    Loom loom(stackOf({models.large("Llama-2-70b")}, "A[0:40] A[20:60] A[40:80]"));
    shown(loom);
    save(loom.canvas, folder, QStringLiteral("level0"));
    int level = 1;
    for (const double pitch : {10.5, 24.0, 56.0, 112.0}) {
        loom.canvas.setPixelsPerLayer(pitch);
        loom.canvas.scrollToBlock(46);
        save(loom.canvas, folder, QStringLiteral("level%1").arg(level++));
    }
}

void pictureSeams(CanvasModels& models, const QDir& folder)
{
    Loom many(stackOf({models.small("loomling-32")}, "idus(A, 8, 1)"));
    shown(many);
    save(many.canvas, folder, QStringLiteral("seams-ticks"));
    Loom kinds(stackOf({models.small("loomling-32"), models.small("loomling-32-tuned")},
                       "A[0:8] A[4:10] A[14:20] B[20:26] A[10:14] B[24:30] B[29:32]"));
    shown(kinds);
    kinds.canvas.setSelection({kOutputTrack, {{16, 18}}, 20, 20, std::nullopt, std::nullopt});
    kinds.canvas.setFocus();
    kinds.canvas.setSelection({kOutputTrack, {{16, 18}}, 8, 8, std::nullopt, std::nullopt});
    kinds.canvas.showSeamCard();
    QTest::qWait(20);
    save(kinds.canvas, folder, QStringLiteral("seams-kinds"));
}

void pictureDrag(CanvasModels& models, const QDir& folder)
{
    Loom loom(
        stackOf({models.small("loomling-32"), models.small("loomling-32-tuned"), models.wide("wide-32")},
                "A[0:24] B[24:32]"));
    shown(loom);
    QWidget* view = loom.canvas.viewport();
    loom.canvas.setSelection({0, {{8, 16}}, 0, 8, std::nullopt, std::nullopt});
    QTest::mousePress(view, Qt::LeftButton, {}, loom.block(0, 10));
    QTest::mouseMove(view, loom.block(kOutputTrack, 20));
    QTest::mouseMove(view, loom.canvas.blockRect(kOutputTrack, 24).topLeft() + QPoint(0, 30));
    save(loom.canvas, folder, QStringLiteral("drag"));
    QTest::keyClick(&loom.canvas, Qt::Key_Escape);
    QTest::mouseRelease(view, Qt::LeftButton, {}, loom.block(kOutputTrack, 24));
    loom.canvas.setSelection({2, {{8, 16}}, 0, 8, std::nullopt, std::nullopt});
    QTest::mousePress(view, Qt::LeftButton, {}, loom.block(2, 10));
    QTest::mouseMove(view, loom.block(kOutputTrack, 20));
    save(loom.canvas, folder, QStringLiteral("drag-refused"));
}

void pictureRoll(CanvasModels& models, const QDir& folder)
{
    Loom loom(stackOf({models.small("loomling-32")}, "A[0:24] A[8:32]"));
    loom.canvas.setLossPredictor([](const core::Stack& stack) -> std::optional<double> {
        const double x = static_cast<double>(core::slices(stack).front().count()) - 21;
        return 0.31 + 0.004 * x * x;
    });
    shown(loom);
    QWidget* view = loom.canvas.viewport();
    const QPoint badge = loom.canvas.seamRect(0).center();
    QTest::mousePress(view, Qt::LeftButton, {}, badge);
    QTest::mouseMove(view, badge - QPoint(5, 0));
    QTest::mouseMove(view, badge - QPoint(qRound(2 * loom.canvas.pixelsPerLayer()), 0));
    save(loom.canvas, folder, QStringLiteral("drag-seam"));
    QTest::keyClick(&loom.canvas, Qt::Key_Escape);
    QTest::mouseRelease(view, Qt::LeftButton, {}, badge);
    const auto trial =
        std::make_shared<const core::Stack>(stackOf(loom.stack.setup.sources, "idus(A, 8, 8)"));
    loom.canvas.setTrial(trial, std::make_shared<const core::Preview>(core::preview(*trial)));
    save(loom.canvas, folder, QStringLiteral("trial"));
    core::Stack beyond = loom.stack;
    for (int i = 32; i < 40; ++i)
        beyond.blocks.push_back({0, core::LayerIndex::from(i), {}, false});
    Loom off(beyond);
    shown(off);
    save(off.canvas, folder, QStringLiteral("missing-layers"));
}

void pictureEmpty(CanvasModels& models, const QDir& folder)
{
    core::Source missing = models.small("gone");
    missing.model.reset();
    missing.missingReason = "The folder of \"gone\" is not there any more";
    Loom loom(stackOf({models.small("loomling-32")}, ""));
    shown(loom);
    save(loom.canvas, folder, QStringLiteral("empty-output"));
    Loom lost(stackOf({models.small("loomling-32"), missing}, "A[0:10] B[10:16] A[16:20] A[20:32]"));
    lost.stack.blocks[18].splitBefore = true;
    Loom split(lost.stack);
    shown(split);
    split.canvas.setPixelsPerLayer(24);
    split.canvas.setFocus();
    save(split.canvas, folder, QStringLiteral("missing"));
}

void pictureViews(CanvasModels& models, const QDir& folder)
{
    auto stack = std::make_shared<const core::Stack>(
        stackOf({models.large("Llama-2-70b"), models.large("Euryale-1.3")},
                "A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
    auto preview = std::make_shared<const core::Preview>(core::preview(*stack));
    Sheet sheet;
    auto* bar = new MessageBar;
    auto* strip = new SummaryStrip;
    auto* loom = new LoomCanvas;
    sheet.addWidget(bar);
    sheet.addWidget(strip);
    sheet.addWidget(loom, 1);
    strip->setFacts(stack, preview);
    loom->setStack(stack, preview);
    bar->showMessage(MessageBar::Kind::Error, QStringLiteral("Layers are 96 wide, this stack is 64 wide"),
                     {{QStringLiteral("Show"), [] {}}});
    sheet.resize(758, 600);
    sheet.show();
    QTest::qWait(20);
    save(sheet, folder, QStringLiteral("sheet"));
    bar->hide();
    QTest::qWait(20);
    save(sheet, folder, QStringLiteral("sheet-plain"));

    DistancePanel panel;
    panel.resize(264, 400);
    panel.setStack(stack, preview);
    panel.show();
    QTest::qWait(20);
    save(panel, folder, QStringLiteral("distance"));

    EmptyState empty;
    empty.setRecents({{QStringLiteral("/a"), QStringLiteral("goliath-137.loom"),
                       QStringLiteral("137 layers · 117.75 B"), QStringLiteral("today 14:32"), false},
                      {QStringLiteral("/b"), QStringLiteral("llama-120b-self.loom"),
                       QStringLiteral("folder is missing"), QStringLiteral("12 May"), true}});
    empty.resize(756, 573);
    empty.show();
    QTest::qWait(20);
    save(empty, folder, QStringLiteral("empty"));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QDir folder(arguments.value(1, QStringLiteral(".")));
    folder.mkpath(QStringLiteral("."));
    if (arguments.size() > 3) {
        QFont font = QApplication::font();
        font.setPointSizeF(arguments[3].toDouble());
        QApplication::setFont(font);
    }
    const bool dark = arguments.value(2) == QStringLiteral("dark");
    applyTheme(application, dark ? ThemeChoice::Dark : ThemeChoice::Light);
    CanvasModels models;
    pictureGoliath(models, folder);
    pictureLevels(models, folder);
    pictureSeams(models, folder);
    pictureDrag(models, folder);
    pictureRoll(models, folder);
    pictureEmpty(models, folder);
    pictureViews(models, folder);
    return 0;
}
