#include "app/measuring/distance_tables.h"
#include "app/measuring/loss_text.h"
#include "app/window/lists/engine_jobs.h"
#include "app/window/lists/history_view.h"
#include "core/engine/load_engine.h"
#include "core/run/evaluate.h"
#include "core/run/run_text.h"
#include "tests/app/measuring_window.h"
#include "tests/app/watch_timer.h"
#include "widgets/controls/distance_map.h"
#include "widgets/controls/distance_panel.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/task_offer.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace layerloom;
using app::ModelSensitivity;
using tests::kCancelBound;
using tests::kPatience;
using tests::lossOf;
using tests::MeasuringWindow;

namespace {

/// What core says of a stack that is run.
core::Evaluation evaluated(const core::Stack& stack)
{
    const core::LoadedEngine loaded = core::loadEngine("cpu").value();
    const core::RunDevice place = core::runDevice(loaded.engine, loaded.device);
    const auto& base = stack.setup.sources[core::partSource(stack, core::Part::Config).value].model;
    const auto tokenizer = core::openTokenizer(base->checkpoint->folder()).value();
    const auto text = core::readRunText(tokenizer, {}, core::kEvaluationTokens).value();
    core::StackRunner runner(place.engine, core::computeTypeFor(*base, place.id), place.budget);
    core::StackEvaluator evaluator(runner, core::prepareRun(base).value(), text.tokens, text.window);
    core::JobContext job;
    return evaluator.evaluate(core::prepareRun(stack).value(), job);
}

} // namespace

class WindowMeasureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void beforeMeasuringItSaysWhatAClickGives();
    void aClickMeasuresAndPredicts();
    void whatWasMeasuredIsThereAtOpening();
    void thePredictionFollowsADrag();
    void theSeamSaysHowManyOrdinaryLayersItEquals();
    void layersShowWhatTheyAreWorth();
    void activationsAreOneMetricEverywhere();
    void aMeasuredLossReplacesThePrediction();
    void whatWasMeasuredStays();
    void historyAndRecentFilesSayWhatWasMeasured();
    void measurementsAreJobs();
    void lossesAreToldAsPerplexitiesToo();
    void everyChangeIsRunWhereThatIsWished();
    void aModelThatCannotBeRunSaysWhy();
    void measuringIsStoppedAndTheWindowAnswers();
    void weightsFillTheMapAndTheWindowAnswers();
    void comparingIsStopped();
    void whatWasComparedIsThereAtOpening();
    void twoModelsAreMeasuredTogether();
    void closingStopsMeasuring();
};

void WindowMeasureTest::beforeMeasuringItSaysWhatAClickGives()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.lookUp();
    QVERIFY(window.loss()->isVisible());
    QCOMPARE(window.loss()->text(), QStringLiteral("Measure"));
    QCOMPARE(window.loss()->note(), QStringLiteral("a few seconds"));
    QVERIFY(window.loss()->toolTip().contains(QStringLiteral("predicts the loss of every stack")));
    window.chooseMetric(1);
    QVERIFY(window.find<widgets::DistanceMap>("distanceMap")->isHidden());
    QVERIFY(window.offer().contains(QStringLiteral("a few seconds")));
    QCOMPARE(window.find<QPushButton>("measureButton")->text(), QStringLiteral("Measure"));
    window.canvas().setFocus();
    window.key(Qt::Key_Home);
    window.canvas().selectTransition(5, 3);
    window.canvas().showSeamCard();
    QVERIFY2(window.canvas().seamCardText().contains(QStringLiteral("Measure loomling-8: a few seconds")),
             qPrintable(window.canvas().seamCardText()));
}

void WindowMeasureTest::aClickMeasuresAndPredicts()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.lookUp();
    QStringList said;
    connect(&window.analysis().models(), &app::ModelSensitivities::progressed, &window.window,
            [&] { said.append(window.loss()->text()); });
    const tests::WatchTimer watch;
    window.click("summaryLoss");
    QTRY_VERIFY_WITH_TIMEOUT(window.model()->state == ModelSensitivity::State::Measured, kPatience);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    QVERIFY(said.contains(QStringLiteral("100 %")) || said.filter(QStringLiteral("%")).size() > 1);
    const core::LossRange expected = window.expected(window.document().stack());
    QCOMPARE(window.loss()->text(), lossOf(expected.deltaLoss));
    QVERIFY(window.loss()->accessibleName().contains(QStringLiteral("predicted Δloss")));
    QVERIFY(!window.loss()->isPreview());
}

