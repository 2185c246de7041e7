// Pictures of the window for a person to look at: window_picture FOLDER [light|dark [MODEL]]; with a model that can be run
// those in which it runs. LAYERLOOM_POINTS is the size of the font. Not a test.
#include "app/window/merge/merge_dialog.h"
#include "app/window/shell/analysis_views.h"
#include "app/window/shell/recovery_dialog.h"
#include "tests/app/window_fixture.h"
#include "widgets/canvas/selection.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QToolTip>

using namespace layerloom;
using tests::TestWindow;

namespace {

class Album {
public:
    explicit Album(const QDir& folder)
        : m_folder(folder)
    {}

    void add(QWidget& widget, const char* name) const
    {
        QTest::qWait(200);
        addNow(widget, name);
    }

    /// Of what does not last.
    void addNow(QWidget& widget, const char* name) const
    {
        widget.grab().save(m_folder.filePath(QLatin1String(name) + QStringLiteral(".png")));
    }

private:
    QDir m_folder;
};

void showGoliath(TestWindow& window)
{
    window.open({tests::llama70b("Xwin-LM-70B-V0.1"), tests::llama70b("Euryale-1.3-L2-70B")});
    window.typeExpression(
        QStringLiteral("A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
}

void pictureStart(const Album& album)
{
    {
        TestWindow sample;
        sample.trigger("file.sample");
        const auto card = [&] { return sample.window.findChild<QWidget*>(QStringLiteral("hintCard")); };
        (void)QTest::qWaitFor([&] { return card() != nullptr; }, 60000);
        album.add(sample.window, "sample-hint");
    }
    tests::forgetSettings();
    TestWindow window;
    album.add(window.window, "empty");
    window.open({tests::loomling32()});
    album.add(window.window, "no-layers");
    window.chooseRecipe(QStringLiteral("iDUS"));
    window.setNumber("spinM", 8);
    window.setNumber("spinG", 8);
    window.click("recipePreview");
    album.add(window.window, "preview");
    window.click("recipeApply");
    window.window.resize(1024, 640);
    album.add(window.window, "small");
}

void picturePinned(const Album& album)
{
    TestWindow window;
    window.open({tests::loomling32()});
    for (const auto* expression :
         {"A[0:24] A[8:32]", "A[0:20] A[12:32]", "A[0:16] A[4:20] A[8:24] A[16:32]"}) {
        window.typeExpression(QLatin1String(expression));
        window.trigger("edit.pin");
    }
    album.add(window.window, "pinned");
}

void pictureGoliath(const Album& album)
{
    TestWindow window;
    showGoliath(window);
    window.canvas().setSelection(widgets::selectionOf(47, 62));
    album.add(window.window, "slice");
    window.key(Qt::Key_Escape);
    QTest::mouseClick(window.canvas().viewport(), Qt::LeftButton, {}, window.canvas().seamRect(2).center());
    album.add(window.window, "seam");
    window.canvas().setFocus();
    window.canvas().showSeamCard();
    album.add(window.window, "seam-card");
    window.key(Qt::Key_Escape);
    window.drag(window.block(1, 20), window.block(1, 30));
    window.press(window.block(1, 25));
    window.move(window.block(widgets::kOutputTrack, 60));
    window.move(window.canvas().blockRect(widgets::kOutputTrack, 64).topLeft() + QPoint(0, 30));
    album.add(window.window, "drag");
    QTest::keyClick(&window.canvas(), Qt::Key_Escape);
    window.release({5, 5});
    window.canvas().setSelection(widgets::selectionOf(10, 11));
    window.canvas().setPixelsPerLayer(48);
    window.trigger("view.problems");
    album.add(window.window, "zoomed");
    window.window.resize(1920, 1080);
    window.canvas().zoomFit();
    album.add(window.window, "large");
}

void pictureDialogs(const Album& album)
{
    TestWindow window;
    showGoliath(window);
    for (const char* name :
         {"help.words", "help.keys", "help.about", "measure.memory", "merge.merge", "edit.expressionLines"}) {
        tests::withNextDialog([&](QDialog& dialog) {
            QTest::qWait(1500);
            album.add(dialog, name);
            dialog.reject();
        });
        window.trigger(name);
        QTest::qWait(2500);
    }
}

void pictureInterlock(const Album& album)
{
    TestWindow window;
    window.open({tests::loomling32()});
    window.typeExpression(QStringLiteral("A[0:24] A[8:32]"));
    window.key(Qt::Key_A, Qt::ControlModifier);
    window.trigger("edit.interlock");
    album.add(window.window, "interlock");
    QTest::keyClick(window.find<QSpinBox>("number"), Qt::Key_Return);
    album.add(window.window, "interlock-bracket");
}

void pictureErrors(const Album& album)
{
    TestWindow window;
    window.open({tests::loomling32(), tests::wide96()});
    window.window.workspace().addModel(tests::brokenModel());
    window.settle();
    window.typeExpression(QStringLiteral("A[0:16] B[16:32] A[3]"));
    album.add(window.window, "errors");
    // The button does not open it before the errors are gone.
    app::MergeDialog dialog(window.document(), window.window.mergeQueue(), &window.window);
    dialog.show();
    album.add(dialog, "merge-errors");
    dialog.close();
    window.typeExpression(QStringLiteral("range(0,40)"));
    album.add(window.window, "mistake");
}

// A list, a menu, a tooltip, a message and the boxes of Qt.
void pictureControls(const Album& album)
{
    TestWindow window;
    showGoliath(window);
    auto* recipes = window.find<QComboBox>("recipeCombo");
    recipes->showPopup();
    album.add(*recipes->view()->window(), "combo-list");
    recipes->hidePopup();
    window.click("recipeExplain");
    album.add(*window.find<QWidget>("recipeExplanation"), "explanation");
    window.find<QWidget>("recipeExplanation")->close();
    auto* loss = window.find<QAbstractButton>("summaryLoss");
    QToolTip::showText(loss->mapToGlobal(QPoint()), loss->toolTip(), loss);
    for (QWidget* tip : QApplication::topLevelWidgets())
        if (tip->inherits("QTipLabel"))
            album.addNow(*tip, "tooltip");
    QToolTip::hideText();
    window.window.findChild<widgets::MessageBar*>()->showMessage(
        widgets::MessageBar::Kind::Error,
        QStringLiteral("lost.loom was not saved: no space left on the disk."),
        {{QStringLiteral("Save as…"), [] {}}});
    album.add(window.window, "message");
    tests::withNextDialog([&](QDialog& dialog) {
        album.add(dialog, "unsaved");
        dialog.reject();
    });
    window.trigger("file.new");
    tests::withNextDialog([&](QDialog& dialog) {
        album.add(dialog, "file-dialog");
        dialog.reject();
    });
    window.trigger("file.open");
}

void pictureJobs(const Album& album)
{
    TestWindow window;
    window.open({tests::loomling80()});
    window.typeExpression(QStringLiteral("A[0:80]*20"));
    const QString folder = tests::scratchFolder(QStringLiteral("merge"));
    const auto plan = core::planMerge(window.document().stack(), window.document().settings());
    for (const char* name : {"first", "second"})
        window.window.mergeQueue().add(
            {.title = QLatin1String(name),
             .plan = std::make_shared<core::MergePlan>(*plan),
             .settings = {},
             .destination = (folder + QLatin1Char('/') + QLatin1String(name)).toStdString()});
    window.trigger("view.jobs");
    album.add(window.window, "job");
    window.window.mergeQueue().cancelAll();
    QTest::qWait(1000);
    album.add(window.window, "job-cancelled");
    window.typeExpression(QStringLiteral("A[0:4]"));
    const auto small = core::planMerge(window.document().stack(), window.document().settings());
    window.window.mergeQueue().add({.title = QStringLiteral("four"),
                                    .plan = std::make_shared<core::MergePlan>(*small),
                                    .settings = {},
                                    .destination = (folder + QStringLiteral("/four")).toStdString()});
    (void)QTest::qWaitFor([&] { return !window.window.mergeQueue().isBusy(); }, 60000);
    album.add(window.window, "job-done");
    window.trigger("view.history");
    window.trigger("edit.undo");
    album.add(window.window, "history");
}

void pictureRecovery(const Album& album)
{
    const std::filesystem::path folder = tests::scratchFolder(QStringLiteral("recovery")).toStdString();
    for (const char* expression : {"A[0:24] A[8:32]", "interlock(A[0:24], A[8:32], 8) B[3:9]"}) {
        TestWindow window(folder);
        window.open({tests::loomling32(), tests::loomling80()});
        window.typeExpression(QLatin1String(expression));
        window.window.keepUnsaved();
    }
    tests::writeText(folder / "3.loom", "{");
    TestWindow window;
    app::RecoveryDialog dialog(core::abandonedRecoveries(folder), &window.window);
    dialog.show();
    album.add(dialog, "recovery");
}

void chooseMetric(TestWindow& window, int index)
{
    auto* combo = window.find<QComboBox>("distanceMetric");
    combo->setCurrentIndex(index);
    Q_EMIT combo->activated(index);
}

void pictureMeasured(const Album& album, const QString& model)
{
    constexpr int kPatience = 900000;
    TestWindow window;
    window.open({model});
    const int layers = static_cast<int>(window.document().stack().setup.sources[0].layers);
    window.typeExpression(QStringLiteral("A[0:%1] A[%2:%3]").arg(layers * 3 / 4).arg(layers / 4).arg(layers));
    const auto state = [&] {
        return window.window.analysis().models().find(window.document().stack().setup.sources[0])->state;
    };
    using State = app::ModelSensitivity::State;
    (void)QTest::qWaitFor([&] { return state() != State::LookingUp; }, kPatience);
    chooseMetric(window, 1);
    album.add(window.window, "not-measured");
    window.click("summaryLoss");
    QTest::qWait(4000);
    album.add(window.window, "measuring");
    if (state() == State::Measuring) {
        window.trigger("view.try");
        window.click("tryStart");
        (void)QTest::qWaitFor([&] { return state() == State::Paused; }, kPatience);
        album.add(window.window, "measuring-waits");
        window.trigger("view.problems");
    }
    (void)QTest::qWaitFor([&] { return state() == State::Measured; }, kPatience);
    album.add(window.window, "predicted");
    window.drag(window.block(0, 2), window.block(0, 4));
    window.press(window.block(0, 3));
    window.move(window.block(widgets::kOutputTrack, 10));
    window.move(window.block(widgets::kOutputTrack, 12));
    album.add(window.window, "predicted-drag");
    QTest::keyClick(&window.canvas(), Qt::Key_Escape);
    window.release({5, 5});
    window.canvas().setFocus();
    window.canvas().selectTransition(layers * 3 / 4 - 1, layers / 4);
    window.canvas().showSeamCard();
    album.add(window.window, "measured-seam-card");
    window.key(Qt::Key_Escape);
    window.click("summaryLoss");
    app::StackLoss& loss = window.window.analysis().loss();
    (void)QTest::qWaitFor([&] { return !loss.isEvaluating(); }, kPatience);
    album.add(window.window, "measured");
    chooseMetric(window, 2);
    album.add(window.window, "not-compared");
    window.click("measureButton");
    (void)QTest::qWaitFor([&] { return !window.window.analysis().weights().isMeasuring(); }, kPatience);
    album.add(window.window, "compared");
}

void pictureTry(const Album& album, const QString& model)
{
    TestWindow window;
    window.trigger("view.try");
    album.add(window.window, "try-nothing");
    window.open({model});
    album.add(window.window, "try-no-layers");
    const auto layers = static_cast<int>(window.document().stack().setup.sources[0].layers);
    window.typeExpression(QStringLiteral("A[0:%1] A[%2:%3]").arg(layers * 3 / 4).arg(layers / 3).arg(layers));
    album.add(window.window, "try-before");
    auto* start = window.find<QPushButton>("tryStart");
    start->click();
    QTest::qWait(1500);
    album.add(window.window, "try-running");
    while (start->text() == QStringLiteral("Stop"))
        QTest::qWait(100);
    album.add(window.window, "try-done");
    window.typeExpression(QStringLiteral("A[0:%1]").arg(layers));
    album.add(window.window, "try-earlier");
    window.window.resize(1024, 640);
    album.add(window.window, "try-small");
}

// Of a model that was measured before, and of one that was not.
void pictureSuggest(const Album& album, const QString& model)
{
    constexpr int kPatience = 600000;
    for (const QString& path : {model, tests::largeRunnable()}) {
        TestWindow window;
        window.open({path});
        window.trigger("recipe.suggest");
        auto* dialog = window.find<QDialog>("suggestDialog");
        auto* start = window.find<QPushButton>("suggestStart");
        (void)QTest::qWaitFor([start] { return start->isEnabled(); }, kPatience);
        const bool isMeasured = start->text() == QStringLiteral("Suggest");
        album.add(*dialog, isMeasured ? "suggest-before" : "suggest-not-measured");
        start->click();
        const auto* state = window.find<QLabel>("suggestState");
        const QString busy =
            isMeasured ? QStringLiteral("Evaluating the best: 1") : QStringLiteral("Measuring");
        (void)QTest::qWaitFor([&] { return state->text().startsWith(busy); }, kPatience);
        QTest::qWait(isMeasured ? 0 : 4000);
        album.add(*dialog, isMeasured ? "suggest-running" : "suggest-measuring");
        if (!isMeasured)
            continue;
        (void)QTest::qWaitFor([start] { return start->text() == QStringLiteral("Suggest"); }, kPatience);
        album.add(*dialog, "suggest-done");
        album.add(window.window, "suggest-window");
    }
}

} // namespace

int main(int argc, char** argv)
{
    tests::prepareSettings();
    QApplication application(argc, argv);
    if (const int points = qEnvironmentVariableIntValue("LAYERLOOM_POINTS"); points > 0)
        QApplication::setFont(QFont(QStringLiteral("DejaVu Sans"), points));
    tests::prepareApplication(application);
    const QStringList arguments = QApplication::arguments();
    const QDir folder(arguments.value(1, QStringLiteral(".")));
    folder.mkpath(QStringLiteral("."));
    if (arguments.value(2) == QStringLiteral("dark"))
        widgets::applyTheme(application, widgets::ThemeChoice::Dark);
    const Album album(folder);
    const auto make = [&](const std::function<void()>& picture) {
        tests::forgetSettings();
        picture();
    };
    if (arguments.size() <= 3)
        for (const auto& picture :
             {pictureInterlock, pictureStart, picturePinned, pictureGoliath, pictureDialogs, pictureErrors,
              pictureControls, pictureJobs, pictureRecovery})
            make([&] { picture(album); });
    const QString model = arguments.size() > 3 ? arguments.at(3) : tests::loomling8();
    for (const auto& picture : {pictureMeasured, pictureTry, pictureSuggest})
        make([&] { picture(album, model); });
    return 0;
}
