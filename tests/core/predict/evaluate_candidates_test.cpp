#include "core/engine/load_engine.h"
#include "core/notation/layer_expression.h"
#include "core/predict/screen_candidates.h"
#include "core/stack/stack_rules.h"
#include "tests/core/sensitivity/even_sensitivity.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <utility>

using namespace layerloom::core;
using namespace layerloom::tests;

/// Candidates for a small random model, run one after the other.
class TrySuggestionsTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;
    std::unique_ptr<StackRunner> m_runner;
    std::shared_ptr<const Model> m_model;
    std::vector<std::int32_t> m_tokens;
    CandidateTrial m_trial;
    Sensitivity m_measured = evenSensitivity(4);
    JobContext m_job;

    static std::vector<Blocks> blocksOf(const CandidateTrial& trial)
    {
        std::vector<Blocks> all;
        for (const Candidate& each : trial.candidates)
            all.push_back(each.blocks);
        return all;
    }
    Screening screening(std::span<const std::int32_t> tokens, std::size_t count) const
    {
        return {*m_model, m_measured, 0, tokens, count};
    }
    double lossOf(const Blocks& blocks, std::span<const std::int32_t> tokens)
    {
        StackEvaluator alone(*m_runner, prepareRun(m_model).value(), tokens);
        return alone.evaluate(prepareRun(Stack {m_trial.setup, blocks}).value(), m_job).loss;
    }
    /// One whose numbers overflow, though its weights are sound.
    Blocks tooLarge() const
    {
        const std::vector<ExpressionModel> models {{"A", 4}};
        return parseExpression("A[0]{up_proj=1e30, gate_proj=1e30} A[1:4]", models).blocks;
    }
    StackEvaluator evaluator() const { return {*m_runner, prepareRun(m_model).value(), m_tokens, 80}; }

