#include "core/predict/prediction_facts.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/blocks.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

/// What is known of models for predictions, from the cache and gathered for a stack.
class PredictionFactsTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    Sensitivity m_even = evenSensitivity(4);
    std::map<SourceIndex, PredictionFacts> m_models;
    std::map<std::pair<SourceIndex, SourceIndex>, std::shared_ptr<const Matrix>> m_angles;

    KnownFacts known() const
    {
        return {[this](SourceIndex source) {
                    const auto found = m_models.find(source);
                    return found == m_models.end() ? nullptr : &found->second;
                },
                [this](SourceIndex before, SourceIndex behind) {
                    const auto found = m_angles.find({before, behind});
                    return found == m_angles.end() ? nullptr : found->second;
                }};
    }

private Q_SLOTS:
    void init()
    {
        m_models.clear();
        m_angles.clear();
    }

    void factsComeFromTheCache()
    {
        const RecordCache cache(m_folder / "cache");
        QVERIFY(!findPredictionFacts(cache, m_even.key).sensitivity);
        storeEvaluatedStack(cache, m_even.key, {{0, 1, 3}, 0.4});
        QVERIFY(!findPredictionFacts(cache, m_even.key).sensitivity);
        QCOMPARE(findPredictionFacts(cache, m_even.key).stacks.size(), std::size_t {1});
        SensitivityKey narrow = m_even.key;
        narrow.computeType = "BF16";
        Sensitivity measured = m_even;
        measured.key = narrow;
        storeCached(cache, recordId(narrow), sensitivityFormat(), measured);
        const PredictionFacts facts = findPredictionFacts(cache, m_even.key);
        QVERIFY(facts.sensitivity && *facts.sensitivity == measured);
        QCOMPARE(facts.scale.stacks(), std::size_t {1});
        QVERIFY(facts.stacks == (std::vector<EvaluatedStack> {{{0, 1, 3}, 0.4}}));
        QCOMPARE(predictionFacts(cache, facts.sensitivity).scale.stacks(), std::size_t {1});
    }

    void allUsedModelsMustBeMeasured()
    {
        const Blocks blocks = blocksOf({{2, 0}, {2, 1}, {2, 3}});
        QVERIFY(!gatherPredictionInput(blocks, known()));
        m_models[2] = {std::make_shared<const Sensitivity>(m_even), {}};
        const std::optional<PredictionInput> input = gatherPredictionInput(blocks, known());
        QVERIFY(input && input->sources.size() == 3 && input->sources[0] == nullptr);
        QCOMPARE(input->sources[2], m_models[2].sensitivity.get());
        QVERIFY(input->between.empty());
        m_models[2].sensitivity = nullptr;
        QVERIFY(!gatherPredictionInput(blocks, known()));
        QVERIFY(!gatherPredictionInput({}, known()));
    }

    void layersBeyondTheMeasuredModelAreNotPredicted()
    {
        m_models[0] = {std::make_shared<const Sensitivity>(m_even), {}};
        QVERIFY(gatherPredictionInput(blocksOf({{0, 3}}), known()));
        QVERIFY(!gatherPredictionInput(blocksOf({{0, 4}}), known()));
    }

    void anglesOfEverySeamBetweenModelsAreNeeded()
    {
        m_models[0] = m_models[1] = {std::make_shared<const Sensitivity>(m_even), {}};
        const Blocks blocks = blocksOf({{0, 0}, {1, 1}, {0, 2}});
        m_angles[{SourceIndex(0), SourceIndex(1)}] = std::make_shared<const Matrix>(m_even.angular);
        QVERIFY(!gatherPredictionInput(blocks, known()));
        m_angles[{SourceIndex(1), SourceIndex(0)}] = m_angles[{SourceIndex(0), SourceIndex(1)}];
        const std::optional<PredictionInput> input = gatherPredictionInput(blocks, known());
        QVERIFY(input && input->between == m_angles);
        QVERIFY(predict(blocks, *input).isLessTried);
    }

    void severalModelsHaveNoScale()
    {
        const std::vector<EvaluatedStack> stacks {{{0, 1, 3}, 0.4}};
        m_models[0] = m_models[1] = {std::make_shared<const Sensitivity>(m_even), LossScale(m_even, stacks)};
        QCOMPARE(lossScaleFor(blocksOf({{0, 0}, {0, 2}}), known()).stacks(), std::size_t {1});
        QCOMPARE(lossScaleFor(blocksOf({{0, 0}, {1, 2}}), known()).stacks(), std::size_t {0});
        QCOMPARE(lossScaleFor(blocksOf({{2, 0}}), known()).stacks(), std::size_t {0});
        QVERIFY((usedSources(blocksOf({{3, 0}, {1, 1}, {3, 2}})) == std::vector<SourceIndex> {1, 3}));
    }
};

QTEST_APPLESS_MAIN(PredictionFactsTest)
#include "prediction_facts_test.moc"