void WindowMeasureTest::whatWasMeasuredIsThereAtOpening()
{
    MeasuringWindow first({tests::loomling8()}, QStringLiteral("A[0:8]"));
    first.measure();
    const auto known = first.model()->facts.sensitivity;
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.lookUp();
    QCOMPARE(window.model()->state, ModelSensitivity::State::Measured);
    QVERIFY(*window.model()->facts.sensitivity == *known);
    QVERIFY(!window.window.engineQueue().isBusy());
    QVERIFY(window.loss()->accessibleName().contains(QStringLiteral("predicted Δloss")));
}

void WindowMeasureTest::thePredictionFollowsADrag()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.measure();
    const QString before = window.loss()->text();
    window.drag(window.block(0, 0), window.block(0, 1));
    window.press(window.block(0, 0));
    window.move(window.block(widgets::kOutputTrack, 4));
    window.move(window.block(widgets::kOutputTrack, 8));
    QVERIFY(window.canvas().isDragging() && window.loss()->isPreview());
    QVERIFY(window.loss()->text() != before);
    const QString preview = window.loss()->text();
    window.release(window.block(widgets::kOutputTrack, 8));
    QCOMPARE(window.loss()->text(), preview);
    QVERIFY(!window.loss()->isPreview());
    QCOMPARE(preview, lossOf(window.expected(window.document().stack()).deltaLoss));
    window.trigger("edit.undo");
    QCOMPARE(window.loss()->text(), before);
}

void WindowMeasureTest::theSeamSaysHowManyOrdinaryLayersItEquals()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:4] A[6:8]"));
    window.measure();
    const core::Prediction expected = window.predicted(window.document().stack());
    QCOMPARE(expected.seams.size(), std::size_t {2});
    const auto layers = [&](std::size_t seam) {
        return QString::number(std::abs(expected.seams[seam].ordinaryLayers), 'f', 1);
    };
    window.canvas().setFocus();
    window.canvas().selectTransition(5, 3);
    window.canvas().showSeamCard();
    QVERIFY2(
        window.canvas().seamCardText().contains(layers(0) + QStringLiteral(" ordinary layers, run again")),
        qPrintable(window.canvas().seamCardText()));
    window.key(Qt::Key_Escape);
    window.canvas().selectTransition(3, 6);
    window.canvas().showSeamCard();
    QVERIFY2(window.canvas().seamCardText().contains(layers(1) + QStringLiteral(" ordinary layers, skipped")),
             qPrintable(window.canvas().seamCardText()));
    QVERIFY(!window.canvas().seamCardText().contains(QStringLiteral("Measure")));
}

void WindowMeasureTest::layersShowWhatTheyAreWorth()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:8]"));
    window.measure();
    const QRect lane = window.canvas().sensitivityRect(0);
    QVERIFY(!lane.isEmpty() && lane.bottom() < window.canvas().blockRect(0, 0).top());
    window.trigger("view.sensitivity");
    QVERIFY(window.canvas().sensitivityRect(0).isEmpty());
    window.trigger("view.sensitivity");
    QCOMPARE(window.canvas().sensitivityRect(0), lane);
}

void WindowMeasureTest::activationsAreOneMetricEverywhere()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.measure();
    window.chooseMetric(1);
    auto* map = window.find<widgets::DistanceMap>("distanceMap");
    QTRY_VERIFY_WITH_TIMEOUT(map->isVisible(), kPatience);
    QVERIFY(window.find<widgets::TaskOffer>("taskOffer")->isHidden());
    const core::Prediction expected = window.predicted(window.document().stack());
    QCOMPARE(map->describe(5, 3), QStringLiteral("i=5, j=3: %1").arg(expected.seams.at(0).delta, 0, 'g', 4));
    QCOMPARE(map->describe(2, 3), QStringLiteral("i=2, j=3: 0"));
    QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect(5, 3).center());
    QCOMPARE(window.canvas().selection().seam, std::optional<int>(6));
    QCOMPARE(window.find<QComboBox>("distanceMetric")->currentText(), QStringLiteral("Activations"));
}

