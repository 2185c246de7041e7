#include "core/base/result.h"
#include "core/run/sample_token.h"
#include "core/run/token_windows.h"
#include "core/sensitivity/sensitivity_work.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <map>
#include <numeric>

using namespace layerloom::core;

namespace {

std::vector<std::int32_t> numbers(std::size_t count)
{
    std::vector<std::int32_t> tokens(count);
    std::iota(tokens.begin(), tokens.end(), 0);
    return tokens;
}

std::map<std::int32_t, int> drawn(SamplingParameters sampling, const std::vector<float>& logits, int times)
{
    TokenSampler sampler(sampling, 7);
    std::map<std::int32_t, int> counts;
    for (int i = 0; i < times; ++i)
        ++counts[sampler.next(logits)];
    return counts;
}

} // namespace

/// How texts are cut, losses averaged and tokens chosen.
class WindowsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTokenIsInOneWindow_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("cut");
        QTest::newRow("even") << 12 << 4 << 2 << "2x4 1x4";
        QTest::newRow("all at once") << 12 << 4 << 9 << "3x4";
        QTest::newRow("rest") << 11 << 4 << 2 << "2x4 1x3";
        QTest::newRow("one left over") << 9 << 4 << 1 << "1x4 1x4";
        QTest::newRow("shorter than a window") << 3 << 4 << 1 << "1x3";
        QTest::newRow("no rows are one") << 8 << 4 << 0 << "1x4 1x4";
        QTest::newRow("shortest") << 2 << 2 << 1 << "1x2";
    }
    void everyTokenIsInOneWindow()
    {
        QFETCH(int, tokens);
        QFETCH(int, window);
        QFETCH(int, rows);
        const auto all = numbers(static_cast<std::size_t>(tokens));
        QStringList cut;
        std::int32_t next = 0;
        for (const TokenBatch& batch :
             tokenWindows(all, static_cast<std::uint64_t>(window), static_cast<std::size_t>(rows))) {
            cut.append(QString("%1x%2").arg(batch.rows).arg(batch.columns()));
            for (const std::int32_t token : batch.tokens)
                QCOMPARE(token, next++);
        }
        QTEST(cut.join(' '), "cut");
    }

    void tooFewTokensAreRefused()
    {
        for (const std::size_t count : {std::size_t {0}, std::size_t {1}}) {
            const auto refused = guarded([&] { return tokenWindows(numbers(count), 4, 1); });
            QVERIFY(!refused && refused.error().message().find("too short") != std::string::npos);
        }
        QVERIFY(!guarded([] { return tokenWindows(numbers(9), 1, 1); }));
    }

    void meanAndErrorAreThoseOfTheNumbers()
    {
        RunningMean mean;
        QCOMPARE(mean.mean(), 0.0);
        mean.add(1e9 + 4);
        QVERIFY(!mean.standardError());
        for (const double value : {7.0, 13.0, 16.0})
            mean.add(1e9 + value);
        QCOMPARE(mean.count(), std::uint64_t {4});
        QCOMPARE(mean.mean(), 1e9 + 10);
        QVERIFY(std::abs(mean.standardError().value() - std::sqrt(30.0 / 4)) < 1e-6);
    }

    void samplingFollowsTheProbabilities()
    {
        // Probabilities 1/2, 1/8, 3/8.
        const std::vector<float> logits = {std::log(4.0F), 0.0F, std::log(3.0F)};
        const auto counts = drawn({1, 1}, logits, 8000);
        QVERIFY(std::abs(counts.at(0) - 4000) < 200);
        QVERIFY(std::abs(counts.at(1) - 1000) < 150);
        QVERIFY(std::abs(counts.at(2) - 3000) < 200);
    }

    void topPLeavesOutTheUnlikely()
    {
        const std::vector<float> logits = {std::log(4.0F), 0.0F, std::log(3.0F)};
        QCOMPARE(drawn({1, 0.4}, logits, 500).size(), std::size_t {1});
        QCOMPARE(drawn({1, 0.8}, logits, 500).size(), std::size_t {2});
        QVERIFY(!drawn({1, 0.8}, logits, 500).contains(1));
        QCOMPARE(drawn({1, 0}, logits, 100).size(), std::size_t {1});
        QCOMPARE(drawn({1, 1}, logits, 500).size(), std::size_t {3});
    }

    void measuringTakesWhatIsCountedByHand()
    {
        // Four layers, three windows: without each layer, and with each twice, and the model; then three ranges of two
        // layers on half of the first and the third window.
        const SensitivityWork single = layerWork(4, 3);
        QCOMPARE(single.layers, std::uint64_t {3 * 4 * (4 + 4 * 3 + 4)});
        QCOMPARE(single.heads, std::uint64_t {3 * 4 * (1 + 2 * 4)});
        const SensitivityWork ranges = rangeWork(4, 3);
        QCOMPARE(ranges.layers, std::uint64_t {2 * 2 * (4 + (2 + 1 + 0) + (4 + 3 + 2))});
        QCOMPARE(ranges.heads, std::uint64_t {2 * 2 * (1 + 2 * 3)});
        const SensitivityWork all = sensitivityWork(4, 3);
        QCOMPARE(all.steps(), single.steps() + ranges.steps());
        QCOMPARE(all.layers, single.layers + ranges.layers);
        QCOMPARE(rangeWork(2, 1).heads, std::uint64_t {2});
    }

    void temperatureSharpens()
    {
        const std::vector<float> logits = {1.0F, 3.0F, 2.9F};
        QCOMPARE(drawn({0, 1}, logits, 50).at(1), 50);
        QVERIFY(drawn({0.02, 1}, logits, 400).at(1) > 380);
        QVERIFY(drawn({100, 1}, logits, 3000).at(0) > 850);
    }

    void theSameSeedChoosesTheSame()
    {
        const std::vector<float> logits(100, 0.0F);
        const auto chosen = [&](std::uint64_t seed) {
            TokenSampler sampler({1, 0.9}, seed);
            std::vector<std::int32_t> tokens;
            for (int i = 0; i < 20; ++i)
                tokens.push_back(sampler.next(logits));
            return tokens;
        };
        QCOMPARE(chosen(5), chosen(5));
        QVERIFY(chosen(5) != chosen(6));
    }
};

QTEST_APPLESS_MAIN(WindowsTest)
#include "windows_test.moc"
