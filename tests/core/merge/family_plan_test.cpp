#include "core/stack/totals.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// The tensors of a layer of `prefix` under these names.
void addLayers(TinyOptions& options, const std::string& prefix, std::uint32_t layers,
               const std::vector<TinyTensor>& of)
{
    for (std::uint32_t layer = 0; layer < layers; ++layer)
        for (const TinyTensor& tensor : of)
            options.tensors.push_back(
                {prefix + std::to_string(layer) + "." + tensor.name, tensor.dtype, tensor.shape});
}

TinyOptions rwkv(std::uint32_t layers)
{
    TinyOptions options;
    options.configText = R"({"architectures": ["RwkvForCausalLM"], "model_type": "rwkv", "hidden_size": 8,
        "num_hidden_layers": )"
        + std::to_string(layers) + R"(, "vocab_size": 32, "tie_word_embeddings": false})";
    options.tensors = {{"rwkv.embeddings.weight", "F32", {32, 8}},
                       {"rwkv.blocks.0.pre_ln.weight", "F32", {8}},
                       {"rwkv.blocks.0.pre_ln.bias", "F32", {8}}};
    addLayers(options, "rwkv.blocks.", layers,
              {{"ln1.weight", "F32", {8}}, {"attention.output.weight", "F32", {8, 8}}});
    options.tensors.push_back({"rwkv.ln_out.weight", "F32", {8}});
    options.tensors.push_back({"head.weight", "F32", {32, 8}});
    return options;
}

/// Tensors of one packed linear layer as each method stores it.
struct Packing {
    const char* method;
    const char* config;
    std::vector<TinyTensor> tensors;
};

std::vector<Packing> packings()
{
    const std::string w = "mlp.down_proj.weight";
    return {
        {"bitsandbytes 4 bits",
         R"({"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_use_double_quant": true})",
         {{w, "U8", {64, 1}},
          {w + ".absmax", "U8", {2}},
          {w + ".quant_map", "F32", {16}},
          {w + ".nested_absmax", "F32", {1}},
          {w + ".nested_quant_map", "F32", {256}},
          {w + ".quant_state.bitsandbytes__nf4", "U8", {80}}}},
        {"bitsandbytes 8 bits",
         R"({"quant_method": "bitsandbytes", "load_in_8bit": true})",
         {{w, "I8", {8, 16}}, {"mlp.down_proj.SCB", "F32", {8}}, {"mlp.down_proj.weight_format", "U8", {}}}},
        {"GPTQ",
         R"({"quant_method": "gptq", "bits": 4, "group_size": 16})",
         {{"mlp.down_proj.qweight", "I32", {2, 8}},
          {"mlp.down_proj.qzeros", "I32", {1, 1}},
          {"mlp.down_proj.scales", "F16", {1, 8}},
          {"mlp.down_proj.g_idx", "I32", {16}}}},
        {"AWQ",
         R"({"quant_method": "awq", "bits": 4, "modules_to_not_convert": null})",
         {{"mlp.down_proj.qweight", "I32", {16, 1}},
          {"mlp.down_proj.qzeros", "I32", {1, 1}},
          {"mlp.down_proj.scales", "F16", {1, 8}}}},
        {"FP8",
         R"({"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128]})",
         {{w, "F8_E4M3", {8, 16}}, {"mlp.down_proj.weight_scale_inv", "F32", {1, 1}}}},
        {"compressed-tensors",
         R"({"quant_method": "compressed-tensors", "format": "pack-quantized", "ignore": ["lm_head"]})",
         {{"mlp.down_proj.weight_packed", "I32", {8, 2}},
          {"mlp.down_proj.weight_scale", "BF16", {8, 1}},
          {"mlp.down_proj.weight_shape", "I64", {2}}}},
    };
}

} // namespace