void WindowMeasureTest::aMeasuredLossReplacesThePrediction()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.measure();
    QStringList labels;
    connect(&window.analysis().loss(), &app::StackLoss::changed, &window.window,
            [&] { labels.append(window.loss()->accessibleName()); });
    const tests::WatchTimer watch;
    window.click("summaryLoss");
    QVERIFY(window.analysis().loss().isEvaluating());
    QTRY_VERIFY_WITH_TIMEOUT(
        window.analysis().loss().evaluation() && !window.analysis().loss().isEvaluating(), kPatience);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    const core::Evaluation expected = evaluated(window.document().stack());
    const core::Evaluation found = *window.analysis().loss().evaluation();
    QVERIFY(std::abs(found.delta - expected.delta) < 1e-6 && found.tokens == expected.tokens);
    QCOMPARE(window.loss()->text(), lossOf(expected.delta));
    QCOMPARE(window.loss()->note(), QStringLiteral("± %1").arg(expected.deltaError.value(), 0, 'f', 2));
    // The sample's perplexity is beyond a million.
    QVERIFY2(window.loss()->accessibleName().contains(QStringLiteral("measured on 1,024 tokens")),
             qPrintable(window.loss()->accessibleName()));
    const QString tip = QStringLiteral("Measured on 1,024 tokens, from the base to the stack: loss %1 → %2.")
                            .arg(expected.baseLoss, 0, 'f', 2)
                            .arg(expected.loss, 0, 'f', 2);
    QVERIFY2(window.loss()->toolTip().contains(tip), qPrintable(window.loss()->toolTip()));
    QVERIFY(!labels.filter(QStringLiteral("measuring")).isEmpty());
    QVERIFY2(!labels.filter(QStringLiteral("measured on 64 tokens")).isEmpty(),
             qPrintable(labels.join(QLatin1Char('\n'))));
}

void WindowMeasureTest::whatWasMeasuredStays()
{
    const QString expression = QStringLiteral("A[0:7] A[5:8]");
    core::Evaluation found;
    {
        MeasuringWindow window({tests::loomling8()}, expression);
        window.measure();
        window.click("summaryLoss");
        app::StackLoss& loss = window.analysis().loss();
        QTRY_VERIFY_WITH_TIMEOUT(loss.evaluation() && !loss.isEvaluating(), kPatience);
        found = *loss.evaluation();
        window.typeExpression(QStringLiteral("A[0:7] A[2:8]"));
        QVERIFY(!loss.evaluation());
        QVERIFY(window.loss()->accessibleName().contains(QStringLiteral("predicted")));
        window.trigger("edit.undo");
        QVERIFY(loss.evaluation() == found && !loss.isEvaluating());
        QCOMPARE(window.loss()->text(), lossOf(found.delta));
        const auto& models = window.analysis().models();
        QTRY_COMPARE_WITH_TIMEOUT(
            core::findEvaluatedStacks(window.cache, window.model()->key).back().evaluation,
            std::optional(found), kPatience);
        QVERIFY(models.measured(window.document().stack()) == found);
    }
    MeasuringWindow again({tests::loomling8()}, expression);
    again.lookUp();
    QVERIFY(again.analysis().loss().evaluation() == found);
    QCOMPARE(again.loss()->text(), lossOf(found.delta));
    QVERIFY(again.loss()->accessibleName().contains(QStringLiteral("measured on 1,024 tokens")));
}

void WindowMeasureTest::lossesAreToldAsPerplexitiesToo()
{
    QCOMPARE(app::lossAndPerplexityText({.loss = 3.41, .baseLoss = 3.01}),
             QStringLiteral("loss 3.01 → 3.41, perplexity 20 → 30"));
    QCOMPARE(app::lossAndPerplexityText({.loss = 2.4, .baseLoss = 2}),
             QStringLiteral("loss 2.00 → 2.40, perplexity 7.4 → 11"));
    QCOMPARE(app::lossAndPerplexityText({.loss = 21, .baseLoss = 3}), QStringLiteral("loss 3.00 → 21.00"));
}

