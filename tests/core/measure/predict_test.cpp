#include "core/measure/predict.h"
#include "core/recipe/recipe.h"
#include "tests/core/measure/measured.h"

#include <QElapsedTimer>
#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <numeric>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

bool isNear(double value, double expected)
{
    return std::abs(value - expected) < 1e-12;
}

Blocks joined(Blocks first, const Blocks& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The shares of seams and layers are all of the score.
bool addsUp(const Prediction& found)
{
    double sum = 0;
    for (const SeamShare& seam : found.seams)
        sum += seam.share;
    for (const LayerShare& layer : found.layers)
        sum += layer.share;
    return isNear(sum, found.score);
}

} // namespace

class PredictTest : public QObject {
    Q_OBJECT

private:
    Measurement m_even = evenMeasurement(8);

    Prediction of(const Blocks& blocks) const { return predict(blocks, {{&m_even}, {}}); }

private Q_SLOTS:
    void theModelItselfCostsNothing()
    {
        const Prediction found = of(layerRange(0, 0, 8));
        QCOMPARE(found.score, 0.0);
        QCOMPARE(found.deltaLoss, 0.0);
        QVERIFY(found.seams.empty() && found.layers.empty() && !found.isLessTried);
        QCOMPARE(of({}).score, 0.0);
    }

    void aDropIsASkipAndALostLayer()
    {
        const Prediction found = of(joined(layerRange(0, 0, 3), layerRange(0, 5, 8)));
        QCOMPARE(found.seams.size(), std::size_t {1});
        QCOMPARE(found.seams[0].at, std::size_t {3});
        QVERIFY(isNear(found.seams[0].delta, 0.2));
        QVERIFY(isNear(found.seams[0].ordinaryLayers, 2));
        QVERIFY(isNear(found.seams[0].share, 0.75 * 2));
        QCOMPARE(found.layers.size(), std::size_t {2});
        QCOMPARE(found.layers[0].layer, 3U);
        QCOMPARE(found.layers[0].runs, 0U);
        QVERIFY(isNear(found.layers[0].share, 1));
        QVERIFY(isNear(found.score, 1.5 + 2));
        QVERIFY(isNear(found.deltaLoss, 3.5 * 0.2));
        QVERIFY(addsUp(found));
    }

    void aRepeatCostsLessThanASkip()
    {
        const Prediction found = of(repeatRange(0, 8, 3, 5));
        QCOMPARE(found.seams.size(), std::size_t {1});
        QVERIFY(isNear(found.seams[0].ordinaryLayers, -2));
        QVERIFY(isNear(found.seams[0].share, 0.25 * 2));
        QCOMPARE(found.layers.size(), std::size_t {2});
        QVERIFY(isNear(found.layers[0].share, 0.5 * 0.1 / 0.2));
        QVERIFY(isNear(found.score, 0.5 + 0.5));
        const Prediction thrice = of(repeatRange(0, 8, 3, 5, 3));
        QVERIFY(isNear(thrice.score, 2 * found.score));
        QCOMPARE(thrice.layers[0].runs, 3U);
        // A layer right behind itself: what comes is one layer too far.
        const Prediction once = of(repeatRange(0, 8, 3, 4));
        QVERIFY(isNear(once.seams[0].ordinaryLayers, -1));
    }

    void bothEndsAreSeamsToo()
    {
        const Prediction found = of(layerRange(0, 2, 7));
        QCOMPARE(found.seams.size(), std::size_t {2});
        QCOMPARE(found.seams[0].at, std::size_t {0});
        QVERIFY(isNear(found.seams[0].ordinaryLayers, 2));
        QCOMPARE(found.seams[1].at, std::size_t {5});
        QVERIFY(isNear(found.seams[1].ordinaryLayers, 1));
        QVERIFY(addsUp(found));
    }

    void oddLayersAreMeasuredInOrdinaryOnes()
    {
        m_even.drop[4] = 2;
        const Prediction found = of(joined(layerRange(0, 0, 4), layerRange(0, 5, 8)));
        QVERIFY(isNear(found.layers[0].share, 10));
        m_even.drop[4] = -0.1;
        QVERIFY(isNear(of(joined(layerRange(0, 0, 4), layerRange(0, 5, 8))).layers[0].share, -0.5));
        m_even = evenMeasurement(8);
    }

    void whatAnotherModelStandsInForIsNotDropped()
    {
        const Measurement other = evenMeasurement(8, 0.2);
        Matrix between(9, 9);
        for (std::size_t row = 0; row < 9; ++row)
            for (std::size_t column = 0; column < 9; ++column)
                between.at(row, column) =
                    0.05 + 0.1 * std::abs(static_cast<double>(row) - static_cast<double>(column));
        const MeasuredSources sources {{&m_even, &other}, {{{0, 1}, between}}};
        const Blocks swapped = joined(layerRange(0, 0, 4), layerRange(1, 4, 8));
        QCOMPARE(joinedSources(swapped).size(), std::size_t {1});
        const Prediction found = predict(swapped, sources);
        QVERIFY(found.isLessTried);
        QVERIFY(found.layers.empty());
        QCOMPARE(found.seams.size(), std::size_t {1});
        QVERIFY(isNear(found.seams[0].delta, 0.05));
        // Units of both models: 0.1 and 0.2.
        QVERIFY(isNear(found.seams[0].ordinaryLayers, 0.05 / 0.15));
        const Prediction skipped = predict(joined(layerRange(0, 0, 4), layerRange(1, 5, 8)), sources);
        QCOMPARE(skipped.layers.size(), std::size_t {2});
        QVERIFY(isNear(skipped.layers[0].share + skipped.layers[1].share, 1));
        QVERIFY(addsUp(skipped));
    }

    void largeStacksTakeLessThanAMillisecond()
    {
        const Measurement measured = evenMeasurement(80);
        Blocks blocks;
        for (std::uint32_t i = 0; i < 500; ++i)
            blocks.push_back({0, i * 7 % 80, {}, false});
        QElapsedTimer timer;
        timer.start();
        double sum = 0;
        for (int round = 0; round < 20; ++round)
            sum += predict(blocks, {{&measured}, {}}).score;
        QVERIFY(sum > 0);
        QVERIFY2(timer.elapsed() < 20 * 5, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_APPLESS_MAIN(PredictTest)
#include "predict_test.moc"
