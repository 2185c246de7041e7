#include "core/engine/load_engine.h"
#include "core/notation/layer_expression.h"
#include "core/run/generation_session.h"
#include "core/run/stack_runner.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom;
using namespace layerloom::core;

/// Stacks of a small random model, run from where its layers lie.
class StackRunnerTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::uint64_t kPlenty = 1 << 30;

    tests::TemporaryFolder m_folder;
    std::shared_ptr<Engine> m_engine;
    std::shared_ptr<const Model> m_model;
    JobContext m_job;

    const TokenBatch m_batch {{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, 2};

    std::shared_ptr<const Model> tiny(const std::string& name, const tests::TinyOptions& options)
    {
        return openModel(tests::writeTinyCheckpoint(m_folder / name, options)).value();
    }

    static Stack stackOf(const std::vector<std::shared_ptr<const Model>>& models,
                         const std::string& expression)
    {
        Stack stack;
        for (const auto& model : models)
            stack.setup.sources.push_back(sourceFor(model, model->checkpoint->folder().string()));
        ParsedExpression parsed = parseExpression(expression, expressionModels(stack));
        stack.blocks = std::move(parsed.blocks);
        return stack;
    }

    RunnableStack runnable(const std::string& expression) const
    {
        return prepareRun(stackOf({m_model}, expression)).value();
    }

    std::string refusal(const std::vector<std::shared_ptr<const Model>>& models,
                        const std::string& expression) const
    {
        const auto prepared = prepareRun(stackOf(models, expression));
        return prepared ? std::string() : prepared.error().message();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_engine = loadEngine("cpu").value().engine;
        m_model = tiny("model", {});
    }

    void aHeadOfZerosKnowsNothing()
    {
        tests::TinyOptions zeros;
        zeros.sparse = true;
        const auto model = tiny("zeros", zeros);
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const std::vector<double> losses = runner.losses(prepareRun(model).value(), m_batch, m_job);
        QCOMPARE(losses.size(), std::size_t(10));
        for (const double loss : losses)
            QVERIFY(std::abs(loss - std::log(32.0)) < 1e-6);
    }

    void aLayerWhoseWritersAreZeroChangesNothing()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const auto plain = runner.run(runnable("A[0:2]"), m_batch, m_job);
        const auto expanded = runner.run(runnable("A[0:2] A[3]{o_proj=0, down_proj=0}"), m_batch, m_job);
        QVERIFY(runner.runner().values(*plain) == runner.runner().values(*expanded));
        const auto other = runner.run(runnable("A[0:2] A[3]"), m_batch, m_job);
        QVERIFY(runner.runner().values(*plain) != runner.runner().values(*other));
    }

    void anEditRunsAgainFromItsPlaceOn()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        runner.losses(runnable("A[0:4]"), m_batch, m_job);
        QCOMPARE(runner.layersRun(), std::uint64_t(4));
        const auto losses = runner.losses(runnable("A[0:3] A[2:4]"), m_batch, m_job);
        QCOMPARE(runner.layersRun(), std::uint64_t(6));
        runner.losses(runnable("A[0:3] A[2:4]"), m_batch, m_job);
        QCOMPARE(runner.layersRun(), std::uint64_t(6));
        StackRunner fresh(m_engine, FloatType::F32, {kPlenty, kPlenty});
        QVERIFY(fresh.losses(runnable("A[0:3] A[2:4]"), m_batch, m_job) == losses);
    }

    void statesOfAnotherTextAreNotTaken()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        runner.losses(runnable("A"), m_batch, m_job);
        TokenBatch other = m_batch;
        other.tokens.back() = 7;
        runner.losses(runnable("A"), other, m_job);
        QCOMPARE(runner.layersRun(), std::uint64_t(8));
    }

    void whoLooksSeesEveryDepthOnce()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        runner.run(runnable("A[0:2]"), m_batch, m_job);
        std::vector<std::size_t> depths;
        RunOptions options;
        options.seen = [&](std::size_t depth, const HiddenStatePointer&) { depths.push_back(depth); };
        runner.run(runnable("A[0:4]"), m_batch, m_job, options);
        QCOMPARE(depths, (std::vector<std::size_t> {0, 1, 2, 3, 4}));
        QCOMPARE(runner.layersRun(), std::uint64_t(4));
    }

    void nothingIsKeptWhenNothingShallBe()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        RunOptions options;
        options.keepStates = false;
        runner.run(runnable("A"), m_batch, m_job, options);
        QCOMPARE(runner.states().bytesHeld(), std::uint64_t(0));
    }

    void aLayerThatRepeatsIsReadOnce()
    {
        StackRunner once(m_engine, FloatType::F32, {kPlenty, 0});
        once.losses(runnable("A[0:4]"), m_batch, m_job);
        StackRunner often(m_engine, FloatType::F32, {kPlenty, 0});
        often.losses(runnable("A[0:4] A[1:4] A[0:4]"), m_batch, m_job);
        QCOMPARE(often.store().bytesRead(), once.store().bytesRead());
        QCOMPARE(often.store().bytesHeld(), once.store().bytesHeld());
    }

    void aSmallBudgetReadsAgainAndComputesTheSame()
    {
        StackRunner plenty(m_engine, FloatType::F32, {kPlenty, kPlenty});
        StackRunner little(m_engine, FloatType::F32, {1, 1});
        const auto stack = runnable("A[0:4] A[0:4]");
        const auto losses = plenty.losses(stack, m_batch, m_job);
        QVERIFY(little.losses(stack, m_batch, m_job) == losses);
        QVERIFY(little.store().bytesRead() > plenty.store().bytesRead());
        const std::uint64_t layer = m_model->table.layers[0].parameters * 4;
        const std::uint64_t parts = std::uint64_t {2} * (32 * 8 + 8) * 4;
        QVERIFY(little.store().bytesHeld() <= 3 * layer + parts);
        QVERIFY(little.states().bytesHeld() <= m_batch.tokens.size() * 8 * 4);
    }

    void textsRunTogetherAreAsThoseRunAlone()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const auto together = runner.losses(runnable("A"), m_batch, m_job);
        const auto second =
            runner.losses(runnable("A"), {{m_batch.tokens.begin() + 6, m_batch.tokens.end()}, 1}, m_job);
        for (std::size_t i = 0; i < second.size(); ++i)
            QVERIFY(std::abs(second[i] - together[5 + i]) < 1e-5);
    }

    void whatComesLaterChangesNothingBefore()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        TokenBatch other = m_batch;
        other.tokens[5] = 7;
        const auto before = runner.losses(runnable("A"), m_batch, m_job);
        const auto after = runner.losses(runnable("A"), other, m_job);
        for (std::size_t i = 0; i < 4; ++i)
            QCOMPARE(after[i], before[i]);
        QVERIFY(after[4] != before[4]);
    }

    void aGenerationRemembersWhatARunComputes()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const RunnableStack stack = runnable("A[0:4] A[1:4]");
        const TokenBatch text {{3, 1, 4, 1, 5, 9, 2, 6}, 1};
        const auto state = runner.run(stack, text, m_job);
        const auto whole =
            runner.runner().logits(stack.traits, *runner.store().head(stack, m_job), *state, 7, 1);
        GenerationSession generation(runner, stack);
        generation.advance(std::span(text.tokens).first(5), m_job);
        for (std::size_t i = 5; i < 7; ++i)
            generation.advance(std::span(text.tokens).subspan(i, 1), m_job);
        const auto last = generation.advance(std::span(text.tokens).subspan(7, 1), m_job);
        QCOMPARE(generation.tokens(), std::size_t(8));
        for (std::size_t i = 0; i < whole.size(); ++i)
            QVERIFY(std::abs(whole[i] - last[i]) < 1e-5F);
        QCOMPARE(likeliest(last), likeliest(whole));
    }

    void equalStatesAreNotApart()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const auto state = runner.run(runnable("A[0:2]"), m_batch, m_job);
        const auto same = runner.run(runnable("A[0:2] A[3]{o_proj=0, down_proj=0}"), m_batch, m_job);
        const auto other = runner.run(runnable("A[0:3]"), m_batch, m_job);
        const std::vector<HiddenStatePointer> states {state, same, other};
        const HiddenStateComparison compared = runner.runner().compare(states);
        QCOMPARE(compared.angles.at(0, 0), 0.0);
        QCOMPARE(compared.angles.at(0, 1), 0.0);
        QCOMPARE(compared.cosines.at(0, 1), 1.0);
        QVERIFY(compared.angles.at(0, 2) > 0 && compared.angles.at(0, 2) < 1);
        QCOMPARE(compared.angles.at(2, 0), compared.angles.at(0, 2));
    }

    // The matrix products of a library add in an order that differs by processor and by the place in the matrix.
    void anglesAreSymmetricToTheLastBit()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        std::vector<HiddenStatePointer> states;
        for (const char* stack :
             {"A[0:4]", "A[3] A[2] A[1] A[0]", "A[1:3] A[0:4]", "A[2:4] A[0:4]", "A[3] A[0:3] A[0:4]"})
            runner.run(
                runnable(stack), m_batch, m_job,
                {false, [&](std::size_t, const HiddenStatePointer& state) { states.push_back(state); }});
        const std::size_t count = states.size();
        for (std::size_t i = 0; i < count; ++i)
            states.push_back(HiddenStatePointer(states[i]));
        const HiddenStateComparison compared = runner.runner().compare(states);
        QCOMPARE(compared.angles, transposed(compared.angles));
        QCOMPARE(compared.cosines, transposed(compared.cosines));
        for (std::size_t i = 0; i < count; ++i) {
            QCOMPARE(compared.angles.at(i, i), 0.0);
            QCOMPARE(compared.angles.at(i, count + i), 0.0);
            QCOMPARE(compared.cosines.at(i, count + i), 1.0);
        }
    }

    void aStopIsHeard()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        std::stop_source stop;
        stop.request_stop();
        JobContext job(stop.get_token(), {});
        const auto run = guarded([&] { return runner.losses(runnable("A"), m_batch, job); });
        QVERIFY(!run);
        QCOMPARE(run.error().code(), ErrorCode::Cancelled);
        QCOMPARE(runner.losses(runnable("A"), m_batch, m_job).size(), std::size_t(10));
    }

    void layersKeepTheirTypeWhereverTheyStand()
    {
        tests::TinyOptions windows;
        windows.family = "gemma2";
        windows.extraConfig = R"("sliding_window": 2, "head_dim": 4)";
        windows.extraTensors = {};
        const auto model = tiny("windows", windows);
        const RunnableStack stack = prepareRun(stackOf({model}, "A[1:4] A[0:2]")).value();
        std::vector<bool> roles;
        for (const RunnableBlock& block : stack.blocks)
            roles.push_back(block.role.isSliding);
        QCOMPARE(roles, (std::vector {false, true, false, true, false}));
    }

    void whatCannotBeRunIsRefusedInWords()
    {
        tests::TinyOptions wide;
        wide.hidden = 16;
        tests::TinyOptions mamba;
        mamba.family = "mamba";
        QVERIFY(refusal({m_model, tiny("wide", wide)}, "A[0:2] B[2:4]").find("hidden size 16")
                != std::string::npos);
        QVERIFY(refusal({tiny("mamba", mamba)}, "A").find("\"mamba\"") != std::string::npos);
        QVERIFY(refusal({m_model}, "").find("without layers") != std::string::npos);
        Stack missing = stackOf({m_model}, "A");
        missing.setup.sources[0].model = nullptr;
        missing.setup.sources[0].missingReason = "its folder is gone";
        QVERIFY(prepareRun(missing).error().message().find("its folder is gone") != std::string::npos);
        tests::TinyOptions packed;
        packed.extraTensors = {{"model.layers.1.mlp.down_proj.packed", "I32", {4, 4}}};
        QVERIFY(refusal({tiny("packed", packed)}, "A").find("is I32") != std::string::npos);
    }

    void aLayerThatLacksATensorIsNamedAndTheNextRunGoesOn()
    {
        tests::TinyOptions lacking;
        lacking.tensors = tests::tinyTensors(lacking);
        std::erase_if(lacking.tensors, [](const auto& tensor) {
            return tensor.name == "model.layers.2.mlp.down_proj.weight";
        });
        const auto model = tiny("lacking", lacking);
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const auto run = guarded([&] { return runner.losses(prepareRun(model).value(), m_batch, m_job); });
        QVERIFY(!run);
        QCOMPARE(run.error().code(), ErrorCode::Unsupported);
        QVERIFY(run.error().message().find("mlp.down_proj.weight") != std::string::npos);
        QCOMPARE(runner.losses(runnable("A"), m_batch, m_job).size(), std::size_t(10));
    }

    void aTokenThatIsNotThereIsNamed()
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const auto run = guarded([&] { return runner.losses(runnable("A"), {{1, 99}, 1}, m_job); });
        QVERIFY(!run);
        QVERIFY(run.error().message().find("no token 99") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(StackRunnerTest)
#include "stack_runner_test.moc"