void WindowMeasureTest::everyChangeIsRunWhereThatIsWished()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:6] A[3:8]"));
    window.measure();
    app::StackLoss& loss = window.analysis().loss();
    window.window.actions().action("measure.follow")->setChecked(true);
    QTRY_VERIFY_WITH_TIMEOUT(loss.evaluation() && !loss.isEvaluating(), kPatience);
    window.typeExpression(QStringLiteral("A[0:6] A[4:8]"));
    QVERIFY(!loss.evaluation() && loss.isEvaluating());
    QVERIFY(window.loss()->accessibleName().contains(QStringLiteral("predicted Δloss")));
    QTRY_VERIFY_WITH_TIMEOUT(loss.evaluation() && !loss.isEvaluating(), kPatience);
    QVERIFY(std::abs(loss.evaluation()->delta - evaluated(window.document().stack()).delta) < 1e-6);
    window.window.actions().action("measure.follow")->setChecked(false);
    window.typeExpression(QStringLiteral("A[0:8]"));
    QTest::qWait(400);
    QVERIFY(!loss.isEvaluating() && !loss.evaluation());
}

void WindowMeasureTest::aModelThatCannotBeRunSaysWhy()
{
    MeasuringWindow window({tests::unrunnable()}, QStringLiteral("A[0:4]"));
    window.lookUp();
    QCOMPARE(window.model()->state, ModelSensitivity::State::Impossible);
    QVERIFY(!window.model()->sentence.isEmpty());
    QVERIFY(window.loss()->accessibleName().contains(QStringLiteral("cannot be run")));
    QCOMPARE(window.loss()->toolTip(), window.model()->sentence);
    window.chooseMetric(1);
    QCOMPARE(window.offer(), window.model()->sentence);
    QVERIFY(window.find<QPushButton>("measureButton")->isHidden());
    window.click("summaryLoss");
    QVERIFY(window.find<widgets::MessageBar>("messageBar")->isVisible());
}

void WindowMeasureTest::historyAndRecentFilesSayWhatWasMeasured()
{
    MeasuringWindow window({tests::loomling8()}, QStringLiteral("A[0:7] A[4:8]"));
    window.measure();
    window.click("summaryLoss");
    const app::StackLoss& loss = window.analysis().loss();
    QTRY_VERIFY_WITH_TIMEOUT(loss.evaluation() && !loss.isEvaluating(), kPatience);
    const QString measured = QStringLiteral("Δloss ") + app::lossText(loss.evaluation()->delta);
    auto* history = window.find<app::HistoryView>("historyView");
    const int step = window.document().undoStack().index();
    QTRY_COMPARE_WITH_TIMEOUT(history->lossAt(step), measured, kPatience);
    window.typeExpression(QStringLiteral("A[0:2]"));
    QCOMPARE(history->lossAt(step), measured);
    QCOMPARE(history->lossAt(step + 1), QString());
    window.trigger("edit.undo");
    const QString path = tests::scratchFolder(QStringLiteral("measured")) + QStringLiteral("/a.loom");
    tests::answerFileDialog(path);
    window.trigger("file.saveAs");
    const auto recent = window.window.workspace().recentFiles().list();
    QCOMPARE(recent.front().path, path);
    QCOMPARE(recent.front().loss, measured);
}

void WindowMeasureTest::measurementsAreJobs()
{
    MeasuringWindow window({tests::largeRunnable()}, QStringLiteral("A[0:30]"));
    window.lookUp();
    auto* jobs = window.find<app::EngineJobs>("engineJobs");
    QVERIFY(jobs->isEmpty());
    window.trigger("view.jobs");
    window.chooseMetric(1);
    window.click("measureButton");
    QTRY_VERIFY_WITH_TIMEOUT(!jobs->isEmpty(), kPatience);
    QVERIFY(window.find<QLabel>("engineJobState")->text().endsWith(QLatin1Char('%')));
    auto* stop = window.find<QToolButton>("engineJobStop");
    QCOMPARE(stop->accessibleName(), QStringLiteral("Stop Measuring large-runnable"));
    stop->click();
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::NotMeasured, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(jobs->isEmpty(), kPatience);
}

void WindowMeasureTest::measuringIsStoppedAndTheWindowAnswers()
{
    MeasuringWindow window({tests::largeRunnable()}, QStringLiteral("A[0:30]"));
    window.lookUp();
    QCOMPARE(window.model()->state, ModelSensitivity::State::NotMeasured);
    window.chooseMetric(1);
    const tests::WatchTimer watch;
    window.click("measureButton");
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measuring, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(watch.ticks() > 50, kPatience);
    QCOMPARE(window.find<QPushButton>("measureButton")->text(), QStringLiteral("Stop"));
    QElapsedTimer clock;
    clock.start();
    window.click("measureButton");
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::NotMeasured, kPatience);
    QVERIFY2(clock.elapsed() <= kCancelBound, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(window.model()->sentence.isEmpty() && !window.model()->facts.sensitivity);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
}

