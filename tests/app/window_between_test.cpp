#include "core/checkpoint/open_checkpoint.h"
#include "core/engine/load_engine.h"
#include "core/notation/format_expression.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "tests/app/measuring_window.h"
#include "tests/app/watch_timer.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace layerloom;
using app::ModelSensitivity;
using tests::kPatience;
using tests::lossOf;
using tests::MeasuringWindow;

namespace {

/// What core measures of a model by itself.
core::Sensitivity measuredAlone(const ModelSensitivity& model)
{
    const core::LoadedEngine loaded = core::loadEngine("cpu").value();
    core::JobContext job;
    return core::measureSensitivity({model.model, model.text, core::runDevice(loaded.engine, loaded.device)},
                                    job)
        .value();
}

namespace fs = std::filesystem;

/// A model in another folder, its files with the same times.
void copyModel(const fs::path& from, const fs::path& to)
{
    fs::copy(from, to, fs::copy_options::recursive);
    for (const fs::directory_entry& file : fs::directory_iterator(from))
        fs::last_write_time(to / file.path().filename(), file.last_write_time());
}

/// Turns the signs of what a layer adds; its file keeps its time.
void turnLayer(const fs::path& model)
{
    const auto checkpoint = core::openCheckpoint(model).value();
    const core::TensorInfo& tensor = *checkpoint->find("model.layers.3.mlp.down_proj.weight");
    const fs::path& file = checkpoint->shards()[tensor.shard].path;
    const auto time = fs::last_write_time(file);
    std::string bytes = tests::readText(file);
    for (std::uint64_t at = tensor.offset + 1; at < tensor.offset + tensor.bytes; at += 2)
        bytes[at] = static_cast<char>(bytes[at] ^ '\x80');
    tests::writeText(file, bytes);
    fs::last_write_time(file, time);
}

} // namespace

/// What a person asks for while a model is measured, what stacks that ran say of others, and whose figures are whose.
class WindowBetweenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { tests::forgetSettings(); }
    void aWindowThatDoesNotAnswerIsNoticed();
    void whatRanBeforeTeachesOnceMeasured();
    void stacksThatRanTeachPredictions();
    void tryingAndRunningGoBetween();
    void aMeasurementThatWaitedIsTheSame();
    void foldersOfOneFingerprintAreModelsOfTheirOwn();
};

void WindowBetweenTest::aWindowThatDoesNotAnswerIsNoticed()
{
    const tests::WatchTimer watch;
    QTRY_VERIFY_WITH_TIMEOUT(watch.ticks() > 5, kPatience);
    QTest::qSleep(static_cast<int>(tests::kLatestTick) + 100);
    QVERIFY(watch.latest() > tests::kLatestTick);
    const int before = watch.ticks();
    QTRY_VERIFY_WITH_TIMEOUT(watch.ticks() > before, kPatience);
    QVERIFY(watch.latest() > tests::kLatestTick);
}

void WindowBetweenTest::whatRanBeforeTeachesOnceMeasured()
{
    MeasuringWindow window({tests::otherLoomling8()}, QStringLiteral("A[4:8]"));
    window.lookUp();
    window.trigger("measure.stack");
    QTRY_VERIFY_WITH_TIMEOUT(
        window.analysis().loss().evaluation() && !window.analysis().loss().isEvaluating(), kPatience);
    QCOMPARE(window.model()->state, ModelSensitivity::State::NotMeasured);
    const core::Evaluation found = *window.analysis().loss().evaluation();
    const core::EvaluatedStack ran {{4, 5, 6, 7}, found.delta, found};
    QTRY_VERIFY_WITH_TIMEOUT(
        core::findEvaluatedStacks(window.cache, window.model()->key) == std::vector {ran}, kPatience);
    window.trigger("measure.models");
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measured, kPatience);
    const core::LossScale scale(*window.model()->facts.sensitivity, std::vector {ran});
    QCOMPARE(scale.stacks(), std::size_t {1});
    QCOMPARE(window.model()->facts.scale.expected(1).deltaLoss, scale.expected(1).deltaLoss);
    QVERIFY(scale.expected(1).deltaLoss != core::LossScale().expected(1).deltaLoss);
    window.typeExpression(QStringLiteral("A[2]*3"));
    const double predicted = window.predicted(window.document().stack()).deltaLoss;
    QCOMPARE(window.loss()->text(), lossOf(scale.expected(predicted).deltaLoss));
}

