#include "core/stack/per_layer.h"
#include "core/stack/totals.h"
#include "tests/core/merge/merge_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

using Order = std::vector<std::uint32_t>;

TinyOptions withMembers(std::uint32_t layers, const std::string& members, const std::string& family = "llama")
{
    TinyOptions options;
    options.layers = layers;
    options.family = family;
    options.extraConfig = members;
    return options;
}

/// Elements [begin, begin + count) of `size` bytes of a tensor's bytes, one run after the other.
std::string parts(const std::string& bytes, std::size_t size, const std::vector<std::size_t>& which)
{
    std::string together;
    for (const std::size_t part : which)
        together += bytes.substr(part * size, size);
    return together;
}

} // namespace

class FollowedLayers : public QObject, private TestFolders {
    Q_OBJECT

private:
    JobContext m_job;

    MergePlan planned(const Stack& stack, const OutputSettings& settings = {})
    {
        auto plan = planMerge(stack, settings);
        if (!plan)
            qFatal("%s", messageOf(plan).c_str());
        const Totals figures = totals(stack);
        if (!settings.dtype
            && (figures.bytes != plan->payloadBytes || figures.parameters != plan->parameters))
            qFatal("the totals differ from the plan");
        return *plan;
    }

    static Stack chosen(Stack stack, const std::string& name, bool gathers)
    {
        for (const Edit& edit : choosePerLayer(stack, name, gathers))
            apply(stack, edit);
        return stack;
    }

private Q_SLOTS:
    void keysOfConfig_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, const char* family, const char* members, const char* key,
                            const char* said) {
            QTest::newRow(name) << QByteArray(family) << QByteArray(members) << QByteArray(key)
                                << QByteArray(said);
        };
        // Layers 0, 3, 1, 2 of four.
        row("bert", "bert", R"("pruned_heads": {"0": [1], "3": [0, 2]})", "pruned_heads",
            R"({"0": [1], "1": [0, 2]})");
        row("rwkv7", "rwkv7", R"("value_dim": [1, 2, 3, 4])", "value_dim", "[1, 4, 2, 3]");
        row("heads of layers", "llama", R"("layer_head_num": [1, 2, 3, 4])", "layer_head_num",
            "[1, 4, 2, 3]");
        row("sizes of layers", "llama", R"("layer_inter_size": [1, 2, 3, 4])", "layer_inter_size",
            "[1, 4, 2, 3]");
        row("outputs", "dinov2", R"("out_features": ["stage1", "stage3"])", "out_features",
            R"(["stage1", "stage4"])");
        row("MLX", "llama",
            R"("quantization": {"bits": 4, "model.layers.3.mlp": {"bits": 8}, "lm_head": true})",
            "quantization", R"({"bits": 4, "model.layers.1.mlp": {"bits": 8}, "lm_head": true})");
        row("torchao", "llama",
            R"("quantization_config": {"quant_method": "torchao", "own": {"kept": ["model.layers.3.mlp"]}})",
            "quantization_config.own.kept", R"(["model.layers.1.mlp"])");
    }
    void keysOfConfig()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, said);
        const auto folder = written(withMembers(4, members.toStdString(), family.toStdString()));
        const MergePlan plan = planned(stackOf({folder}, layersOfA({0, 3, 1, 2})));
        const ConfigText config(plannedText(plan, "config.json"));
        QCOMPARE(QByteArray::fromStdString(std::string(config.raw(key.toStdString()).value_or("(none)"))),
                 said);
    }

    void theEncodersWindowsFollowTheEncoderAlone()
    {
        TinyOptions options = withMembers(4, R"("attention_window": [1, 2, 3, 4])");
        const auto decoder = written(options);
        const ConfigText kept(plannedText(planned(stackOf({decoder}, layersOfA({0, 1}))), "config.json"));
        QCOMPARE(kept.raw("attention_window"), std::optional<std::string_view>("[1, 2, 3, 4]"));
        options.tensors = {{"longformer.embeddings.word_embeddings.weight", "BF16", {32, 8}}};
        for (const int layer : {0, 1, 2, 3})
            options.tensors.push_back(
                {"longformer.encoder.layer." + std::to_string(layer) + ".output.dense.weight",
                 "BF16",
                 {8, 8}});
        options.family = "longformer";
        options.architecture = "LongformerModel";
        const MergePlan plan = planned(stackOf({written(options)}, layersOfA({0, 3})));
        const ConfigText followed(plannedText(plan, "config.json"));
        QCOMPARE(followed.raw("attention_window"), std::optional<std::string_view>("[1, 4]"));
    }

    void whatIsChosenIsDone()
    {
        const auto folder = written(withMembers(4, R"("text_config": {"widths": [1, 2, 3, 4]})"));
        const Stack stack = stackOf({folder}, layersOfA({0, 3}));
        const auto refused = planMerge(stack, {});
        QVERIFY(!refused);
        QVERIFY2(messageOf(refused).find("text_config.widths") != std::string::npos,
                 messageOf(refused).c_str());
        const std::vector<Problem> problems = mergeProblems(stack, {});
        QVERIFY(hasErrors(problems));
        for (const bool gathers : {true, false}) {
            const Stack decided = chosen(stack, "text_config.widths", gathers);
            QVERIFY(!hasErrors(mergeProblems(decided, {})));
            const ConfigText config(plannedText(planned(decided), "config.json"));
            QCOMPARE(config.raw("text_config.widths"),
                     std::optional<std::string_view>(gathers ? "[1, 4]" : "[1, 2, 3, 4]"));
        }
    }

    void alignmentHeadsOfTheDecoder()
    {
        TinyOptions options = withMembers(6, R"("decoder_layers": 6)", "whisper");
        options.architecture = "WhisperForConditionalGeneration";
        options.tensors = {{"model.decoder.embed_tokens.weight", "BF16", {32, 8}}};
        for (const int layer : {0, 1, 2, 3, 4, 5})
            options.tensors.push_back(
                {"model.decoder.layers." + std::to_string(layer) + ".fc2.weight", "BF16", {8, 8}});
        const auto folder = written(options);
        const std::string before = "{\n  \"alignment_heads\": [[5, 1], [2, 3], [0, 7]],\n  "
                                   "\"suppress_tokens\": [1, 2, 3, 4, 5, 6]\n}\n";
        writeText(folder / "generation_config.json", before);
        QCOMPARE(plannedText(planned(stackOf({folder}, layersOfA({0, 5}))), "generation_config.json"),
                 std::string("{\n  \"alignment_heads\": [[0, 7], [1, 1]],\n  \"suppress_tokens\": [1, 2, 3, "
                             "4, 5, 6]\n}\n"));
        const MergePlan whole = planned(stackOf({folder}, layersOfA({0, 1, 2, 3, 4, 5})));
        QCOMPARE(plannedText(whole, "generation_config.json"), before);
    }

    void quantizationFilesFollow()
    {
        const auto folder = written(withMembers(4, "\"x\": 1"));
        writeText(folder / "hf_quant_config.json",
                  R"({"quantization": {"quant_algo": "MIXED_PRECISION",
  "exclude_modules": ["lm_head", "model.layers.1.self_attn*"],
  "quantized_layers": {"model.layers.1.mlp.up_proj": {"quant_algo": "NVFP4"}, "model.layers.2.mlp.up_proj": {"quant_algo": "FP8"}}}})");
        const Stack stack = stackOf({folder}, layersOfA({0, 2, 2, 3}));
        const ConfigText file(plannedText(planned(stack), "hf_quant_config.json"));
        QCOMPARE(file.raw("quantization.exclude_modules"), std::optional<std::string_view>(R"(["lm_head"])"));
        QCOMPARE(
            file.raw("quantization.quantized_layers"),
            std::optional<std::string_view>(
                R"({"model.layers.1.mlp.up_proj": {"quant_algo": "FP8"}, "model.layers.2.mlp.up_proj": {"quant_algo": "FP8"}})"));
        const auto converted = planMerge(stack, {.dtype = FloatType::F16});
        QVERIFY(!converted);
        QVERIFY2(messageOf(converted).find("is quantized (modelopt MIXED_PRECISION)") != std::string::npos,
                 messageOf(converted).c_str());
        QVERIFY(hasErrors(mergeProblems(stack, {.dtype = FloatType::F16})));
        Stack scaled = stack;
        scaled.blocks[0].scales = {{"", 0.5}};
        QVERIFY(!planMerge(scaled, {}));
    }

    void partsOfTensorsOutsideTheLayers()
    {
        TinyOptions options = withMembers(4, "\"x\": 1", "esm");
        options.heads = 2;
        options.extraTensors = {{"esm.contact_head.regression.weight", "F32", {1, 8}},
                                {"resid_lambdas", "F32", {4}},
                                {"layer_weights", "F32", {5}},
                                {"value_embeds.1.weight", "BF16", {3, 2}},
                                {"value_embeds.3.weight", "BF16", {3, 2}}};
        const auto folder = written(options);
        const auto out = fresh();
        const auto report = runMerge(planned(stackOf({folder}, layersOfA({0, 3, 1, 3, 2}))), {}, out, m_job);
        QVERIFY2(report, messageOf(report).c_str());
        const auto before = [&](const char* name) { return tensorBytes(folder, name); };
        const auto after = [&](const char* name) { return tensorBytes(out, name); };
        const char* contacts = "esm.contact_head.regression.weight";
        QVERIFY(after(contacts) == parts(before(contacts), 8, {0, 3, 1, 3, 2}));
        QVERIFY(after("resid_lambdas") == parts(before("resid_lambdas"), 4, {0, 3, 1, 3, 2}));
        QVERIFY(after("layer_weights") == parts(before("layer_weights"), 4, {0, 1, 4, 2, 4, 3}));
        QVERIFY(after("value_embeds.1.weight") == before("value_embeds.3.weight"));
        QVERIFY(after("value_embeds.2.weight") == before("value_embeds.1.weight"));
        QVERIFY(after("value_embeds.3.weight") == before("value_embeds.3.weight"));
        QVERIFY(after("value_embeds.4.weight").empty());
    }

    void everyLayerBringsThePartsOfItsModel()
    {
        TinyOptions options = withMembers(4, "\"x\": 1");
        options.extraTensors = {{"resid_lambdas", "F32", {4}}, {"layer_weights", "F32", {5}}};
        const auto one = written(options);
        options.seed = 2;
        const auto other = written(options);
        const auto out = fresh();
        const Blocks blocks {{0, 0, {}, false}, {1, 3, {}, false}, {1, 0, {}, false}};
        QVERIFY(runMerge(planned(stackOf({one, other}, blocks)), {}, out, m_job));
        const auto of = [](const std::filesystem::path& folder, const char* name) {
            return tensorBytes(folder, name);
        };
        QVERIFY(of(out, "resid_lambdas")
                == parts(of(one, "resid_lambdas"), 4, {0}) + parts(of(other, "resid_lambdas"), 4, {3, 0}));
        QVERIFY(of(out, "layer_weights")
                == parts(of(one, "layer_weights"), 4, {0, 1}) + parts(of(other, "layer_weights"), 4, {4, 1}));
    }

    void suspectedTensorsAreGatheredOrLeft()
    {
        TinyOptions options = withMembers(4, "\"x\": 1");
        options.heads = 8;
        options.vocabulary = 64;
        options.extraTensors = {{"gates", "F32", {4}}};
        for (const int member : {0, 1, 2, 3})
            options.extraTensors.push_back({"adapters." + std::to_string(member), "BF16", {2}});
        const auto folder = written(options);
        const Stack stack = stackOf({folder}, layersOfA({3, 0, 1}));
        QVERIFY(!planMerge(stack, {}));
        for (const bool gathers : {true, false}) {
            const Stack decided = chosen(chosen(stack, "gates", gathers), "adapters.", gathers);
            const auto out = fresh();
            QVERIFY(runMerge(planned(decided), {}, out, m_job));
            const std::string gates = tensorBytes(folder, "gates");
            QVERIFY(tensorBytes(out, "gates") == (gathers ? parts(gates, 4, {3, 0, 1}) : gates));
            QVERIFY(tensorBytes(out, "adapters.0")
                    == tensorBytes(folder, gathers ? "adapters.3" : "adapters.0"));
            QCOMPARE(tensorBytes(out, "adapters.3").empty(), gathers);
        }
    }

    void headersNameTheTensorsOfTheOutput()
    {
        const auto folder = written(withMembers(2, "\"x\": 1"));
        const QString packed = "{\"_type\": \"Float8Tensor\"} of layer ";
        writePacked(folder,
                    {{"tensor_names", "[\"model.layers.0.mlp.up.weight\", \"model.layers.1.mlp.up.weight\"]"},
                     {"model.layers.0.mlp.up.weight", packed + '0'},
                     {"model.layers.1.mlp.up.weight", packed + '1'},
                     {"author", "nobody"}});
        const Stack stack = stackOf({folder}, layersOfA({1, 0, 1}));
        QCOMPARE(stack.setup.sources.front().model->facts.quantization,
                 std::optional<std::string>("torchao"));
        const auto out = fresh();
        const auto report = runMerge(planned(stack), {}, out, m_job);
        QVERIFY2(report, messageOf(report).c_str());
        QJsonObject metadata = metadataOf(out);
        QStringList names;
        for (const QJsonValue& name :
             QJsonDocument::fromJson(metadata.take("tensor_names").toString().toUtf8()).array())
            names << name.toString();
        names.sort();
        QCOMPARE(names,
                 QStringList({"model.layers.0.mlp.up.weight", "model.layers.1.mlp.up.weight",
                              "model.layers.2.mlp.up.weight"}));
        QCOMPARE(metadata,
                 QJsonObject({{"format", "pt"},
                              {"model.layers.0.mlp.up.weight", packed + '1'},
                              {"model.layers.1.mlp.up.weight", packed + '0'},
                              {"model.layers.2.mlp.up.weight", packed + '1'}}));
    }

    void headersThatCannotFollowAreRefused()
    {
        const auto folder = written(withMembers(2, "\"x\": 1"));
        const QString map = "{\"model.layers.1.mlp\": 4}";
        writePacked(folder, {{"map", map}});
        const Stack moved = stackOf({folder}, layersOfA({1, 0}));
        const auto refused = planMerge(moved, {});
        QVERIFY(!refused);
        QVERIFY2(messageOf(refused).find("the metadata \"map\"") != std::string::npos,
                 messageOf(refused).c_str());
        QVERIFY(hasErrors(mergeProblems(moved, {})));
        const auto out = fresh();
        QVERIFY(runMerge(planned(stackOf({folder}, layersOfA({0, 1}))), {}, out, m_job));
        QCOMPARE(metadataOf(out)["map"].toString(), map);
    }

    void tensorsThatAreF32OnPurposeStaySo()
    {
        TinyOptions options = withMembers(4, "\"x\": 1", "glm4_moe");
        for (const int layer : {1, 2, 3})
            options.extraTensors.push_back(
                {"model.layers." + std::to_string(layer) + ".mlp.gate.e_score_correction_bias", "F32", {8}});
        options.extraTensors.push_back({"model.scale", "F32", {1}});
        const auto folder = written(options);
        const Stack stack = stackOf({folder}, layersOfA({0, 1, 2, 1, 2, 3}));
        const auto bias = "model.layers.3.mlp.gate.e_score_correction_bias";
        const MergePlan plan = planned(stack, {.dtype = FloatType::F16});
        QCOMPARE(findTensor(plan, bias)->dtype, std::string("F32"));
        QVERIFY(findTensor(plan, bias)->isCopy());
        QCOMPARE(findTensor(plan, "model.layers.3.mlp.up_proj.weight")->dtype, std::string("F16"));
        QCOMPARE(plan.keptF32,
                 (std::map<std::string, std::uint64_t> {{"mlp.gate.e_score_correction_bias", 5},
                                                        {"model.scale", 1}}));
        const MergePlan all = planned(stack, {.dtype = FloatType::F16, .convertsAll = true});
        QCOMPARE(findTensor(all, bias)->dtype, std::string("F16"));
        QVERIFY(all.keptF32.empty());
        options.extraTensors.clear();
        const Stack plain = stackOf({written(options)}, layersOfA({0, 1, 2, 1, 2, 3}));
        QCOMPARE(planned(stack).parameters, planned(plain).parameters + 1);
        options = withMembers(4, "\"x\": 1", "glm4_moe");
        options.dtype = "F32";
        options.extraTensors = {{"model.layers.1.mlp.gate.e_score_correction_bias", "F32", {8}}};
        const MergePlan wide =
            planned(stackOf({written(options)}, layersOfA({0, 1})), {.dtype = FloatType::BF16});
        QCOMPARE(findTensor(wide, "model.layers.1.mlp.gate.e_score_correction_bias")->dtype,
                 std::string("BF16"));
    }

    void aKindThatIsAlsoHalfIsNoException()
    {
        TinyOptions options = withMembers(4, "\"x\": 1");
        options.extraTensors = {{"model.layers.1.gate", "F32", {2}}, {"model.layers.2.gate", "BF16", {2}}};
        const MergePlan plan =
            planned(stackOf({written(options)}, layersOfA({0, 1, 2, 3})), {.dtype = FloatType::F16});
        QCOMPARE(findTensor(plan, "model.layers.1.gate")->dtype, std::string("F16"));
    }

