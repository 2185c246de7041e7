#include "core/engine/load_engine.h"
#include "core/merge/write/run_merge.h"
#include "core/notation/layer_expression.h"
#include "core/run/stack_runner.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom;
using namespace layerloom::core;

/// A stack that is run without writing it computes what the checkpoint that a merge writes computes.
class WrittenConfigTest : public QObject {
    Q_OBJECT

private:
    static constexpr std::uint64_t kPlenty = 1 << 30;

    tests::TemporaryFolder m_folder;
    std::shared_ptr<Engine> m_engine;
    JobContext m_job;
    int m_count = 0;

    const TokenBatch m_batch {{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4}, 2};

    std::shared_ptr<const Model> tiny(const QByteArray& family, const QByteArray& members, std::uint64_t seed)
    {
        const std::string name = family.toStdString();
        tests::TinyOptions options;
        options.family = name;
        options.extraConfig = members.toStdString();
        options.headSize = 4;
        options.dtype = "F32";
        options.seed = seed;
        options.attentionBias = name.starts_with("qwen2");
        options.tensors = tests::tinyTensors(options);
        if (name.ends_with("moe"))
            mixExperts(options);
        if (name.starts_with("gemma2"))
            for (int layer = 0; layer < 4; ++layer)
                for (const char* norm : {"pre_feedforward_layernorm", "post_feedforward_layernorm"})
                    options.tensors.push_back(
                        {"model.layers." + std::to_string(layer) + "." + norm + ".weight", "F32", {8}});
        return openModel(tests::writeTinyCheckpoint(m_folder / std::to_string(++m_count), options)).value();
    }

    /// Four small experts in place of each MLP.
    static void mixExperts(tests::TinyOptions& options)
    {
        std::erase_if(options.tensors,
                      [](const auto& tensor) { return tensor.name.find(".mlp.") != std::string::npos; });
        for (int layer = 0; layer < 4; ++layer) {
            const std::string mlp = "model.layers." + std::to_string(layer) + ".mlp.";
            options.tensors.push_back({mlp + "gate.weight", "F32", {4, 8}});
            for (int expert = 0; expert < 4; ++expert) {
                const std::string prefix = mlp + "experts." + std::to_string(expert) + ".";
                options.tensors.push_back({prefix + "gate_proj.weight", "F32", {16, 8}});
                options.tensors.push_back({prefix + "up_proj.weight", "F32", {16, 8}});
                options.tensors.push_back({prefix + "down_proj.weight", "F32", {8, 16}});
            }
        }
    }

    std::vector<double> losses(const RunnableStack& stack)
    {
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        return runner.losses(stack, m_batch, m_job);
    }

private Q_SLOTS:
    void initTestCase() { m_engine = loadEngine("cpu").value().engine; }