class FamilyPlan : public QObject, private TestFolders {
    Q_OBJECT

private:
    /// The plan of these layers; its figures are those of the stack.
    MergePlan planned(const TinyOptions& options, const std::vector<std::uint32_t>& layers)
    {
        const Stack stack = stackOf({written(options)}, layersOfA(layers));
        auto plan = planMerge(stack, {});
        if (!plan)
            qFatal("%s", messageOf(plan).c_str());
        const Totals figures = totals(stack);
        if (figures.bytes != plan->payloadBytes || figures.parameters != plan->parameters)
            qFatal("%llu bytes and %llu parameters, planned %llu and %llu",
                   static_cast<unsigned long long>(figures.bytes),
                   static_cast<unsigned long long>(figures.parameters),
                   static_cast<unsigned long long>(plan->payloadBytes),
                   static_cast<unsigned long long>(plan->parameters));
        return *plan;
    }

    static std::string sourceOf(const MergePlan& plan, const std::string& name)
    {
        const PlannedTensor* tensor = findTensor(plan, name);
        return tensor ? plan.models[tensor->model]->tensor(tensor->tensor).name : "(none)";
    }

private Q_SLOTS:
    void extraLayersFollowTheLastLayer()
    {
        TinyOptions options;
        options.layers = 5;
        TinyOptions counted;
        options.configText = tinyConfig(counted);
        options.configText.insert(options.configText.rfind('}'), ", \"num_nextn_predict_layers\": 1");
        const MergePlan plan = planned(options, {0, 1, 2, 1, 2, 3});
        QCOMPARE(sourceOf(plan, "model.layers.6.mlp.up_proj.weight"),
                 std::string("model.layers.4.mlp.up_proj.weight"));
        QCOMPARE(sourceOf(plan, "model.layers.5.mlp.up_proj.weight"),
                 std::string("model.layers.3.mlp.up_proj.weight"));
        QVERIFY(findTensor(plan, "model.layers.7.mlp.up_proj.weight") == nullptr);
        const ConfigText config(plannedText(plan, "config.json"));
        QCOMPARE(config.integer("num_nextn_predict_layers").value_or(0), 1);
        QCOMPARE(config.integer("num_hidden_layers").value_or(0), 6);
    }

    void extraLayersCanBeOmitted()
    {
        TinyOptions options;
        options.layers = 5;
        options.configText = tinyConfig({});
        options.configText.insert(options.configText.rfind('}'), ", \"num_nextn_predict_layers\": 1");
        Stack stack = stackOf({written(options)}, layersOfA({0, 1, 2, 3}));
        stack.setup.overrides = {{"num_nextn_predict_layers", "0"}};
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QVERIFY(findTensor(*plan, "model.layers.4.mlp.up_proj.weight") == nullptr);
        QCOMPARE(plan->payloadBytes, totals(stack).bytes);
    }

    void listsKeepTheEntriesOfExtraLayers()
    {
        TinyOptions options;
        options.layers = 5;
        options.configText = tinyConfig({});
        options.configText.insert(
            options.configText.rfind('}'),
            R"(, "num_nextn_predict_layers": 1, "layer_types": ["a", "b", "a", "b", "c"])");
        const MergePlan plan = planned(options, {0, 1, 2, 3, 2, 3});
        const std::string config = plannedText(plan, "config.json");
        QVERIFY2(config.find(R"("layer_types": ["a", "b", "a", "b", "a", "b", "c"])") != std::string::npos,
                 config.c_str());
    }

    void theFirstPositionKeepsItsOwnTensors()
    {
        const std::string first = "rwkv.blocks.0.pre_ln.weight";
        const MergePlan twice = planned(rwkv(4), {0, 1, 0, 1, 2, 3});
        QCOMPARE(sourceOf(twice, first), first);
        QVERIFY(findTensor(twice, "rwkv.blocks.2.pre_ln.weight") == nullptr);
        QVERIFY(findTensor(twice, "rwkv.blocks.2.ln1.weight") != nullptr);
        const MergePlan without = planned(rwkv(4), {2, 3, 0});
        QCOMPARE(sourceOf(without, first), first);
        QCOMPARE(sourceOf(without, "rwkv.blocks.0.ln1.weight"), std::string("rwkv.blocks.2.ln1.weight"));
        QVERIFY(findTensor(without, "rwkv.blocks.2.pre_ln.bias") == nullptr);
    }