void WindowMeasureTest::weightsFillTheMapAndTheWindowAnswers()
{
    MeasuringWindow window({tests::loomling32(), tests::loomling32Tuned()},
                           QStringLiteral("A[0:16] B[16:32]"));
    window.chooseMetric(2);
    QVERIFY(window.offer().contains(
        QStringLiteral("Comparing the weights of loomling-32 and loomling-32-tuned")));
    auto* map = window.find<widgets::DistanceMap>("distanceMap");
    int partial = 0;
    connect(&window.analysis().weights(), &app::WeightMaps::changed, &window.window, [&] {
        const auto& sources = window.document().stack().setup.sources;
        const app::WeightMap known = window.analysis().weights().find(sources[0], sources[1]);
        if (known.state == app::WeightMap::State::Measuring && known.distances) {
            QVERIFY(map->isVisibleTo(&window.window));
            ++partial;
        }
    });
    const tests::WatchTimer watch;
    window.click("measureButton");
    QTRY_VERIFY_WITH_TIMEOUT(!window.analysis().weights().isMeasuring(), kPatience);
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    QVERIFY(partial > 0);
    const auto& sources = window.document().stack().setup.sources;
    core::JobContext job;
    const auto expected = core::measureDistances(*sources[0].model, *sources[1].model, job);
    QCOMPARE(map->describe(3, 3), QStringLiteral("i=3, j=3: %1").arg(expected->all.at(3, 3), 0, 'g', 4));
    QVERIFY(window.find<QLabel>("distanceRemark")
                ->text()
                .endsWith(QStringLiteral("Distances describe weights, not output quality.")));
    // The kinds of tensors can be chosen now, and the other direction is known as well.
    QVERIFY(window.find<QComboBox>("distanceMetric")->count() > 3);
    const app::WeightMap map01 = window.analysis().weights().find(sources[0], sources[1]);
    const app::WeightMap map10 = window.analysis().weights().find(sources[1], sources[0]);
    QCOMPARE(app::weightTable(map01, {}).at(3, 5), expected->all.at(3, 5));
    QCOMPARE(app::weightTable(map10, {}).at(5, 3), expected->all.at(3, 5));
    QCOMPARE(map10.distances.get(), map01.distances.get()); // shared, not copied
}