private Q_SLOTS:
    void initTestCase()
    {
        m_runner = std::make_unique<StackRunner>(loadEngine("cpu").value().engine, FloatType::F32,
                                                 RunBudget {1 << 30, 1 << 30});
        m_model = openModel(writeTinyCheckpoint(m_folder / "model", {})).value();
        for (std::int32_t i = 0; i < 160; ++i)
            m_tokens.push_back(i * i * 7 % 32);
        m_trial.setup.sources = {sourceFor(m_model, m_model->checkpoint->folder().string())};
        m_trial.candidates = {{layerRange(0, 0, 3), {}, "drop"}, {repeatRange(0, 4, 1, 3), {}, "repeat"}};
    }

    void figuresAreThoseOfTheStacksAlone()
    {
        StackEvaluator shared = evaluator();
        const std::vector<EvaluatedCandidate> tried = evaluateCandidates(shared, m_trial, 10, m_job);
        QCOMPARE(tried.size(), std::size_t {2});
        for (std::size_t at = 0; at < 2; ++at) {
            StackEvaluator alone = evaluator();
            const Stack stack {m_trial.setup, m_trial.candidates[at].blocks};
            const Evaluation expected = alone.evaluate(prepareRun(stack).value(), m_job);
            QCOMPARE(tried[at].at, at);
            QVERIFY(std::abs(tried[at].evaluation.delta - expected.delta) < 1e-6);
            QVERIFY(std::abs(tried[at].evaluation.delta) > 1e-4);
            QCOMPARE(tried[at].evaluation.tokens, std::uint64_t {160});
        }
        QCOMPARE(evaluateCandidates(shared, m_trial, 1, m_job).size(), std::size_t {1});
    }

    void stacksWhoseNumbersOverflowAreLeftOut()
    {
        CandidateTrial trial = m_trial;
        trial.candidates.insert(trial.candidates.begin() + 1, {tooLarge(), {}, "search"});
        trial.candidates.insert(trial.candidates.begin(), {tooLarge(), {}, "search"});
        trial.candidates.push_back(m_trial.candidates[0]);
        std::vector<std::size_t> done;
        std::vector<std::size_t> leftOut;
        trial.report = [&](std::size_t at, const Evaluation& soFar, bool isDone) {
            QVERIFY(std::isfinite(soFar.delta));
            if (isDone)
                done.push_back(at);
        };
        trial.skipped = [&](std::size_t at) { leftOut.push_back(at); };
        StackEvaluator shared = evaluator();
        const std::vector<EvaluatedCandidate> tried = evaluateCandidates(shared, trial, 2, m_job);
        QCOMPARE(tried.size(), std::size_t {2});
        QVERIFY(tried[0].at == 1 && tried[1].at == 3);
        QCOMPARE(done, (std::vector<std::size_t> {1, 3}));
        QCOMPARE(leftOut, (std::vector<std::size_t> {0, 2}));
    }

    void whereAllOverflowThatIsSaid()
    {
        CandidateTrial trial = m_trial;
        trial.candidates = {{tooLarge(), {}, "search"}, {tooLarge(), {}, "search"}};
        StackEvaluator shared = evaluator();
        const auto result = guarded([&] { return evaluateCandidates(shared, trial, 1, m_job); });
        QVERIFY(!result && result.error().code() == ErrorCode::Mismatch);
        QCOMPARE(QString::fromStdString(result.error().message()),
                 QString("No stack of 4 layers that was tried can be run: the weights are sound, but the "
                         "numbers overflow"));
        // Where the model itself overflows, no stack is to blame.
        const RunnableStack base = prepareRun(Stack {m_trial.setup, tooLarge()}).value();
        StackEvaluator overflowing(*m_runner, base, m_tokens, 80);
        const auto refused = guarded([&] { return evaluateCandidates(overflowing, m_trial, 2, m_job); });
        QVERIFY(!refused && refused.error().code() == ErrorCode::Mismatch);
        QCOMPARE(QString::fromStdString(refused.error().message()),
                 QString("model cannot be run: what it computes is no number; its weights are sound, but the "
                         "numbers overflow"));
    }

    void aWeightThatIsNoNumberEndsIt()
    {
        const auto folder = writeTinyCheckpoint(m_folder / "broken", {.dtype = "F32"});
        breakTensor(folder / "model.safetensors", "model.layers.3.mlp.up_proj.weight");
        const auto broken = openModel(folder).value();
        CandidateTrial trial = m_trial;
        trial.setup.sources = {sourceFor(broken, folder.string())};
        // Neither has the layer that is broken.
        trial.candidates = {{tooLarge(), {}, "search"}, {layerRange(0, 0, 3), {}, "drop"}};
        trial.candidates[0].blocks.pop_back();
        StackEvaluator shared(*m_runner, prepareRun(broken).value(), m_tokens, 80);
        const auto result = guarded([&] { return evaluateCandidates(shared, trial, 2, m_job); });
        QVERIFY(!result && result.error().code() == ErrorCode::Mismatch);
        QCOMPARE(
            QString::fromStdString(result.error().message()),
            QString("broken cannot be run: what it computes is no number; "
                    "model.layers.3.mlp.up_proj.weight of broken holds 1 value that is no number (NaN)"));
    }

    void thoseThatDoBestOnFewTokensComeFirst()
    {
        CandidateTrial trial = m_trial;
        trial.candidates.clear();
        for (LayerIndex first = 0; first < 4; ++first)
            for (LayerIndex end = first + 1; end <= 4; ++end)
                trial.candidates.push_back({layerRange(0, first, end), {}, "drop"});
        const auto few = std::span(m_tokens).first(32);
        std::vector<std::pair<double, Blocks>> losses;
        for (const Candidate& each : trial.candidates)
            losses.emplace_back(lossOf(each.blocks, few), each.blocks);
        std::sort(losses.begin(), losses.end(),
                  [](const auto& left, const auto& right) { return left.first < right.first; });
        // Both the best and the others in their order.
        std::vector<Blocks> expected;
        for (const bool isBest : {true, false})
            for (const Candidate& each : trial.candidates)
                if (isBest == std::any_of(losses.begin(), losses.begin() + 5, [&](const auto& best) {
                        return best.second == each.blocks;
                    }))
                    expected.push_back(each.blocks);
        QVERIFY(expected != blocksOf(trial));
        screenCandidates(*m_runner, trial, screening(few, 5), m_job);
        QCOMPARE(blocksOf(trial), expected);
        screenCandidates(*m_runner, trial, screening(few, 20), m_job);
        QCOMPARE(blocksOf(trial), expected);
    }

    void aSeamIsMovedWhereThatDoesBetter()
    {
        const auto few = std::span(m_tokens).first(64);
        std::size_t moves = 0;
        for (const auto& [first, end] : std::vector<std::pair<std::uint32_t, std::uint32_t>> {
                 {1, 0}, {1, 2}, {1, 3}, {2, 0}, {2, 1}, {2, 3}, {3, 0}, {3, 1}, {3, 2}}) {
            Blocks blocks = layerRange(0, 0, LayerIndex::from(first));
            const Blocks behind = layerRange(0, LayerIndex::from(end), 4);
            blocks.insert(blocks.end(), behind.begin(), behind.end());
            CandidateTrial trial = m_trial;
            trial.candidates = {{blocks, {}, "drop"}};
            std::vector<Blocks> expected {blocks};
            for (const Candidate& moved : withSeamsMoved(trial.candidates[0], m_measured, 0))
                if (lossOf(moved.blocks, few) < lossOf(expected[0], few))
                    expected = {moved.blocks, blocks};
            screenCandidates(*m_runner, trial, screening(few, 1), m_job);
            QCOMPARE(blocksOf(trial), expected);
            QCOMPARE(trial.candidates[0].rule, std::string(expected.size() == 1 ? "drop" : "search"));
            moves += expected.size() - 1;
        }
        QVERIFY(moves > 0 && moves < 9);
    }

    void noStackIsRunTwiceOnAsManyTokens()
    {
        // With room for hardly any state.
        StackRunner forgetful(loadEngine("cpu").value().engine, FloatType::F32, RunBudget {1 << 30, 0});
        CandidateTrial trial = m_trial;
        const std::vector<ExpressionModel> models {{"A", 4}};
        trial.candidates.clear();
        for (const char* stack : {"A[0:2] A[3]", "A[0] A[2:4]", "A[1:3] A[1]", "A[2] A[1:3]"}) {
            trial.candidates.push_back({parseExpression(stack, models).blocks, {}, "search"});
            QCOMPARE(withSeamsMoved(trial.candidates.back(), m_measured, 0).size(), std::size_t {2});
        }
        std::vector<Progress> told;
        JobContext watched({}, [&](const Progress& progress) { told.push_back(progress); });
        screenCandidates(forgetful, trial, screening(m_tokens, 1), watched);
        // Four on 32 tokens, two on 64, and the best one's two on 64.
        QCOMPARE(forgetful.layersRun(), std::uint64_t {24});
        QVERIFY(told.back().done == 8 && told.back().total == 8);
    }

    void aModelThatDoesNotStayInMemoryIsNotReadToSift()
    {
        StackRunner small(loadEngine("cpu").value().engine, FloatType::F32, RunBudget {1, 1 << 20});
        CandidateTrial trial = m_trial;
        screenCandidates(small, trial, screening(m_tokens, 1), m_job);
        QCOMPARE(blocksOf(trial), blocksOf(m_trial));
        QCOMPARE(small.layersRun(), std::uint64_t {0});
    }

    void rowsAreHeardOfInTurn()
    {
        struct Heard {
            std::size_t at;
            std::uint64_t tokens;
            double delta;
            bool isDone;
        };
        std::vector<Heard> all;
        CandidateTrial trial = m_trial;
        trial.report = [&](std::size_t at, const Evaluation& soFar, bool isDone) {
            all.push_back({at, soFar.tokens, soFar.delta, isDone});
        };
        std::vector<std::uint64_t> counted;
        JobContext watched({}, [&](const Progress& progress) {
            QCOMPARE(progress.total, std::uint64_t {2});
            counted.push_back(progress.done);
        });
        StackEvaluator shared = evaluator();
        const std::vector<EvaluatedCandidate> tried = evaluateCandidates(shared, trial, 10, watched);
        // The first tokens, each of two windows, and the end.
        QCOMPARE(all.size(), std::size_t {8});
        for (std::size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(all[i].at, i / 4);
            QCOMPARE(all[i].isDone, i % 4 == 3);
            QVERIFY(i % 4 == 0 || all[i].tokens >= all[i - 1].tokens);
        }
        QCOMPARE(all[3].delta, tried[0].evaluation.delta);
        QCOMPARE(all[7].delta, tried[1].evaluation.delta);
        QCOMPARE(counted.front(), std::uint64_t {0});
        QCOMPARE(counted.back(), std::uint64_t {2});
    }

    void tryingStopsInTheMiddle()
    {
        std::stop_source stop;
        JobContext stopped(stop.get_token(), {});
        CandidateTrial trial = m_trial;
        std::size_t last = 0;
        trial.report = [&](std::size_t at, const Evaluation&, bool isDone) {
            last = at;
            if (isDone)
                stop.request_stop();
        };
        StackEvaluator shared = evaluator();
        const auto result = guarded([&] { return evaluateCandidates(shared, trial, 2, stopped); });
        QVERIFY(!result && result.error().code() == ErrorCode::Cancelled);
        QCOMPARE(last, std::size_t {0});
    }

    void whatCannotBeRunIsSaid()
    {
        CandidateTrial trial = m_trial;
        trial.candidates.push_back({{{0, 9, {}, false}}, {}, "search"});
        StackEvaluator shared = evaluator();
        const auto result = guarded([&] { return evaluateCandidates(shared, trial, 3, m_job); });
        QVERIFY(!result && result.error().message().find("has no layer 9") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TrySuggestionsTest)
#include "evaluate_candidates_test.moc"