void WindowBetweenTest::stacksThatRanTeachPredictions()
{
    MeasuringWindow window({tests::otherLoomling8()}, QStringLiteral("A[0:6] A[4:8]"));
    window.measure();
    const core::Sensitivity known = *window.model()->facts.sensitivity;
    const auto stacks = [&] { return core::findEvaluatedStacks(window.cache, known.key); };
    const std::size_t before = stacks().size();
    window.click("summaryLoss");
    QTRY_VERIFY_WITH_TIMEOUT(
        window.analysis().loss().evaluation() && !window.analysis().loss().isEvaluating(), kPatience);
    const core::Evaluation found = *window.analysis().loss().evaluation();
    const core::EvaluatedStack ran {{0, 1, 2, 3, 4, 5, 4, 5, 6, 7}, found.delta, found};
    QTRY_VERIFY_WITH_TIMEOUT(stacks().size() > before && stacks().back() == ran, kPatience);
    // The command line runs another, and it is twice as bad as was predicted.
    core::Stack stack = window.document().stack();
    core::EvaluatedStack worse;
    std::string expression;
    for (std::uint32_t layer = 0; layer < 8; ++layer) {
        stack.blocks = core::Blocks(9, {0, core::LayerIndex::from(layer), {}, false});
        const double doubled = 2 * window.predicted(stack).deltaLoss;
        if (doubled > worse.deltaLoss) {
            worse = {std::vector(9, layer), doubled};
            expression = core::formatExpression(stack.blocks);
        }
    }
    QVERIFY2(worse.deltaLoss > 0.1, qPrintable(QString::number(worse.deltaLoss)));
    core::storeEvaluatedStack(window.cache, known.key, worse);
    const core::LossScale scale(known, stacks());
    MeasuringWindow again({tests::otherLoomling8()}, QString::fromStdString(expression));
    again.lookUp();
    const core::LossRange expected = scale.expected(worse.deltaLoss / 2);
    QVERIFY(lossOf(expected.deltaLoss) != lossOf(worse.deltaLoss / 2));
    QCOMPARE(again.loss()->text(), lossOf(expected.deltaLoss));
    QCOMPARE(again.loss()->note(),
             QStringLiteral("%1–%2").arg(expected.low, 0, 'f', 2).arg(expected.high, 0, 'f', 2));
    QVERIFY2(again.loss()->toolTip().contains(
                 QStringLiteral("Likely %1 to %2").arg(lossOf(expected.low), lossOf(expected.high))),
             qPrintable(again.loss()->toolTip()));
    QVERIFY(again.loss()->toolTip().contains(QStringLiteral("Calibrated by")));
}

void WindowBetweenTest::tryingAndRunningGoBetween()
{
    MeasuringWindow window({tests::largeRunnable()}, QStringLiteral("A[0:30]"));
    window.lookUp();
    window.chooseMetric(1);
    std::vector<std::uint64_t> steps;
    connect(&window.window.engineQueue(), &app::EngineQueue::progressed, &window.window,
            [&](int job, const core::Progress& progress) {
                if (job == window.model()->job)
                    steps.push_back(progress.done);
            });
    window.click("measureButton");
    QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 2, kPatience);
    const tests::WatchTimer watch;
    window.startTrying();
    QCOMPARE(window.model()->state, ModelSensitivity::State::Paused);
    const std::size_t before = steps.size();
    QVERIFY2(window.offer().contains(QStringLiteral("waits")), qPrintable(window.offer()));
    QCOMPARE(window.loss()->note(), QStringLiteral("waits"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isTrying(), kPatience);
    QCOMPARE(window.find<QLabel>("tryState")->text(), QString());
    QVERIFY(!window.find<QLabel>("tryStackFigures")->text().isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measuring, kPatience);
    QVERIFY(!window.offer().contains(QStringLiteral("waits")));
    QTRY_VERIFY_WITH_TIMEOUT(steps.size() > before + 2, kPatience);
    window.trigger("measure.stack");
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Paused, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.analysis().loss().evaluation(), kPatience);
    const std::size_t between = steps.size();
    window.click("summaryLoss"); // that is enough
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measuring, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(steps.size() > between + 2, kPatience);
    QVERIFY(std::ranges::is_sorted(steps)); // nothing was done twice
    QVERIFY2(watch.latest() <= tests::kLatestTick, qPrintable(QString::number(watch.latest())));
    window.click("measureButton");
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::NotMeasured, kPatience);
}

