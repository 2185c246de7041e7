#include "core/merge/plan/plan.h"
#include "core/stack/retarget.h"
#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

const QByteArrayList kSections {"text_config", "language_config", "llm_config", "thinker_config.text_config",
                                "vlm_config.text_config"};

/// A config.json that keeps all of `text` in the section of its language model.
std::string nested(const std::string& text, const QByteArray& section)
{
    std::string inner = text;
    const QByteArrayList names = section.split('.');
    for (auto name = names.rbegin(); name != names.rend(); ++name)
        inner = "{\"" + name->toStdString() + "\": " + inner + "}";
    const ConfigText config(text);
    inner.insert(1,
                 R"("model_type": ")" + config.string("model_type").value() + R"(", "architectures": )"
                     + std::string(config.raw("architectures").value()) + ", ");
    return inner;
}

} // namespace

/// What config.json says of layers means the same at the root and in every section of a multimodal model.
class ConfigSectionsTest : public QObject {
    Q_OBJECT

    Composer m_composer;

    Source source(const QByteArray& family, const QByteArray& extra, const QByteArray& section)
    {
        TinyOptions options = layersOf(8);
        options.family = family.toStdString();
        options.extraConfig = extra.toStdString();
        if (!section.isEmpty())
            options.configText = nested(tinyConfig(options), section);
        return m_composer.source(("m" + QByteArray::number(++m_count)).toStdString(), options);
    }

    int m_count = 0;

private Q_SLOTS:
    void everyRuleIsFoundInEverySection_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("code"); // of a problem that it makes; empty when it follows the stack
        const auto row = [](const char* name, const char* family, const char* config, const char* code) {
            QTest::newRow(name) << QByteArray(family) << QByteArray(config) << QString(code);
        };
        row("dense layers", "deepseek_v3", R"("first_k_dense_replace": 1)", "P14");
        row("dense layers, other key", "lfm2_moe", R"("num_dense_layers": 1)", "P14");
        row("types by position", "gemma3_text", R"("sliding_window_pattern": 4, "sliding_window": 16)",
            "P13");
        row("prefix", "qwen2", R"("max_window_layers": 4, "use_sliding_window": true)", "P23");
        row("suffix", "gemma3n_text", R"("num_kv_shared_layers": 2)", "");
        row("band", "ernie4_5_moe", R"("moe_layer_start_index": 1, "moe_layer_end_index": -1)", "P23");
        row("period", "qwen3_next", R"("full_attention_interval": 4)", "P13");
        row("period with phase", "jamba", R"("expert_layer_period": 4, "expert_layer_offset": 1)", "P23");
        row("indices", "qwen3_moe", R"("mlp_only_layers": [0, 3])", "");
        row("indices as text", "step3", R"("moe_layers_enum": "2,3,4,5")", "");
        row("sparse", "qwen3_moe", R"("decoder_sparse_step": 2, "mlp_only_layers": [])", "");
        row("cycle", "recurrent_gemma", R"("block_types": ["recurrent", "recurrent", "attention"])", "");
        row("letters", "nemotron_h", R"("hybrid_override_pattern": "M-M*M-M*")", "");
        row("runs", "gpt_neo", R"("attention_types": [[["global", "local"], 4]])", "");
        row("entries by index", "openelm", R"("per_layer_config": {"3": {"a": 1}})", "");
        row("groups that share", "llama", R"("use_cla": true, "cla_share_factor": 2)", "P32");
        row("key that cannot follow", "llama", R"("hybrid_layer_ids": [1, 3])", "P23");
    }

    void everyRuleIsFoundInEverySection()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, config);
        QFETCH(QString, code);
        const char* expression = "A[0:5] A[0] A[3:8]";
        const QString atRoot = idsOf(Composer::stack({source(family, config, {})}, expression));
        QVERIFY2(code.isEmpty() || atRoot.contains(code), qPrintable(atRoot));
        for (const QByteArray& section : kSections) {
            const Stack stack = Composer::stack({source(family, config, section)}, expression);
            QVERIFY2(idsOf(stack) == atRoot, qPrintable(section + ": " + idsOf(stack) + ", not " + atRoot));
            const Result<MergePlan> plan = planMerge(stack, {});
            QVERIFY2(plan || hasErrors(problems(stack)), plan ? "" : plan.error().what());
        }
    }

    void aCountWrittenOnPurposeIsCheckedInEverySection()
    {
        for (const QByteArray& section : kSections) {
            Stack stack =
                Composer::stack({source("deepseek_v3", R"("first_k_dense_replace": 1)", section)}, "A[2:6]");
            QVERIFY(withId(stack, ProblemId::MisplacedDenseLayer).empty());
            stack.setup.overrides = {{section.toStdString() + ".first_k_dense_replace", "1"}};
            const std::vector<Problem> dense = withId(stack, ProblemId::MisplacedDenseLayer);
            QVERIFY2(dense.size() == 1, qPrintable(idsOf(stack)));
            const Stack fixed = applied(stack, fixEdits(dense.front().fixes.front()));
            QVERIFY2(withId(fixed, ProblemId::MisplacedDenseLayer).empty(), section);
        }
    }

    void sharedWeightsAndShapesAreFoundInEverySection()
    {
        for (const QByteArray& section : kSections) {
            TinyOptions wide = layersOf(4);
            wide.intermediate = 24;
            const Source weights = m_composer.source("wide" + section.toStdString(), wide);
            const Stack stack = Composer::stack({source("llama", "", section), weights}, "B");
            const Setup setup = retarget(stack, 0);
            QCOMPARE(setup.overrides.size(), std::size_t(1));
            QCOMPARE(setup.overrides.front(),
                     (ConfigPatch {section.toStdString() + ".intermediate_size", "24"}));
        }
    }
};

QTEST_APPLESS_MAIN(ConfigSectionsTest)
#include "config_sections_test.moc"
