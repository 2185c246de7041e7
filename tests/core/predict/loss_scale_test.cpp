#include "core/base/result.h"
#include "core/predict/loss_scale.h"
#include "core/run/evaluate.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;
namespace fs = std::filesystem;

namespace {

bool isNear(double value, double expected)
{
    return std::abs(value - expected) < 1e-9;
}

/// Layers 0 to 7 without one: 0.2 nats are predicted.
EvaluatedStack without(std::uint32_t left, double deltaLoss)
{
    EvaluatedStack stack {{}, deltaLoss};
    for (std::uint32_t layer = 0; layer < 8; ++layer)
        if (layer != left)
            stack.layers.push_back(layer);
    return stack;
}

/// The figure of a stack that ran on so many tokens.
Evaluation ran(std::uint64_t tokens)
{
    Evaluation found;
    found.delta = 0.5;
    found.tokens = tokens;
    return found;
}

SensitivityKey ofAnyType(SensitivityKey key)
{
    key.computeType.clear();
    return key;
}

fs::path stacksFile(const RecordCache& cache, const SensitivityKey& key)
{
    return cache.fileOf(evaluatedStacksFormat().key(recordId(ofAnyType(key))));
}

void store(const RecordCache& cache, const Sensitivity& sensitivity)
{
    storeCached(cache, recordId(sensitivity.key), sensitivityFormat(), sensitivity);
}

std::optional<Sensitivity> find(const RecordCache& cache, const SensitivityKey& key)
{
    return findCached(cache, recordId(key), sensitivityFormat());
}

/// Makes all records older by some seconds.
void age(const RecordCache& cache, int seconds)
{
    for (const RecordFile& kept : cache.list()) {
        const auto written = fs::last_write_time(kept.file);
        fs::last_write_time(kept.file, written - std::chrono::seconds(seconds));
    }
}

} // namespace

class LossScaleTest : public QObject {
    Q_OBJECT

private:
    Sensitivity m_measured = evenSensitivity(8);
    TemporaryFolder m_folder;

private Q_SLOTS:
    void nothingMeasuredLeavesPredictionsAsTheyAre()
    {
        const LossRange found = LossScale().expected(0.4);
        QCOMPARE(found.deltaLoss, 0.4);
        QVERIFY(isNear(found.low, 0.4 / std::exp(0.5)) && isNear(found.high, 0.4 * std::exp(0.5)));
        const LossRange better = LossScale().expected(-0.1);
        QVERIFY(better.low == -0.1 && better.deltaLoss == -0.1 && better.high == -0.1);
        QCOMPARE(LossScale(m_measured, {}).stacks(), std::size_t {0});
    }

    void measuredStacksMoveAndNarrowIt()
    {
        std::vector<EvaluatedStack> stacks;
        double last = LossScale().expected(0.2).deltaLoss;
        for (std::uint32_t i = 0; i < 8; ++i) {
            stacks.push_back(without(i, 0.4));
            const LossRange found = LossScale(m_measured, stacks).expected(0.2);
            QVERIFY(found.deltaLoss > last && found.deltaLoss < 0.4);
            last = found.deltaLoss;
        }
        const LossScale scale(m_measured, stacks);
        QCOMPARE(scale.stacks(), std::size_t {8});
        // Eight that are twice as large as predicted, against four that are as predicted.
        const LossRange found = scale.expected(0.2);
        QVERIFY(isNear(found.deltaLoss, 0.2 * std::pow(2, 8.0 / 12)));
        QVERIFY(found.high / found.low < LossScale().expected(0.2).high / LossScale().expected(0.2).low);
    }

    void whatSaysNothingIsLeftOut()
    {
        const EvaluatedStack itself {{0, 1, 2, 3, 4, 5, 6, 7}, 0};
        const EvaluatedStack foreign {{0, 1, 90}, 1};
        const std::vector<EvaluatedStack> stacks {itself, foreign, without(2, -0.1)};
        QCOMPARE(LossScale(m_measured, stacks).stacks(), std::size_t {0});
    }

    void onlyLayersOfOneModelAsTheyAreSaySomething()
    {
        Stack stack;
        stack.setup.sources.resize(2);
        stack.blocks = {{1, 0, {}, false}, {1, 2, {}, true}, {1, 2, {}, false}};
        QVERIFY(evaluatedStack(stack, ran(64)) == (EvaluatedStack {{0, 2, 2}, 0.5, ran(64)}));
        Stack scaled = stack;
        scaled.blocks[1].scales = {{"", 0.5}};
        Stack mixed = stack;
        mixed.blocks[1].source = 0;
        Stack based = stack;
        based.setup.base = SourceIndex(0);
        Stack headed = stack;
        headed.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(0);
        Stack changed = stack;
        changed.setup.overrides.resize(1);
        for (const Stack& other : {scaled, mixed, based, headed, changed, Stack {}})
            QVERIFY(!evaluatedStack(other, ran(64)));
    }

    void runsOnFewTokensSayNothing()
    {
        Stack stack;
        stack.setup.sources.resize(1);
        stack.blocks = {{0, 0, {}, false}};
        QVERIFY(!evaluatedStack(stack, ran(2)));
        QVERIFY(!evaluatedStack(stack, ran(63)));
        QVERIFY(evaluatedStack(stack, ran(64)) == (EvaluatedStack {{0}, 0.5, ran(64)}));
    }