    void aTiedHeadKeepsWhatItDoesNotShare()
    {
        TinyOptions options;
        options.tied = true;
        options.extraTensors = {{"lm_head.weight", "BF16", {32, 8}, "model.embed_tokens.weight"},
                                {"lm_head.bias", "BF16", {32}}};
        const MergePlan plan = planned(options, {0, 1, 2, 3, 3});
        QVERIFY(findTensor(plan, "lm_head.weight") == nullptr);
        QVERIFY(findTensor(plan, "lm_head.bias") != nullptr);
    }

    void factorsOverTheRootOfTheDepthAreCompensated_data()
    {
        QTest::addColumn<QByteArray>("factor");
        QTest::addColumn<int>("layers");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("deeper") << QByteArray("1.4") << 16 << QByteArray("\"scale_depth\": 2.8,");
        QTest::newRow("same") << QByteArray("1.40") << 4 << QByteArray("\"scale_depth\": 1.40,");
        QTest::newRow("shallower") << QByteArray("1.4") << 1 << QByteArray("\"scale_depth\": 0.7,");
        QTest::newRow("none") << QByteArray("null") << 16 << QByteArray("\"scale_depth\": null,");
    }
    void factorsOverTheRootOfTheDepthAreCompensated()
    {
        QFETCH(QByteArray, factor);
        QFETCH(int, layers);
        QFETCH(QByteArray, expected);
        TinyOptions options;
        options.extraConfig = "\"scale_depth\": " + factor.toStdString() + ", \"scale_emb\": 12";
        std::vector<std::uint32_t> order;
        for (int at = 0; at < layers; ++at)
            order.push_back(static_cast<std::uint32_t>(at % 4));
        const std::string config = plannedText(planned(options, order), "config.json");
        QVERIFY2(config.find(expected.toStdString()) != std::string::npos, config.c_str());
    }

    void rulesOfManyKindsFollowInOneConfig()
    {
        TinyOptions options;
        options.extraConfig = R"("mlp_only_layers": [0], "decoder_sparse_step": 1, "moe_layers_enum": "1,2",
            "quantization_config": {"quant_method": "fp8", "modules_to_not_convert": ["lm_head", "model.layers.3.mlp"]})";
        const ConfigText config(plannedText(planned(options, {0, 1, 2, 3, 2, 3}), "config.json"));
        QCOMPARE(config.raw("mlp_only_layers"), std::optional<std::string_view>("[0]"));
        QCOMPARE(config.raw("moe_layers_enum"), std::optional<std::string_view>(R"("1,2,4")"));
        QCOMPARE(
            config.raw("quantization_config.modules_to_not_convert"),
            std::optional<std::string_view>(R"(["lm_head", "model.layers.3.mlp", "model.layers.5.mlp"])"));
    }

    void packedLayersAreCopied()
    {
        for (const Packing& packing : packings()) {
            TinyOptions options;
            options.configText =
                R"({"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 8,
                "intermediate_size": 16, "num_hidden_layers": 3, "vocab_size": 32, "tie_word_embeddings": true,
                "quantization_config": )"
                + std::string(packing.config) + "}";
            options.tensors = {{"model.embed_tokens.weight", "BF16", {32, 8}},
                               {"model.norm.weight", "BF16", {8}}};
            addLayers(options, "model.layers.", 3, packing.tensors);
            const MergePlan plan = planned(options, {0, 2, 1, 2});
            for (const TinyTensor& tensor : packing.tensors) {
                const std::string name = "model.layers.3." + tensor.name;
                QVERIFY2(sourceOf(plan, name) == "model.layers.2." + tensor.name,
                         (packing.method + name).c_str());
                QVERIFY2(findTensor(plan, name)->isCopy(), packing.method);
            }
            QVERIFY2(plan.tensorCount() == 2 + 4 * packing.tensors.size(), packing.method);
            QVERIFY(!plan.needsEngine);
            const auto converted =
                planMerge(stackOf({written(options)}, layersOfA({0, 1})), {.dtype = FloatType::F32});
            QVERIFY2(!converted, packing.method);
            QVERIFY2(messageOf(converted).find("quantized") != std::string::npos,
                     messageOf(converted).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(FamilyPlan)
#include "family_plan_test.moc"
