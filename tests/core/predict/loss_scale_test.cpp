#include "core/base/result.h"
#include "core/predict/loss_scale.h"
#include "core/run/evaluate.h"
#include "core/sensitivity/measurement_cache.h"
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

void damageStacks(const MeasurementCache& cache)
{
    for (const auto& entry : std::filesystem::directory_iterator(cache.folder()))
        if (entry.path().extension() == ".stacks")
            flipByte(entry.path(), 40);
}

/// Makes what is kept older by some seconds.
void age(const MeasurementCache& cache, int seconds)
{
    for (const CachedMeasurement& kept : cache.list()) {
        const auto written = std::filesystem::last_write_time(kept.file);
        std::filesystem::last_write_time(kept.file, written - std::chrono::seconds(seconds));
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
        QVERIFY(evaluatedStack(stack, ran(64)) == (EvaluatedStack {{0, 2, 2}, 0.5}));
        Stack scaled = stack;
        scaled.blocks[1].scales = {{"", 0.5}};
        Stack mixed = stack;
        mixed.blocks[1].source = 0;
        Stack based = stack;
        based.setup.base = 0;
        Stack headed = stack;
        headed.setup.parts[static_cast<std::size_t>(Part::Head)] = 0;
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
        QVERIFY(evaluatedStack(stack, ran(64)) == (EvaluatedStack {{0}, 0.5}));
    }

    void aStackIsKeptOnce()
    {
        std::vector<EvaluatedStack> stacks;
        addStack(stacks, without(1, 0.3));
        addStack(stacks, without(2, 0.4));
        addStack(stacks, without(1, 0.5));
        QVERIFY(stacks == (std::vector<EvaluatedStack> {without(2, 0.4), without(1, 0.5)}));
        for (std::uint32_t i = 0; i < 600; ++i)
            addStack(stacks, {{i}, 1});
        QCOMPARE(stacks.size(), std::size_t {500});
        QCOMPARE(stacks.front().layers.at(0), 100U);
    }

    void damagedStacksAreRefused()
    {
        const EvaluatedStacks noted {ofAnyType(m_measured.key), {without(3, 0.25)}};
        const std::string text = stacksText(noted);
        QVERIFY(readStacks(text) == noted);
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::string damaged = text;
            damaged[i] = static_cast<char>(damaged[i] ^ 4);
            QVERIFY(!guarded([&] { return readStacks(damaged); }));
        }
        const EvaluatedStacks endless {noted.key, {{{1}, std::numeric_limits<double>::infinity()}}};
        QVERIFY(!guarded([&] { return readStacks(stacksText(endless)); }));
    }

    void stacksAreNotedWithAndWithoutAMeasurement()
    {
        const MeasurementCache cache(m_folder / "cache");
        cache.note(m_measured.key, without(1, 0.3));
        QVERIFY(cache.stacks(m_measured.key) == std::vector {without(1, 0.3)});
        SensitivityKey other = m_measured.key;
        other.computeType = "BF16";
        QVERIFY(cache.stacks(other) == std::vector {without(1, 0.3)});
        cache.store(m_measured);
        cache.note(other, without(2, 0.4));
        QVERIFY(cache.stacks(m_measured.key) == (std::vector {without(1, 0.3), without(2, 0.4)}));
        other.tokens = 99;
        QVERIFY(cache.stacks(other).empty());
        damageStacks(cache);
        QVERIFY(cache.stacks(m_measured.key).empty());
        cache.note(m_measured.key, without(2, 0.4));
        QVERIFY(cache.stacks(m_measured.key) == std::vector {without(2, 0.4)});
        QVERIFY(cache.find(m_measured.key) == m_measured);
    }

    void stacksUnderTheNameOfOthersAreNotBelieved()
    {
        const MeasurementCache cache(m_folder / "renamed");
        cache.note(m_measured.key, without(1, 0.3));
        const auto file = cache.list().at(0).file;
        SensitivityKey other = m_measured.key;
        other.tokens = 99;
        cache.note(other, without(2, 0.4));
        std::filesystem::rename(file, cache.list().at(0).file);
        QVERIFY(cache.stacks(other).empty());
    }

    void notedStacksAreListedAndCleared()
    {
        const MeasurementCache cache(m_folder / "listed");
        cache.note(m_measured.key, without(1, 0.3));
        QCOMPARE(cache.list().size(), std::size_t {1});
        const CachedMeasurement listed = cache.list().front();
        QVERIFY(!listed.sensitivity && !listed.cross);
        QVERIFY(listed.stacks == (EvaluatedStacks {ofAnyType(m_measured.key), {without(1, 0.3)}}));
        QCOMPARE(listed.bytes, std::filesystem::file_size(listed.file));
        damageStacks(cache);
        QVERIFY(!cache.list().at(0).stacks);
        cache.store(m_measured);
        QCOMPARE(cache.list().size(), std::size_t {2});
        QCOMPARE(cache.clear(), std::size_t {2});
        QVERIFY(std::filesystem::is_empty(cache.folder()));
    }

    void theOldestStacksAreDropped()
    {
        const MeasurementCache cache(m_folder / "narrow", 1);
        cache.store(m_measured);
        age(cache, 20);
        cache.note(m_measured.key, without(1, 0.3));
        QVERIFY(!cache.find(m_measured.key));
        QCOMPARE(cache.stacks(m_measured.key).size(), std::size_t {1});
        age(cache, 10);
        Sensitivity other = m_measured;
        other.key.tokens = 99;
        cache.store(other);
        QVERIFY(cache.stacks(m_measured.key).empty());
        QCOMPARE(cache.list().size(), std::size_t {1});
    }
};

QTEST_APPLESS_MAIN(LossScaleTest)
#include "loss_scale_test.moc"