void WindowMeasureTest::comparingIsStopped()
{
    MeasuringWindow window({tests::largeRunnable()}, QStringLiteral("A[0:30]"));
    window.chooseMetric(2);
    window.click("measureButton");
    QTRY_VERIFY_WITH_TIMEOUT(window.analysis().weights().isMeasuring(), kPatience);
    QElapsedTimer clock;
    clock.start();
    window.click("measureButton");
    QTRY_VERIFY_WITH_TIMEOUT(!window.analysis().weights().isMeasuring(), kPatience);
    QVERIFY2(clock.elapsed() <= kCancelBound, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(window.find<QPushButton>("measureButton")->text(), QStringLiteral("Compare"));
}

void WindowMeasureTest::whatWasComparedIsThereAtOpening()
{
    const std::filesystem::path folder = tests::scratchFolder(QStringLiteral("compared")).toStdString();
    const auto model = [&](const char* name, std::uint64_t seed) {
        return QString::fromStdString(
            tests::writeTinyCheckpoint(folder / name, {.hidden = 64, .intermediate = 64, .seed = seed})
                .string());
    };
    const QStringList models {model("one", 1), model("two", 2)};
    const auto mapOf = [](MeasuringWindow& window, std::size_t first, std::size_t second) {
        const auto& sources = window.document().stack().setup.sources;
        return window.analysis().weights().find(sources[first], sources[second]);
    };
    core::WeightDistances known;
    {
        MeasuringWindow window(models, QStringLiteral("A[0:4] B[0:4]"));
        window.chooseMetric(2);
        window.click("measureButton");
        QTRY_COMPARE_WITH_TIMEOUT(mapOf(window, 0, 1).state, app::WeightMap::State::Measured, kPatience);
        known = *mapOf(window, 0, 1).distances;
    }
    // Another number where no sample is taken, at the same time: whoever reads all of them tells other distances.
    const std::filesystem::path file = folder / "two" / "model.safetensors";
    const auto time = std::filesystem::last_write_time(file);
    tests::breakTensor(file, "model.layers.1.mlp.up_proj.weight");
    std::filesystem::last_write_time(file, time);
    {
        MeasuringWindow window(models, QStringLiteral("A[0:4] B[0:4]"));
        QTRY_COMPARE_WITH_TIMEOUT(mapOf(window, 0, 1).state, app::WeightMap::State::Measured, kPatience);
        QVERIFY(!window.analysis().weights().isMeasuring());
        QVERIFY(mapOf(window, 0, 1).distances->all == known.all);
        QCOMPARE(mapOf(window, 0, 1).distances->kinds.size(), known.kinds.size());
        QCOMPARE(app::weightTable(mapOf(window, 1, 0), {}).at(2, 1), known.all.at(1, 2));
        QCOMPARE(mapOf(window, 0, 0).state, app::WeightMap::State::NotMeasured);
        const auto& sources = window.document().stack().setup.sources;
        core::JobContext job;
        QVERIFY(!(core::measureDistances(*sources[0].model, *sources[1].model, job)->all == known.all));
        window.chooseMetric(2);
        QVERIFY2(window.offer().isEmpty(), qPrintable(window.offer()));
        QVERIFY(window.find<QPushButton>("measureButton")->isHidden());
        QCOMPARE(window.find<widgets::DistanceMap>("distanceMap")->describe(3, 2),
                 QStringLiteral("i=3, j=2: %1").arg(known.all.at(3, 2), 0, 'g', 4));
        window.analysis().weights().measure(sources[0], sources[0]);
        QTRY_COMPARE_WITH_TIMEOUT(mapOf(window, 0, 0).state, app::WeightMap::State::Measured, kPatience);
    }
    std::filesystem::last_write_time(file, time + std::chrono::seconds(1));
    // Pairs are looked up in the order of the models, so the last one tells when all of them were.
    MeasuringWindow changed({models[1], models[0]}, QStringLiteral("A[0:4] B[0:4]"));
    QTRY_COMPARE_WITH_TIMEOUT(mapOf(changed, 1, 1).state, app::WeightMap::State::Measured, kPatience);
    QCOMPARE(mapOf(changed, 0, 1).state, app::WeightMap::State::NotMeasured);
    changed.chooseMetric(2);
    QVERIFY(changed.offer().contains(QStringLiteral("Comparing the weights of two and one")));
}

void WindowMeasureTest::twoModelsAreMeasuredTogether()
{
    MeasuringWindow window({tests::loomling8(), tests::otherLoomling8()}, QStringLiteral("A[0:4] B[4:8]"));
    window.lookUp();
    QTRY_VERIFY_WITH_TIMEOUT(window.model(1)->state != ModelSensitivity::State::LookingUp, kPatience);
    window.trigger("measure.models");
    QTRY_VERIFY_WITH_TIMEOUT(window.analysis().loss().prediction() != nullptr, kPatience);
    const core::Prediction expected = window.predicted(window.document().stack());
    QCOMPARE(window.loss()->text(), lossOf(expected.deltaLoss));
    QVERIFY(expected.isLessTried && window.loss()->toolTip().contains(QStringLiteral("less tested")));
    window.chooseMetric(1);
    auto* map = window.find<widgets::DistanceMap>("distanceMap");
    QCOMPARE(map->describe(3, 4), QStringLiteral("i=3, j=4: %1").arg(expected.seams.at(0).delta, 0, 'g', 4));
    window.typeExpression(QStringLiteral("B[0:4] A[4:8]"));
    QVERIFY(window.analysis().loss().prediction() != nullptr);
}

void WindowMeasureTest::closingStopsMeasuring()
{
    QElapsedTimer clock;
    {
        MeasuringWindow window({tests::largeRunnable()}, QStringLiteral("A[0:30]"));
        window.lookUp();
        window.click("summaryLoss");
        QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measuring, kPatience);
        QTest::qWait(500);
        clock.start();
    }
    QVERIFY2(clock.elapsed() <= kCancelBound, qPrintable(QString::number(clock.elapsed())));
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowMeasureTest>(argc, argv);
}
#include "window_measure_test.moc"
