#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

/// Models whose layers compute differently by their config.json, in one stack.
class ComputeProblemsTest : public QObject {
    Q_OBJECT

    Composer m_composer;

private Q_SLOTS:
    void p12OtherRopeBase()
    {
        TinyOptions slow = layersOf(8);
        slow.configText = tinyConfig(layersOf(8));
        slow.configText.insert(slow.configText.rfind('}'), ", \"rope_theta\": 1000000.0");
        TinyOptions usual = slow;
        usual.configText = tinyConfig(layersOf(8));
        usual.configText.insert(usual.configText.rfind('}'), ", \"rope_theta\": 10000.0");
        const Stack stack = Composer::stack(
            {m_composer.source("usual", usual), m_composer.source("slow", slow)}, "A[0:6] B[4:8]");
        const std::vector<Problem> found = withId(stack, ProblemId::ComputeSettingDiffers);
        QCOMPARE(found.size(), std::size_t(1));
        check(stack,
              {ProblemId::ComputeSettingDiffers,
               Severity::Warning,
               "rope_theta differs: A 10000.0, B 1000000.0. The output keeps one value",
               {"Keep A's", "Keep B's"}});
        const Stack kept = applied(stack, fixEdits(found.front().fixes[1]));
        QCOMPARE(kept.setup.overrides, (std::vector<ConfigPatch> {{"rope_theta", "1000000.0"}}));
    }

