#include "core/model/compute_keys.h"
#include "core/model/config_sections.h"
#include "core/model/family.h"

#include <QObject>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {
extern const char* const kComputeDefaultsJson;
}

using namespace layerloom::core;

using Names = std::vector<std::string>;

class FamilyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFamiliesOfTheFieldAreKnown()
    {
        for (const char* name :
             {"llama",  "mistral", "mixtral",     "qwen2", "qwen3", "qwen2_moe", "qwen3_moe",
              "gemma",  "gemma2",  "gemma3_text", "phi3",  "gpt2",  "gpt_neox",  "opt",
              "falcon", "bloom",   "stablelm",    "olmo2", "bert",  "roberta"}) {
            const Family& family = familyFor(name);
            QCOMPARE(family.name, std::string(name));
            QVERIFY2(!family.embeddings.empty() && !family.head.empty() && !family.countKeys.empty(), name);
            QVERIFY2(!family.shapes.empty() && !family.unsupportedKeys.empty(), name);
        }
        for (const Family& family : knownFamilies())
            QCOMPARE(&familyFor(family.name), &family);
    }

    void anUnknownFamilyHasWhatIsCommon()
    {
        const Family& family = familyFor("brand_new");
        QVERIFY(family.name.empty());
        QVERIFY(std::count(family.countKeys.begin(), family.countKeys.end(), "num_transformer_layers") == 1);
        QVERIFY(std::count(family.head.begin(), family.head.end(), "lm_head") == 1);
        QVERIFY(!family.tiedByDefault);
        QCOMPARE(&familyFor(""), &family);
    }

    void whatAnEntryDoesNotSayComesFromItsLikeness()
    {
        QCOMPARE(familyFor("gemma3_text").embeddings, (Names {"embed_tokens"}));
        QVERIFY(familyFor("gemma3_text").tiedByDefault);
        QCOMPARE(familyFor("bloom").residualWriters, (Names {"self_attention.dense", "mlp.dense_4h_to_h"}));
        QCOMPARE(familyFor("roberta").head, (Names {"lm_head"}));
    }

    void keysAreFoundInTheirSections()
    {
        const Names names {"num_hidden_layers", "num_layers"};
        QCOMPARE(presentKeys(ConfigText(R"({"num_layers": 1, "num_hidden_layers": 1})"), names),
                 (Names {"num_hidden_layers", "num_layers"}));
        QCOMPARE(presentKeys(
                     ConfigText(
                         R"({"text_config": {"num_hidden_layers": 1}, "vision_config": {"num_layers": 2}})"),
                     names),
                 (Names {"text_config.num_hidden_layers"}));
        QVERIFY(presentKeys(ConfigText("{}"), names).empty());
    }

    void namesTheRulesThatCannotBeFollowed_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("keys");
        QTest::newRow("none") << QByteArray(R"({"num_hidden_layers": 4, "max_window_layers": 2})")
                              << QByteArray();
        QTest::newRow("empty values") << QByteArray(
            R"({"hybrid_layer_ids": [], "bskcn_1": null, "scale_attn_by_inverse_layer_idx": false})")
                                      << QByteArray();
        QTest::newRow("ruling values")
            << QByteArray(R"({"bskcn_1": [12, 20, 32, 44], "scale_attn_by_inverse_layer_idx": true})")
            << QByteArray("bskcn_1 scale_attn_by_inverse_layer_idx");
        QTest::newRow("nested") << QByteArray(R"({"text_config": {"hybrid_layer_ids": [3, 8]}})")
                                << QByteArray("text_config.hybrid_layer_ids");
    }
    void namesTheRulesThatCannotBeFollowed()
    {
        QFETCH(QByteArray, config);
        QByteArray keys;
        for (const std::string& key : unfollowedKeys(ConfigText(config.toStdString()), familyFor("llama")))
            keys += (keys.isEmpty() ? "" : " ") + QByteArray::fromStdString(key);
        QTEST(keys, "keys");
    }

    void thePeriodIsSaidByTheConfigOrTheFamily()
    {
        const Family& gemma3 = familyFor("gemma3_text");
        QCOMPARE(positionalPeriod(ConfigText("{}"), gemma3), 6);
        QCOMPARE(positionalPeriod(ConfigText(R"({"sliding_window_pattern": 4})"), gemma3), 4);
        QCOMPARE(positionalPeriod(ConfigText(R"({"layer_types": ["full_attention"]})"), gemma3), 0);
        QCOMPARE(positionalPeriod(ConfigText("{}"), familyFor("gemma2")), 2);
        QCOMPARE(positionalPeriod(ConfigText("{}"), familyFor("llama")), 0);
        QCOMPARE(positionalPhase(6, gemma3), std::size_t(5));
        QCOMPARE(positionalPhase(3, familyFor("modernbert")), std::size_t(0));
    }

    void computeDefaultsOfOneFamilyAreThoseOfTheFile()
    {
        const auto file = nlohmann::ordered_json::parse(kComputeDefaultsJson);
        QVERIFY(file.size() > 400);
        for (const auto& [name, entry] : file.items()) {
            const auto defaults = computeDefaults(name);
            QVERIFY2(defaults, name.c_str());
            QCOMPARE(*defaults,
                     entry.contains("like") ? file.at(entry.at("like").get<std::string>()) : entry);
        }
        QVERIFY(!computeDefaults("brand_new") && !computeDefaults("") && !computeDefaults("llama\": {}"));
    }

    void theFirstPlaceHasTensorsOfItsOwn()
    {
        QVERIFY(isFirstPlaceTensor("rwkv.blocks.0.pre_ln.weight", familyFor("rwkv")));
        QVERIFY(!isFirstPlaceTensor("rwkv.blocks.0.ln1.weight", familyFor("rwkv")));
        QVERIFY(isFirstPlaceTensor("decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                                   familyFor("t5")));
        QVERIFY(!isFirstPlaceTensor("model.layers.0.input_layernorm.weight", familyFor("llama")));
    }
};

QTEST_APPLESS_MAIN(FamilyTest)
#include "family_test.moc"