private:
    /// Two layers of packed tensors, with this metadata.
    static void writePacked(const std::filesystem::path& folder, const QJsonObject& metadata)
    {
        QJsonObject header {{"__metadata__", metadata}};
        int bytes = 0;
        const auto add = [&](const QString& name, const QJsonArray& shape) {
            int size = 2;
            for (const QJsonValue& extent : shape)
                size *= extent.toInt();
            header[name] = QJsonObject {
                {"dtype", "BF16"}, {"shape", shape}, {"data_offsets", QJsonArray {bytes, bytes + size}}};
            bytes += size;
        };
        add("model.embed_tokens.weight", {32, 8});
        for (const QString layer : {"model.layers.0.", "model.layers.1."}) {
            add(layer + "mlp.up._weight_qdata", {8, 8});
            add(layer + "mlp.up._weight_scale", {8});
        }
        add("model.norm.weight", {8});
        add("lm_head.weight", {32, 8});
        writeRawSafetensors(folder / "model.safetensors",
                            QJsonDocument(header).toJson(QJsonDocument::Compact).toStdString(),
                            static_cast<std::uint64_t>(bytes));
    }

    static QJsonObject metadataOf(const std::filesystem::path& folder)
    {
        const QByteArray header = QByteArray::fromStdString(headerText(folder / "model.safetensors"));
        return QJsonDocument::fromJson(header).object()["__metadata__"].toObject();
    }
};

QTEST_APPLESS_MAIN(FollowedLayers)
#include "followed_layers_test.moc"
