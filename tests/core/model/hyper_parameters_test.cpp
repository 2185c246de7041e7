#include "core/base/result.h"
#include "core/model/hyper_parameters.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>

using namespace layerloom;
using namespace layerloom::core;

/// What a config.json says of running, read from small checkpoints.
class HyperParametersTest : public QObject {
    Q_OBJECT

private:
    tests::TemporaryFolder m_folder;

    static tests::TinyOptions options(const std::string& family, const std::string& members)
    {
        tests::TinyOptions options;
        options.family = family;
        options.extraConfig = members;
        return options;
    }

    /// Of a model with this config.
    HyperParameters traits(const std::string& family, const std::string& members = {})
    {
        const auto folder = tests::writeTinyCheckpoint(m_folder / family, options(family, members));
        return readHyperParameters(*openModel(folder).value());
    }

    /// Of this config alone: the tensors of the model are others.
    HyperParameters told(const std::string& family, const std::string& members = {})
    {
        const auto model = openModel(tests::writeTinyCheckpoint(m_folder / "plain")).value();
        return readHyperParameters(*model, ConfigText(tests::tinyConfig(options(family, members))),
                                   model->table.layers);
    }

    static std::vector<bool> sliding(const HyperParameters& traits)
    {
        std::vector<bool> roles;
        for (const LayerRole& role : traits.layers)
            roles.push_back(role.isSliding);
        return roles;
    }

    std::string refusal(const std::string& family, const std::string& members = {})
    {
        const auto read = guarded([&] { return told(family, members); });
        return read ? std::string() : read.error().message();
    }

private Q_SLOTS:
    void thirteenFamiliesAreKnown()
    {
        for (const char* family : {"llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text", "phi3",
                                   "olmo2", "gpt2", "gpt_neox", "mixtral", "qwen2_moe", "qwen3_moe"})
            QVERIFY2(canRun(family), family);
        QVERIFY(!canRun("mamba"));
        QVERIFY(!canRun(""));
    }

    void sizesAreThoseOfTheConfig()
    {
        const HyperParameters read = traits("llama");
        QCOMPARE(read.hidden, 8U);
        QCOMPARE(read.heads, 2U);
        QCOMPARE(read.keyValueHeads, 1U);
        QCOMPARE(read.headSize, 4U);
        QCOMPARE(read.vocabulary, 32U);
        QCOMPARE(read.attentionScale, 0.5);
        QCOMPARE(read.layers.size(), std::size_t(4));
        QCOMPARE(read.names.query, std::string("self_attn.q_proj"));
    }

    void aHeadSizeThatIsSaidIsBelieved()
    {
        QCOMPARE(told("llama", R"("head_dim": 16)").headSize, 16U);
        QCOMPARE(told("llama", R"("head_dim": null)").headSize, 4U);
        QCOMPARE(told("qwen3").headSize, 128U);
    }

    void windowsAreThoseOfTheFamily()
    {
        const std::string window = R"("sliding_window": 3)";
        QCOMPARE(sliding(traits("llama", window)), (std::vector {false, false, false, false}));
        QCOMPARE(sliding(traits("mistral", window)), (std::vector {true, true, true, true}));
        QCOMPARE(sliding(traits("mistral", R"("sliding_window": null)")),
                 (std::vector {false, false, false, false}));
        QCOMPARE(
            sliding(traits("qwen2", window + R"(, "use_sliding_window": false, "max_window_layers": 2)")),
            (std::vector {false, false, false, false}));
        QCOMPARE(sliding(traits("qwen2", window + R"(, "use_sliding_window": true, "max_window_layers": 2)")),
                 (std::vector {false, false, true, true}));
        QCOMPARE(sliding(traits("gemma2", window)), (std::vector {true, false, true, false}));
        QCOMPARE(traits("gemma2", window).window, 3U);
    }

    void typesThatAreListedOverruleThePlace()
    {
        const HyperParameters read = traits(
            "gemma3_text",
            R"("rope_theta": 1e6, "layer_types": ["full_attention", "sliding_attention", "sliding_attention", "full_attention"])");
        QCOMPARE(sliding(read), (std::vector {false, true, true, false}));
        QCOMPARE(read.window, 4096U);
        QCOMPARE(read.rope.base, 1e6);
        QCOMPARE(read.localRope.base, 1e4);
    }

    void gemmasScaleAndCap()
    {
        const HyperParameters read = told("gemma2", R"("query_pre_attn_scalar": 64)");
        QCOMPARE(read.normOffset, 1.0);
        QCOMPARE(read.embeddingScale, std::sqrt(8.0));
        QCOMPARE(read.attentionScale, 0.125);
        QCOMPARE(read.attentionSoftcap, 50.0);
        QCOMPARE(read.logitSoftcap, 30.0);
        QVERIFY(read.activation == Activation::GeluTanh);
        QCOMPARE(told("gemma2", R"("final_logit_softcapping": null)").logitSoftcap, 0.0);
        QCOMPARE(told("gemma3_text").logitSoftcap, 0.0);
    }

    void rotaryPositionsAreReadInTheirOldAndNewForm()
    {
        const HyperParameters old = told(
            "llama",
            R"("rope_theta": 500000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})");
        const HyperParameters fresh = told(
            "llama",
            R"("rope_parameters": {"rope_theta": 500000.0, "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192})");
        QVERIFY(old.rope == fresh.rope);
        QCOMPARE(old.rope.base, 500000.0);
        QCOMPARE(old.rope.originalPositions, 8192.0);
        QVERIFY(old.rope.scaling == RopeScaling::Llama3);
    }

    void yarnMakesSineAndCosineLarger()
    {
        const HyperParameters read = told(
            "qwen2",
            R"("rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768})");
        QVERIFY(read.rope.scaling == RopeScaling::Yarn);
        QCOMPARE(read.rope.attentionFactor, 0.1 * std::log(4.0) + 1);
        QCOMPARE(read.rope.betaFast, 32.0);
    }

    void aShareOfAHeadTurns()
    {
        QCOMPARE(told("gpt_neox").rope.size, 1U);
        QCOMPARE(told("gpt_neox", R"("rotary_pct": 0.5)").rope.size, 2U);
        QCOMPARE(told("gpt2").rope.size, 0U);
    }

    void headsOfKeysAreNotSharedWhereTheFamilyDoesNot() { QCOMPARE(told("gpt_neox").keyValueHeads, 2U); }

    void whatCannotBeRunIsRefusedInWords()
    {
        QVERIFY(refusal("mamba").find("\"mamba\" cannot be run yet; they can still be merged")
                != std::string::npos);
        QVERIFY(refusal("llama", R"("rope_scaling": {"rope_type": "longrope"})").find("\"longrope\"")
                != std::string::npos);
        QVERIFY(refusal("llama", R"("hidden_act": "mish")").find("\"mish\"") != std::string::npos);
        QVERIFY(refusal("gpt2", R"("scale_attn_by_inverse_layer_idx": true)")
                    .find("scale_attn_by_inverse_layer_idx")
                != std::string::npos);
        QVERIFY(refusal("llama", R"("num_key_value_heads": 3)").find("share") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(HyperParametersTest)
#include "hyper_parameters_test.moc"