    void aStackIsKeptOnce()
    {
        std::vector<EvaluatedStack> stacks;
        addStack(stacks, without(1, 0.3));
        addStack(stacks, without(2, 0.4));
        addStack(stacks, without(1, 0.5));
        QVERIFY(stacks == (std::vector<EvaluatedStack> {without(2, 0.4), without(1, 0.5)}));
        // The result on more tokens stays.
        EvaluatedStack longer = without(2, 0.6);
        longer.evaluation = ran(1024);
        addStack(stacks, longer);
        EvaluatedStack shorter = without(2, 0.7);
        shorter.evaluation = ran(64);
        addStack(stacks, shorter);
        QVERIFY(stacks == (std::vector<EvaluatedStack> {without(1, 0.5), longer}));
        for (std::uint32_t i = 0; i < 600; ++i)
            addStack(stacks, {{i}, 1});
        QCOMPARE(stacks.size(), std::size_t {500});
        QCOMPARE(stacks.front().layers.at(0), 100U);
    }

    void stacksOutOfRangeAreRefused()
    {
        const RecordFormat<EvaluatedStacks> format = evaluatedStacksFormat();
        const EvaluatedStacks noted {ofAnyType(m_measured.key), {without(3, 0.25)}};
        QVERIFY(format.parse(format.serialize(noted)) == noted);
        EvaluatedStacks whole = noted;
        whole.stacks[0].evaluation = {3.25, 0.125, 3, 0.25, std::nullopt, 1024, 1020};
        QVERIFY(format.parse(format.serialize(whole)) == whole);
        whole.stacks[0].evaluation->loss = std::numeric_limits<double>::infinity();
        QVERIFY(!guarded([&] { return format.parse(format.serialize(whole)); }));
        const EvaluatedStacks endless {noted.key, {{{1}, std::numeric_limits<double>::infinity()}}};
        QVERIFY(!guarded([&] { return format.parse(format.serialize(endless)); }));
        const EvaluatedStacks long10001 {noted.key, {{std::vector<std::uint32_t>(10'001), 1}}};
        QVERIFY(!guarded([&] { return format.parse(format.serialize(long10001)); }));
    }

    void stacksAreNotedWithAndWithoutAMeasurement()
    {
        const RecordCache cache(m_folder / "cache");
        storeEvaluatedStack(cache, m_measured.key, without(1, 0.3));
        QVERIFY(findEvaluatedStacks(cache, m_measured.key) == std::vector {without(1, 0.3)});
        SensitivityKey other = m_measured.key;
        other.computeType = "BF16";
        QVERIFY(findEvaluatedStacks(cache, other) == std::vector {without(1, 0.3)});
        store(cache, m_measured);
        storeEvaluatedStack(cache, other, without(2, 0.4));
        QVERIFY(findEvaluatedStacks(cache, m_measured.key)
                == (std::vector {without(1, 0.3), without(2, 0.4)}));
        other.tokens = 99;
        QVERIFY(findEvaluatedStacks(cache, other).empty());
        flipByte(stacksFile(cache, m_measured.key), 60);
        QVERIFY(findEvaluatedStacks(cache, m_measured.key).empty());
        storeEvaluatedStack(cache, m_measured.key, without(2, 0.4));
        QVERIFY(findEvaluatedStacks(cache, m_measured.key) == std::vector {without(2, 0.4)});
        QVERIFY(find(cache, m_measured.key) == m_measured);
    }

    void stacksUnderTheNameOfOthersAreNotBelieved()
    {
        const RecordCache cache(m_folder / "renamed");
        storeEvaluatedStack(cache, m_measured.key, without(1, 0.3));
        SensitivityKey other = m_measured.key;
        other.tokens = 99;
        storeEvaluatedStack(cache, other, without(2, 0.4));
        fs::rename(stacksFile(cache, m_measured.key), stacksFile(cache, other));
        QVERIFY(findEvaluatedStacks(cache, other).empty());
    }

    void notedStacksAreListedAndCleared()
    {
        const RecordCache cache(m_folder / "listed");
        storeEvaluatedStack(cache, m_measured.key, without(1, 0.3));
        QCOMPARE(cache.list().size(), std::size_t {1});
        const RecordFile listed = cache.list().front();
        const std::optional<Record> record = RecordCache::read(listed.file);
        QVERIFY(record && !parseRecord(*record, sensitivityFormat()));
        QVERIFY(parseRecord(*record, evaluatedStacksFormat())
                == (EvaluatedStacks {ofAnyType(m_measured.key), {without(1, 0.3)}}));
        QCOMPARE(listed.bytes, fs::file_size(listed.file));
        flipByte(listed.file, 60);
        QVERIFY(!RecordCache::read(listed.file));
        store(cache, m_measured);
        QCOMPARE(cache.list().size(), std::size_t {2});
        QCOMPARE(cache.clear().records, std::size_t {2});
        QVERIFY(fs::is_empty(cache.folder()));
    }

    void theOldestStacksAreDropped()
    {
        const RecordCache cache(m_folder / "narrow", 1);
        store(cache, m_measured);
        age(cache, 20);
        storeEvaluatedStack(cache, m_measured.key, without(1, 0.3));
        QVERIFY(!find(cache, m_measured.key));
        QCOMPARE(findEvaluatedStacks(cache, m_measured.key).size(), std::size_t {1});
        age(cache, 10);
        Sensitivity other = m_measured;
        other.key.tokens = 99;
        store(cache, other);
        QVERIFY(findEvaluatedStacks(cache, m_measured.key).empty());
        QCOMPARE(cache.list().size(), std::size_t {1});
    }
};

QTEST_APPLESS_MAIN(LossScaleTest)
#include "loss_scale_test.moc"