    void p12OtherSettings_data()
    {
        QTest::addColumn<QByteArray>("familyOfA");
        QTest::addColumn<QByteArray>("ofA");
        QTest::addColumn<QByteArray>("familyOfB");
        QTest::addColumn<QByteArray>("ofB");
        QTest::addColumn<QStringList>("expected"); // what differs, sorted
        const auto row = [](const char* name, const char* familyOfA, const char* ofA, const char* familyOfB,
                            const char* ofB, const QStringList& expected) {
            QTest::newRow(name) << QByteArray(familyOfA) << QByteArray(ofA) << QByteArray(familyOfB)
                                << QByteArray(ofB) << expected;
        };
        const auto llamas = [&](const char* name, const char* ofA, const char* ofB,
                                const QStringList& expected) {
            row(name, "llama", ofA, "llama", ofB, expected);
        };
        llamas("nothing", "", "", {});
        llamas("epsilon", "", R"("rms_norm_eps": 1e-6)", {"rms_norm_eps differs: A 1e-05, B 1e-6"});
        llamas("one number in two spellings", "", R"("rms_norm_eps": 0.00001)", {});
        llamas("activation", R"("hidden_act": "silu")", R"("hidden_act": "gelu")",
               {"hidden_act differs: A silu, B gelu"});
        llamas("one activation in two spellings", R"("hidden_act": "gelu_new")",
               R"("hidden_act": "gelu_pytorch_tanh")", {});
        llamas("the family's value in words", "", R"("hidden_act": "silu", "attention_bias": false)", {});
        llamas("a key that the family does not read", "", R"("sliding_window": 4096)", {});
        llamas("scaled positions", "",
               R"("rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
                   "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})",
               {"rope_scaling differs: A none, B "
                "{\"factor\":8.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
                "\"original_max_position_embeddings\":8192,\"rope_type\":\"llama3\"}"});
        llamas("a scaling of an unknown kind", R"("rope_scaling": {"type": "new", "x": 1})",
               R"("rope_scaling": {"type": "new", "x": 2})",
               {R"(rope_scaling differs: A {"rope_type":"new","x":1}, B {"rope_type":"new","x":2})"});
        llamas("one scaling in two spellings",
               R"("rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32})",
               R"("rope_parameters": {"rope_theta": 10000, "rope_type": "yarn", "factor": 4,
                   "original_max_position_embeddings": 32, "beta_fast": 32})",
               {});
        llamas("positions in two spellings", "",
               R"("rope_parameters": {"rope_theta": 1e4, "rope_type": "default"})", {});
        row("window", "llama", "", "mistral", R"("sliding_window": 4)",
            {"sliding_window differs: A none, B 4"});
        row("the family's window", "llama", "", "mistral", "", {"sliding_window differs: A none, B 4096"});
        row("no window", "llama", "", "mistral", R"("sliding_window": null)", {});
        row("a window that is switched off", "qwen2",
            R"("sliding_window": 4096, "use_sliding_window": false)", "qwen2",
            R"("sliding_window": 512, "use_sliding_window": false)", {});
        row("experts a token", "mixtral", R"("num_experts_per_tok": 2)", "mixtral",
            R"("num_experts_per_tok": 4)", {"num_experts_per_tok differs: A 2, B 4"});
        row("routing", "deepseek_v3", R"("routed_scaling_factor": 2.5)", "deepseek_v3",
            R"("routed_scaling_factor": 1.0, "norm_topk_prob": false)",
            {"norm_topk_prob differs: A true, B false", "routed_scaling_factor differs: A 2.5, B 1.0"});
        row("multipliers", "granite", R"("residual_multiplier": 0.22)", "granite",
            R"("residual_multiplier": 0.22, "embedding_multiplier": 12, "attention_multiplier": 0.5)",
            {"attention_multiplier differs: A 1.0, B 0.5", "embedding_multiplier differs: A 1.0, B 12"});
        row("another family's multiplier", "llama", "", "granite", R"("residual_multiplier": 0.22,
            "attention_multiplier": null)",
            {"residual_multiplier differs: A 1, B 0.22"});
        row("caps", "gemma2", "", "gemma2", R"("attn_logit_softcapping": null, "query_pre_attn_scalar": 144)",
            {"attn_logit_softcapping differs: A 50.0, B none",
             "query_pre_attn_scalar differs: A 256, B 144"});
        row("clipped values", "dbrx", "", "dbrx", R"("attn_config": {"clip_qkv": 8})",
            {"attn_config.clip_qkv differs: A none, B 8"});
        row("an unknown family", "brand_new", R"("hidden_act": "silu")", "brand_new", "",
            {"hidden_act differs: A silu, B not stated"});
        row("sections", "llava", R"("text_config": {"model_type": "llama", "rms_norm_eps": 1e-6})", "llama",
            "", {"rms_norm_eps differs: A 1e-6, B 1e-05"});
        row("pairs of positions", "llama", "", "helium", R"("rope_theta": 10000.0)",
            {"The pairing of rotary positions differs: A halves, B neighbours"});
    }

    void p12OtherSettings()
    {
        QFETCH(QByteArray, familyOfA);
        QFETCH(QByteArray, ofA);
        QFETCH(QByteArray, familyOfB);
        QFETCH(QByteArray, ofB);
        QFETCH(QStringList, expected);
        const auto source = [&](const char* name, const QByteArray& family, const QByteArray& members) {
            TinyOptions options = layersOf(4);
            options.family = family.toStdString();
            options.extraConfig = members.toStdString();
            return m_composer.source(name, options);
        };
        const Stack stack =
            Composer::stack({source("a", familyOfA, ofA), source("b", familyOfB, ofB)}, "A[0:2] B[2:4]");
        QStringList found;
        for (const Problem& problem : withId(stack, ProblemId::ComputeSettingDiffers)) {
            QCOMPARE(problem.severity, Severity::Warning);
            QCOMPARE(problem.source, std::optional(SourceIndex(1)));
            found << QString::fromStdString(problem.message).remove(". The output keeps one value");
            for (const Fix& fix : problem.fixes) {
                const Stack fixed = applied(stack, fixEdits(fix));
                QCOMPARE(withId(fixed, ProblemId::ComputeSettingDiffers).size() + 1,
                         withId(stack, ProblemId::ComputeSettingDiffers).size());
            }
        }
        found.sort();
        QCOMPARE(found, expected);
    }

    void p12KeysThatAreNotKnown()
    {
        TinyOptions other = layersOf(4);
        other.extraConfig = R"("secret_gain": 2.0, "attention_dropout": 0.1, "bos_token_id": 3)";
        TinyOptions usual = layersOf(4);
        usual.extraConfig = R"("secret_gain": 1.0, "attention_dropout": 0.0, "bos_token_id": 1)";
        check(
            Composer::stack({m_composer.source("usual", usual), m_composer.source("other", other)},
                            "A[0:2] B[2:4]"),
            {ProblemId::ComputeSettingDiffers,
             Severity::Advice,
             "secret_gain differs: A 1.0, B 2.0. It is not known what it changes; the output keeps one value",
             {}});
    }

    void keepingPositionsInOneObjectKeepsTheirBase()
    {
        TinyOptions scaled = layersOf(4);
        scaled.configText = tinyConfig(layersOf(4));
        const std::string old = "\"rope_theta\": 10000.0";
        const std::string object =
            R"("rope_parameters": {"rope_theta": 5e5, "rope_type": "linear", "factor": 2})";
        scaled.configText.replace(scaled.configText.find(old), old.size(), object);
        const Stack stack = Composer::stack(
            {m_composer.source("scaled", scaled), m_composer.source("l", layersOf(4))}, "A[0:2] B[2:4]");
        for (const Problem& problem : withId(stack, ProblemId::ComputeSettingDiffers))
            if (problem.message.starts_with("rope_scaling"))
                QCOMPARE(
                    applied(stack, fixEdits(problem.fixes.front())).setup.overrides,
                    (std::vector<ConfigPatch> {
                        {"rope_parameters", R"({"rope_theta": 5e5, "rope_type": "linear", "factor": 2})"}}));
        QCOMPARE(withId(stack, ProblemId::ComputeSettingDiffers).size(), std::size_t(2));
    }

    void p25WeightsThatTheConfigDoesNotDescribe()
    {
        TinyOptions normed = layersOf(4);
        normed.family = "qwen3";
        normed.architecture = "Qwen3ForCausalLM";
        normed.extraConfig = R"("head_dim": 4)";
        for (int layer = 0; layer < 4; ++layer)
            normed.extraTensors.push_back(
                {"model.layers." + std::to_string(layer) + ".self_attn.q_norm.weight", "BF16", {4}});
        Stack stack = Composer::stack(
            {m_composer.source("llama", layersOf(4)), m_composer.source("qwen3", normed)}, "B");
        stack.setup.base = SourceIndex(0);
        check(stack,
              {ProblemId::ConfigContradictsWeights,
               Severity::Error,
               "Layers of \"qwen3\" have self_attn.q_norm.weight; the config.json of \"llama\" describes "
               "others",
               {"Write the config.json of B"}});
        stack.setup.base.reset();
        QVERIFY(withId(stack, ProblemId::ConfigContradictsWeights).empty());
    }

    void p12NormsThatAddOne()
    {
        TinyOptions gemma = layersOf(4);
        gemma.family = "gemma";
        gemma.extraConfig = R"("head_dim": 4, "hidden_act": "silu")";
        const Source llama = m_composer.source("llama", layersOf(4));
        const Source other = m_composer.source("gemma", gemma);
        check(Composer::stack({llama, other}, "A[0:2] B[2:4]"),
              {ProblemId::ComputeSettingDiffers,
               Severity::Error,
               "The meaning of norm weights differs: A w, B 1 + w. Layers of B would compute nonsense under "
               "the "
               "config.json of A",
               {"Remove these 2 layers"}});
        Stack under = Composer::stack({llama, other}, "B");
        under.setup.base = SourceIndex(0);
        check(under,
              {ProblemId::ComputeSettingDiffers,
               Severity::Error,
               "The meaning of norm weights differs: A w, B 1 + w. Layers of B would compute nonsense under "
               "the "
               "config.json of A",
               {"Write the config.json of B"}});
    }
};

QTEST_APPLESS_MAIN(ComputeProblemsTest)
#include "compute_problems_test.moc"
