#include "core/base/result.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/predict/candidates.h"
#include "core/stack/stack_rules.h"
#include "tests/core/sensitivity/even_sensitivity.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <set>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Ends that cannot be spared, a layer in the middle that can, and one that hardly minds to run twice.
Sensitivity plainSensitivity()
{
    Sensitivity measured = evenSensitivity(10);
    measured.drop.front() = measured.drop.back() = 5;
    measured.repeat.front() = measured.repeat.back() = 3;
    measured.drop[6] = 0.01;
    measured.repeat[4] = 0.001;
    return measured;
}

std::vector<Candidate> suggested(const Sensitivity& measured, std::uint32_t layers, std::size_t count)
{
    JobContext job;
    return findCandidates(measured, 0, layers, count, job);
}

} // namespace

class SuggestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestComeFirstAndNoneTwice_data()
    {
        QTest::addColumn<unsigned>("layers");
        for (const unsigned layers : {1U, 6U, 9U, 11U, 12U, 15U, 20U, 27U})
            QTest::addRow("%u layers", layers) << layers;
    }
    void theBestComeFirstAndNoneTwice()
    {
        QFETCH(unsigned, layers);
        const auto found = suggested(plainSensitivity(), layers, 10);
        QVERIFY(!found.empty() && found.size() <= 10);
        std::set<std::string> known;
        double last = -1e9;
        for (const Candidate& candidate : found) {
            QCOMPARE(candidate.blocks.size(), std::size_t {layers});
            QVERIFY(known.insert(formatExpression(candidate.blocks)).second);
            QVERIFY(candidate.prediction.score >= last);
            last = candidate.prediction.score;
            for (const Block& block : candidate.blocks)
                QVERIFY(block.layer < 10);
        }
    }

    void rulesNeedNoSearch()
    {
        const auto found = ruleCandidates(plainSensitivity(), 0, 14);
        std::set<std::string> rules;
        double last = -1e9;
        for (const Candidate& candidate : found) {
            QCOMPARE(candidate.blocks.size(), std::size_t {14});
            QVERIFY(candidate.prediction.score >= last);
            last = candidate.prediction.score;
            rules.insert(candidate.rule);
        }
        QVERIFY(rules == (std::set<std::string> {"DUS", "interlock"}));
        const auto isDus = [](const Candidate& each) { return each.blocks == dus(0, 10, 3); };
        QCOMPARE(std::count_if(found.begin(), found.end(), isDus), 1);
        QCOMPARE(ruleCandidates(plainSensitivity(), 0, 8).size(), std::size_t {9}); // drops of two layers
        QVERIFY(ruleCandidates(plainSensitivity(), 0, 13).empty());
        QVERIFY(ruleCandidates(plainSensitivity(), 0, 0).empty());
    }

    void stacksOfManySeamsDoNotCrowdOutSimpleOnes()
    {
        // Two separate layers cost next to nothing, so the search prefers two seams; one seam is among the first all the same.
        Sensitivity measured = evenSensitivity(10);
        for (const std::size_t cheap : {1U, 3U, 5U, 7U})
            measured.drop[cheap] = 0.01;
        std::set<std::size_t> seams;
        for (const Candidate& candidate : suggested(measured, 8, 4))
            seams.insert(candidate.prediction.seams.size());
        QVERIFY(seams.contains(1) && seams.contains(2));
    }

    void theCheapestLayerIsDroppedAndTheMostPatientRepeated()
    {
        const auto fewer = suggested(plainSensitivity(), 9, 3);
        QCOMPARE(QString::fromStdString(formatExpression(fewer[0].blocks)), QString("A[0:6] A[7:10]"));
        const auto more = suggested(plainSensitivity(), 11, 3);
        QCOMPARE(QString::fromStdString(formatExpression(more[0].blocks)), QString("A[0:5] A[4:10]"));
    }

    void allRecipesAreAmongThem()
    {
        const auto found = suggested(evenSensitivity(10), 16, 100'000);
        const auto holds = [&](const Blocks& wanted) {
            return std::any_of(found.begin(), found.end(),
                               [&](const Candidate& candidate) { return candidate.blocks == wanted; });
        };
        QVERIFY(holds(dus(0, 10, 2)));
        for (std::uint32_t group = 1; group < 8; ++group)
            QVERIFY(holds(interlock(0, 0, 10, 2, group)));
        for (LayerIndex first = 0; first + 6 <= 10; ++first)
            QVERIFY(holds(repeatRange(0, 10, first, first + 6)));
        for (LayerIndex first = 0; first + 3 <= 10; ++first)
            QVERIFY(holds(repeatRange(0, 10, first, first + 3, 3)));
        const auto fewer = suggested(evenSensitivity(10), 7, 100'000);
        std::size_t drops = 0;
        for (const Candidate& candidate : fewer)
            drops += std::size_t {candidate.rule == "drop"};
        QCOMPARE(drops, std::size_t {8});
    }

    void theSearchFindsWhatNoRecipeMakes()
    {
        Sensitivity measured = evenSensitivity(10);
        measured.drop[2] = measured.drop[7] = 0.01;
        const auto fewer = suggested(measured, 8, 5);
        QCOMPARE(QString::fromStdString(formatExpression(fewer[0].blocks)), QString("A[0:2] A[3:7] A[8:10]"));
        QCOMPARE(QString::fromStdString(fewer[0].rule), QString("search"));
    }

    void theModelItselfIsOneOfItsDepth()
    {
        const auto found = suggested(plainSensitivity(), 10, 10);
        QCOMPARE(found.size(), std::size_t {1});
        QCOMPARE(found[0].blocks, layerRange(0, 0, 10));
        QCOMPARE(found[0].prediction.score, 0.0);
    }

    void aSeamMovesByALayerEitherWay_data()
    {
        QTest::addColumn<QString>("stack");
        QTest::addColumn<QStringList>("moved");
        QTest::newRow("drop") << "A[0:3] A[6:10]" << QStringList {"A[0:4] A[7:10]", "A[0:2] A[5:10]"};
        QTest::newRow("repeat") << "A[0:7] A[3:10]" << QStringList {"A[0:8] A[4:10]", "A[0:6] A[2:10]"};
        QTest::newRow("at the last layer") << "A[0:10] A[8:10]" << QStringList {"A[0:9] A[7:10]"};
        QTest::newRow("at the first layer") << "A[0:3] A[0:10]" << QStringList {"A[0:4] A[1:10]"};
        QTest::newRow("a slice of one layer") << "A[0:3] A[5] A[8:10]"
                                              << QStringList {"A[0:4] A[8:10]", "A[0:2] A[4:6] A[8:10]",
                                                              "A[0:3] A[5:7] A[9]", "A[0:3] A[7:10]"};
        QTest::newRow("no seam") << "A[2:9]" << QStringList {};
    }
    void aSeamMovesByALayerEitherWay()
    {
        QFETCH(QString, stack);
        QFETCH(QStringList, moved);
        const Sensitivity measured = plainSensitivity();
        const std::vector<ExpressionModel> models {{"A", 10}};
        const Blocks blocks = parseExpression(stack.toStdString(), models).blocks;
        QStringList found;
        for (const Candidate& each : withSeamsMoved({blocks, {}, "drop"}, measured, 0)) {
            found.append(QString::fromStdString(formatExpression(each.blocks)));
            QCOMPARE(each.blocks.size(), blocks.size());
            PredictionInput sources;
            sources.sources = {&measured};
            QCOMPARE(each.prediction.score, predict(each.blocks, sources).score);
        }
        QCOMPARE(found, moved);
    }

    void depthsThatMakeNoSenseAreRefused()
    {
        for (const unsigned layers : {0U, 101U}) {
            const auto refused = guarded([&] { return suggested(plainSensitivity(), layers, 10); });
            QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
        }
    }

    void aSearchCanBeStopped()
    {
        std::stop_source stop;
        stop.request_stop();
        JobContext job(stop.get_token(), {});
        const auto stopped = guarded([&] { return findCandidates(plainSensitivity(), 0, 15, 10, job); });
        QVERIFY(!stopped && stopped.error().code() == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(SuggestTest)
#include "candidates_test.moc"