    void unwrittenEqualsWritten_data()
    {
        QTest::addColumn<QByteArray>("familyOfA");
        QTest::addColumn<QByteArray>("ofA");
        QTest::addColumn<QByteArray>("familyOfB");
        QTest::addColumn<QByteArray>("ofB");
        QTest::addColumn<QString>("expression");
        const auto row = [](const char* name, const char* familyOfA, const char* ofA, const char* familyOfB,
                            const char* ofB, const char* expression = "B[0:2] A[2:4]") {
            QTest::newRow(name) << QByteArray(familyOfA) << QByteArray(ofA) << QByteArray(familyOfB)
                                << QByteArray(ofB) << QString(expression);
        };
        row("window of the base", "llama", R"("hidden_act": "silu")", "mistral", R"("sliding_window": 4)");
        row("window of the other", "mistral", R"("sliding_window": 4)", "llama", R"("hidden_act": "silu")");
        row("two windows", "mistral", R"("sliding_window": 2)", "mistral", R"("sliding_window": 5)");
        row("base of the positions", "llama", R"("rope_theta": 10.0)", "llama", R"("rope_theta": 5e5)");
        row("scaled positions", "llama", R"("rope_scaling": {"rope_type": "linear", "factor": 8.0})", "llama",
            R"("rope_scaling": null)");
        row("llama 3.1 positions", "llama", R"("rope_scaling": null)", "llama",
            R"("rope_scaling": {"rope_type": "llama3", "factor": 8.0, "original_max_position_embeddings": 4})");
        row("epsilon", "llama", R"("rms_norm_eps": 0.5)", "llama", R"("rms_norm_eps": 1e-6)");
        row("activation", "llama", R"("hidden_act": "gelu")", "llama", R"("hidden_act": "silu")");
        row("experts a token", "qwen2_moe", R"("num_experts_per_tok": 1)", "qwen2_moe",
            R"("num_experts_per_tok": 3)");
        row("sum of the experts", "qwen2_moe", R"("norm_topk_prob": true, "num_experts_per_tok": 2)",
            "qwen2_moe", R"("norm_topk_prob": false, "num_experts_per_tok": 2)");
        row("types of layers", "qwen2",
            R"("use_sliding_window": true, "sliding_window": 2, "layer_types": ["full_attention", "full_attention", "sliding_attention", "full_attention"])",
            "qwen2",
            R"("use_sliding_window": true, "sliding_window": 3, "layer_types": ["sliding_attention", "full_attention", "full_attention", "full_attention"])");
        row("windows from a layer on", "qwen2",
            R"("use_sliding_window": true, "sliding_window": 2, "max_window_layers": 2)", "qwen2",
            R"("use_sliding_window": true, "sliding_window": 3, "max_window_layers": 2)",
            "B[0:2] A[2:4] B[3:4]");
        row("capped scores", "gemma2",
            R"("sliding_window": 3, "attn_logit_softcapping": 0.1, "num_attention_heads": 2)", "gemma2",
            R"("sliding_window": 3, "query_pre_attn_scalar": 1, "num_attention_heads": 2)");
    }

    void unwrittenEqualsWritten()
    {
        QFETCH(QByteArray, familyOfA);
        QFETCH(QByteArray, ofA);
        QFETCH(QByteArray, familyOfB);
        QFETCH(QByteArray, ofB);
        QFETCH(QString, expression);
        Stack stack;
        for (const auto& model : {tiny(familyOfA, ofA, 1), tiny(familyOfB, ofB, 2)})
            stack.setup.sources.push_back(sourceFor(model, model->checkpoint->folder().string()));
        stack.blocks = parseExpression(expression.toStdString(), expressionModels(stack)).blocks;
        const std::filesystem::path out = m_folder / ("merged" + std::to_string(++m_count));
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, plan ? "" : plan.error().message().c_str());
        const auto report = runMerge(*plan, {}, out, m_job);
        QVERIFY2(report, report ? "" : report.error().message().c_str());
        const std::vector<double> unwritten = losses(prepareRun(stack).value());
        QCOMPARE(unwritten.size(), std::size_t(18));
        QVERIFY(unwritten == losses(prepareRun(openModel(out).value()).value()));
        // The settings of the other model make another result, or this would prove nothing.
        Stack other = stack;
        other.setup.parts[static_cast<std::size_t>(Part::Config)] = SourceIndex(0);
        QVERIFY(unwritten != losses(prepareRun(other).value()));
    }

    void statesOfAnotherConfigAreNotTaken()
    {
        const auto a = tiny("llama", R"("rms_norm_eps": 0.5)", 1);
        const auto b = tiny("llama", R"("rms_norm_eps": 1e-6)", 2);
        Stack stack;
        for (const auto& model : {a, b})
            stack.setup.sources.push_back(sourceFor(model, model->checkpoint->folder().string()));
        stack.blocks = parseExpression("A", expressionModels(stack)).blocks;
        Stack other = stack;
        other.setup.parts[static_cast<std::size_t>(Part::Config)] = SourceIndex(1);
        StackRunner runner(m_engine, FloatType::F32, {kPlenty, kPlenty});
        const std::vector<double> own = runner.losses(prepareRun(stack).value(), m_batch, m_job);
        QVERIFY(own != runner.losses(prepareRun(other).value(), m_batch, m_job));
        QVERIFY(own == runner.losses(prepareRun(stack).value(), m_batch, m_job));
        QCOMPARE(runner.layersRun(), std::uint64_t(8));
    }
};

QTEST_APPLESS_MAIN(WrittenConfigTest)
#include "written_config_test.moc"