void WindowBetweenTest::aMeasurementThatWaitedIsTheSame()
{
    MeasuringWindow window({tests::loomling16()}, QStringLiteral("A[0:16]"));
    window.lookUp();
    window.click("summaryLoss");
    QTRY_VERIFY_WITH_TIMEOUT(window.model()->meter.share() > 0, kPatience);
    window.startTrying();
    QTRY_COMPARE_WITH_TIMEOUT(window.model()->state, ModelSensitivity::State::Measured, kPatience);
    QVERIFY(!window.isTrying());
    const core::Sensitivity expected = measuredAlone(*window.model());
    const core::Sensitivity& found = *window.model()->facts.sensitivity;
    QCOMPARE(found.drop.size(), std::size_t {16});
    for (std::size_t layer = 0; layer < 16; ++layer)
        QVERIFY(std::abs(found.drop[layer] - expected.drop[layer]) < 1e-9
                && std::abs(found.repeat[layer] - expected.repeat[layer]) < 1e-9);
}

// As in the Nix store, where all files have one time.
void WindowBetweenTest::foldersOfOneFingerprintAreModelsOfTheirOwn()
{
    const fs::path folder = tests::scratchFolder(QStringLiteral("alike")).toStdString();
    copyModel(tests::loomling8().toStdString(), folder / "one");
    copyModel(folder / "one", folder / "two");
    turnLayer(folder / "two");
    const QString two = QString::fromStdString((folder / "two").string());
    MeasuringWindow window({QString::fromStdString((folder / "one").string()), two},
                           QStringLiteral("A[0:4] B[4:8]"));
    const std::vector<core::Source> sources = window.document().stack().setup.sources;
    QCOMPARE(sources.at(0).fingerprint, sources.at(1).fingerprint);
    window.lookUp();
    QTRY_VERIFY_WITH_TIMEOUT(window.model(1) && window.model(1)->state != ModelSensitivity::State::LookingUp,
                             kPatience);
    window.trigger("measure.models");
    QTRY_VERIFY_WITH_TIMEOUT(window.analysis().loss().prediction() != nullptr, kPatience);
    const core::Sensitivity first = *window.model(0)->facts.sensitivity;
    const core::Sensitivity second = *window.model(1)->facts.sensitivity;
    QVERIFY(first.key.fingerprint != second.key.fingerprint && first.drop != second.drop);
    const auto angles = window.analysis().models().between(sources[0], sources[1]);
    QVERIFY2(angles && angles->at(4, 4) > 1e-3, qPrintable(QString::number(angles ? angles->at(4, 4) : -1)));
    app::WeightMaps& weights = window.analysis().weights();
    weights.measure(sources[0], sources[1]);
    QTRY_COMPARE_WITH_TIMEOUT(weights.find(sources[0], sources[1]).state, app::WeightMap::State::Measured,
                              kPatience);
    QVERIFY(weights.find(sources[0], sources[1]).distances->all.at(3, 3) > 0);
    QCOMPARE(weights.find(sources[0], sources[0]).state, app::WeightMap::State::NotMeasured);
    MeasuringWindow again({two}, QStringLiteral("A[0:8]"));
    again.lookUp();
    QCOMPARE(again.model()->state, ModelSensitivity::State::Measured);
    QVERIFY(*again.model()->facts.sensitivity == second);
}

int main(int argc, char** argv)
{
    return tests::runWindowTest<WindowBetweenTest>(argc, argv);
}
#include "window_between_test.moc"
