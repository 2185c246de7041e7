#include "core/checkpoint/weights_fingerprint.h"
#include "core/engine/load_engine.h"
#include "core/notation/layer_expression.h"
#include "core/run/evaluate.h"
#include "core/run/generation_session.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "core/sensitivity/measure_sensitivity.h"
#include "core/sensitivity/sensitivity_work.h"
#include "core/sensitivity/state_distances.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom;
using namespace layerloom::core;

namespace {

bool isNear(double value, double expected)
{
    return std::abs(value - expected) < 1e-6;
}

bool areNear(const std::vector<double>& left, const std::vector<double>& right)
{
    for (std::size_t i = 0; i < left.size(); ++i)
        if (i >= right.size() || !isNear(left[i], right[i]))
            return false;
    return left.size() == right.size();
}

} // namespace

/// What is measured of a small random model, against its stacks run one by one.
class MeasureSensitivityTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::uint64_t kPlenty = 1 << 30;

    tests::TemporaryFolder m_folder;
    RunDevice m_device;
    std::shared_ptr<const Model> m_model;
    JobContext m_job;
    RunText m_text;

    std::shared_ptr<const Model> tiny(const std::string& name, const tests::TinyOptions& options)
    {
        return openModel(tests::writeTinyCheckpoint(m_folder / name, options)).value();
    }

    RunnableStack runnable(const std::string& expression) const
    {
        Stack stack;
        stack.setup.sources.push_back(sourceFor(m_model, m_model->checkpoint->folder().string()));
        stack.blocks = parseExpression(expression, expressionModels(stack)).blocks;
        return prepareRun(stack).value();
    }

    /// The loss of a stack on the text, and that of the model itself.
    Evaluation evaluated(const std::string& expression, const EvaluateOptions& options = {})
    {
        StackRunner runner(m_device.engine, FloatType::F32, m_device.budget);
        StackEvaluator evaluator(runner, prepareRun(m_model).value(), m_text.tokens, m_text.window);
        return evaluator.evaluate(runnable(expression), m_job, options);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_device = {loadEngine("cpu").value().engine, "cpu", {kPlenty, kPlenty}};
        m_model = tiny("model", {});
        for (std::int32_t i = 0; i < 39; ++i)
            m_text.tokens.push_back(i * i * 7 % 32);
        m_text.window = 8;
    }

    void droppedAndRepeatedLayersCostWhatTheirStacksDo()
    {
        const Sensitivity found = measureSensitivity({m_model, m_text, m_device}, m_job).value();
        QCOMPARE(found.layers(), std::size_t {4});
        const std::vector<std::string> without = {"A[1:4]", "A[0] A[2:4]", "A[0:2] A[3]", "A[0:3]"};
        const std::vector<std::string> twice = {"A[0] A[0:4]", "A[0:2] A[1:4]", "A[0:3] A[2:4]",
                                                "A[0:4] A[3]"};
        for (std::size_t layer = 0; layer < 4; ++layer) {
            QVERIFY(isNear(found.drop[layer], evaluated(without[layer]).delta));
            QVERIFY(isNear(found.repeat[layer], evaluated(twice[layer]).delta));
            QVERIFY(std::abs(found.drop[layer]) > 1e-4);
        }
        QVERIFY(isNear(found.baseLoss, evaluated("A[0:4]").loss));
        QCOMPARE(evaluated("A[0:4]").delta, 0.0);
    }

    void rangesCostWhatTheirStacksDoOnAQuarter()
    {
        auto deep = tiny("deep", {.layers = 6, .seed = 4});
        const Sensitivity found = measureSensitivity({deep, m_text, m_device}, m_job).value();
        QCOMPARE(found.ranges.size(), std::size_t {2});
        std::swap(m_model, deep);
        const RunText whole = m_text;
        // The first four tokens of every second window of eight; the last has seven.
        std::vector<std::int32_t> quarter;
        for (std::size_t i = 0; i < whole.tokens.size(); ++i)
            if (i % 16 < 4 && i < 32)
                quarter.push_back(whole.tokens[i]);
        for (std::size_t i = 32; i < 35; ++i)
            quarter.push_back(whole.tokens[i]);
        m_text = {quarter, 4};
        QCOMPARE(found.ranges[0].length, 2U);
        QVERIFY(isNear(found.ranges[0].drop.at(0), evaluated("A[2:6]").delta));
        QVERIFY(isNear(found.ranges[0].drop.at(4), evaluated("A[0:4]").delta));
        QVERIFY(isNear(found.ranges[0].repeat.at(3), evaluated("A[0:5] A[3:6]").delta));
        QCOMPARE(found.ranges[1].length, 4U);
        QVERIFY(isNear(found.ranges[1].drop.at(1), evaluated("A[0] A[5]").delta));
        QVERIFY(isNear(found.ranges[1].repeat.at(0), evaluated("A[0:4] A[0:6]").delta));
        QVERIFY(isNear(found.ranges[1].repeat.at(2), evaluated("A[0:6] A[2:6]").delta));
        QVERIFY(std::abs(found.ranges[1].repeat[2]) > 1e-6);
        m_text = whole;
        std::swap(m_model, deep);
    }

    void anglesAreThoseOfTheStates()
    {
        const Sensitivity found = measureSensitivity({m_model, m_text, m_device}, m_job).value();
        StackRunner runner(m_device.engine, FloatType::F32, m_device.budget);
        Matrix angles(5, 5);
        std::vector<double> influence(4);
        for (const TokenBatch& batch : tokenWindows(m_text.tokens, m_text.window, 1)) {
            std::vector<HiddenStatePointer> states;
            RunOptions options;
            options.seen = [&](std::size_t, const HiddenStatePointer& state) { states.push_back(state); };
            runner.run(runnable("A[0:4]"), batch, m_job, options);
            const HiddenStateComparison compared = runner.runner().compare(states);
            const double part = static_cast<double>(batch.tokens.size()) / 39;
            for (std::size_t i = 0; i < 25; ++i)
                angles.values[i] += part * compared.angles.values[i];
            for (std::size_t layer = 0; layer < 4; ++layer)
                influence[layer] += part * (1 - compared.cosines.at(layer, layer + 1));
        }
        QVERIFY(areNear(found.angular.values, angles.values));
        QVERIFY(areNear(found.blockInfluence, influence));
    }

    void littleMemoryChangesNothing()
    {
        const Sensitivity plenty = measureSensitivity({m_model, m_text, m_device}, m_job).value();
        RunDevice narrow = m_device;
        for (const RunBudget budget : {RunBudget {1, 1}, RunBudget {1, kPlenty}, RunBudget {kPlenty, 1}}) {
            narrow.budget = budget;
            const Sensitivity found = measureSensitivity({m_model, m_text, narrow}, m_job).value();
            QVERIFY(areNear(found.drop, plenty.drop) && areNear(found.repeat, plenty.repeat));
            QVERIFY(areNear(found.angular.values, plenty.angular.values));
            QVERIFY(areNear(found.ranges.at(0).drop, plenty.ranges.at(0).drop));
        }
    }

    void partsAreMeasurementsOfLessText()
    {
        std::vector<Sensitivity> parts;
        Progress last;
        JobContext watched({}, [&](const Progress& progress) {
            QVERIFY(progress.done >= last.done && progress.done <= progress.total);
            last = progress;
        });
        const Sensitivity whole = measureSensitivity({m_model, m_text, m_device,
                                                      [&](const std::shared_ptr<const Sensitivity>& part) {
                                                          parts.push_back(*part);
                                                      }},
                                                     watched)
                                      .value();
        QCOMPARE(last.done, last.total);
        const std::uint64_t windows = (m_text.tokens.size() + m_text.window - 1) / m_text.window;
        QCOMPARE(last.total, sensitivityWork(m_model->table.layers.size(), windows).steps());
        QVERIFY(!parts.empty());
        RunText first = m_text;
        first.tokens.resize(16);
        const Sensitivity alone = measureSensitivity({m_model, first, m_device}, m_job).value();
        QVERIFY(areNear(parts.front().drop, alone.drop));
        QVERIFY(isNear(parts.front().baseLoss, alone.baseLoss));
        QVERIFY(!isNear(parts.front().baseLoss, whole.baseLoss));
    }

    void measuringStopsWhenAsked()
    {
        std::stop_source stop;
        JobContext stopped(stop.get_token(), [&](const Progress&) { stop.request_stop(); });
        const auto cancelled = measureSensitivity({m_model, m_text, m_device}, stopped);
        QVERIFY(!cancelled && cancelled.error().code() == ErrorCode::Cancelled);
    }

    void aMeasurementIsMadeOnce()
    {
        const RecordCache cache(m_folder / "cache");
        const Cached<Sensitivity> made =
            findOrMeasureSensitivity({m_model, m_text, m_device}, cache, m_job).value();
        QVERIFY(!made.wasCached);
        const Cached<Sensitivity> kept =
            findOrMeasureSensitivity({m_model, m_text, m_device}, cache, m_job).value();
        QVERIFY(kept.wasCached && kept.value == made.value);
        RunText other = m_text;
        other.tokens.pop_back();
        QVERIFY(!findOrMeasureSensitivity({m_model, other, m_device}, cache, m_job).value().wasCached);
        other = m_text;
        other.window = 9;
        QVERIFY(!findOrMeasureSensitivity({m_model, other, m_device}, cache, m_job).value().wasCached);
        QCOMPARE(cache.list().size(), std::size_t {3});
        for (const RecordFile& file : cache.list())
            tests::flipByte(file.file, 60);
        const Cached<Sensitivity> anew =
            findOrMeasureSensitivity({m_model, m_text, m_device}, cache, m_job).value();
        QVERIFY(!anew.wasCached && anew.value.drop == made.value.drop);
        for (const auto& entry : std::filesystem::directory_iterator(cache.folder()))
            QVERIFY(entry.path().extension() != ".lock");
    }

    void weightsOfOneHeaderAndTimeAreMeasuredThemselves()
    {
        const RecordCache cache(m_folder / "alike");
        const auto one = tiny("first-of-two", {});
        const auto folder = tests::writeTinyCheckpoint(m_folder / "second-of-two", {.seed = 9});
        std::filesystem::last_write_time(
            folder / "model.safetensors",
            std::filesystem::last_write_time(m_folder / "first-of-two" / "model.safetensors"));
        const auto two = openModel(folder).value();
        QCOMPARE(QString::fromStdString(one->checkpoint->fingerprint()),
                 QString::fromStdString(two->checkpoint->fingerprint()));
        const Cached<Sensitivity> first =
            findOrMeasureSensitivity({one, m_text, m_device}, cache, m_job).value();
        const Cached<Sensitivity> second =
            findOrMeasureSensitivity({two, m_text, m_device}, cache, m_job).value();
        QVERIFY(!second.wasCached && second.value.drop != first.value.drop);
        storeEvaluatedStack(cache, first.value.key, {{0, 1}, 2});
        QVERIFY(findEvaluatedStacks(cache, second.value.key).empty());
        const StateDistancesInput pair {one, two, m_text, m_device};
        const Cached<StateDistances> between = findOrMeasureStateDistances(pair, cache, m_job).value();
        QVERIFY(!between.wasCached && between.value == measureStateDistances(pair, m_job).value());
        const Cached<StateDistances> again = findOrMeasureStateDistances(pair, cache, m_job).value();
        QVERIFY(again.wasCached && again.value == between.value);
        const SensitivityKey& key = first.value.key;
        QVERIFY(findStateDistances(cache, key, second.value.key) == between.value);
        QVERIFY(!findStateDistances(cache, key, key));
    }

    void aModelThatCannotBeReadIsRefused()
    {
        const auto model = tiny("removed", {});
        std::filesystem::remove(m_folder / "removed" / "model.safetensors");
        const auto refused =
            findOrMeasureSensitivity({model, m_text, m_device}, RecordCache(m_folder / "none"), m_job);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Io);
        QVERIFY(refused.error().message().find("cannot be opened") != std::string::npos);
        QVERIFY(!std::filesystem::exists(m_folder / "none"));
    }

    void aCopyLiesWhereTheModelDoes()
    {
        const auto copy = tiny("copy", {});
        const StateDistances between =
            measureStateDistances({m_model, copy, m_text, m_device}, m_job).value();
        const Sensitivity alone = measureSensitivity({m_model, m_text, m_device}, m_job).value();
        QVERIFY(areNear(between.angular.values, alone.angular.values));
        QCOMPARE(QString::fromStdString(between.other),
                 QString::fromStdString(weightsFingerprint(*copy->checkpoint)));
        const auto shallow = tiny("shallow", {.layers = 2, .seed = 3});
        const StateDistances forth =
            measureStateDistances({m_model, shallow, m_text, m_device}, m_job).value();
        const StateDistances back =
            measureStateDistances({shallow, m_model, m_text, m_device}, m_job).value();
        QCOMPARE(forth.angular.rows, std::size_t {5});
        QCOMPARE(forth.angular.columns, std::size_t {3});
        for (std::size_t i = 0; i < 5; ++i)
            for (std::size_t j = 0; j < 3; ++j)
                QVERIFY(isNear(forth.angular.at(i, j), back.angular.at(j, i)));
        const auto wide = tiny("wide", {.hidden = 16});
        const auto refused = measureStateDistances({m_model, wide, m_text, m_device}, m_job);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
    }

    void anEvaluationNarrowsAsItGoes()
    {
        RunText longer;
        for (std::int32_t i = 0; i < 400; ++i)
            longer.tokens.push_back(i * i * 7 % 31);
        longer.window = 100;
        std::swap(m_text, longer);
        std::vector<Evaluation> parts;
        const Evaluation whole =
            evaluated("A[0:2] A[3]", {.partial = [&](const Evaluation& part) { parts.push_back(part); }});
        QCOMPARE(parts.size(), std::size_t {5});
        QCOMPARE(parts[0].tokens, std::uint64_t {64});
        QCOMPARE(parts[0].predicted, std::uint64_t {63});
        QCOMPARE(parts[1].tokens, std::uint64_t {100});
        QCOMPARE(parts[4].predicted, std::uint64_t {396});
        QCOMPARE(parts[4].loss, whole.loss);
        QVERIFY(parts[4].deltaError.value() < parts[0].deltaError.value() && whole.standardError.value() > 0);
        QVERIFY(isNear(whole.loss - whole.baseLoss, whole.delta));
        const Evaluation enough = evaluated("A[0:2] A[3]", {.wantedError = 2 * whole.deltaError.value()});
        QVERIFY(enough.tokens < 400 && enough.deltaError.value() <= 2 * whole.deltaError.value());
        std::swap(m_text, longer);
    }

    void whatCannotBeKeptIsToldAllTheSame()
    {
        tests::writeText(m_folder / "no-folder", "a file");
        const RecordCache cache(m_folder / "no-folder" / "cache");
        for (int run = 0; run < 2; ++run) {
            const auto found = findOrMeasureSensitivity({m_model, m_text, m_device}, cache, m_job);
            QVERIFY(found && !found->wasCached && found->value.layers() == 4);
        }
    }

    void aSinglePredictionHasNoError()
    {
        RunText two {{5, 3}, 8};
        std::swap(m_text, two);
        const Evaluation found = evaluated("A[0:3]", {.wantedError = 1});
        std::swap(m_text, two);
        QCOMPARE(found.predicted, std::uint64_t {1});
        QVERIFY(found.loss > 0 && !found.standardError && !found.deltaError);
    }

    void whatIsNoNumberIsRefusedByName_data()
    {
        QTest::addColumn<QString>("tensor");
        for (const char* name : {"model.embed_tokens.weight", "model.layers.2.mlp.up_proj.weight",
                                 "model.norm.weight", "lm_head.weight"})
            QTest::newRow(name) << name;
    }
    void whatIsNoNumberIsRefusedByName()
    {
        QFETCH(QString, tensor);
        const auto folder =
            tests::writeTinyCheckpoint(m_folder / tensor.toStdString(), {.dtype = "F32", .seed = 6});
        tests::breakTensor(folder / "model.safetensors", tensor.toStdString());
        auto broken = openModel(folder).value();
        const QString expected = QString("%1 cannot be run: what it computes is no number; %1 of %1 holds "
                                         "1 value that is no number (NaN)")
                                     .arg(tensor);
        const auto isExpected = [&](const auto& refused) {
            return !refused && refused.error().code() == ErrorCode::Mismatch
                && QString::fromStdString(refused.error().message()) == expected;
        };
        QCOMPARE(m_text.tokens.front(), 0); // the token whose embedding may be broken
        const RecordCache cache(m_folder / "of-broken");
        QVERIFY(isExpected(findOrMeasureSensitivity({broken, m_text, m_device}, cache, m_job)));
        QVERIFY(cache.list().empty());
        const bool isInStates = tensor != "model.norm.weight" && tensor != "lm_head.weight";
        QCOMPARE(isExpected(measureStateDistances({broken, m_model, m_text, m_device}, m_job)), isInStates);
        std::swap(m_model, broken);
        const auto evaluation = guarded([&] { return evaluated("A[0:4]"); });
        std::swap(m_model, broken);
        QVERIFY(isExpected(evaluation));
        StackRunner runner(m_device.engine, FloatType::F32, m_device.budget);
        GenerationSession generation(runner, prepareRun(broken).value());
        const std::vector<std::int32_t> prompt {0, 3};
        QVERIFY(isExpected(guarded([&] { return generation.advance(prompt, m_job); })));
    }

    void numbersThatOverflowAreRefused()
    {
        const auto refused = guarded([&] { return evaluated("A[0]{up_proj=1e30, gate_proj=1e30} A[1:4]"); });
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
        QCOMPARE(QString::fromStdString(refused.error().message()),
                 QString("model cannot be run: what it computes is no number; its weights are sound, but the "
                         "numbers overflow"));
    }

    void shortTextsAreRefused()
    {
        const RunText one {{5}, 8};
        const auto refused = measureSensitivity({m_model, one, m_device}, m_job);
        QVERIFY(!refused && refused.error().message().find("too short") != std::string::npos);
    }

    void tokensBeyondTheVocabularyAreRefused()
    {
        const RunText strange {{5, 3, 32}, 8};
        const auto refused = measureSensitivity({m_model, strange, m_device}, m_job);
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
    }
};

QTEST_APPLESS_MAIN(MeasureSensitivityTest)
#include "measure_sensitivity_test.moc"
