#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/model/model.h"
#include "tests/core/model/discovery_cases.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <ctime>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

Result<std::shared_ptr<const Model>> openWritten(const TemporaryFolder& folder, const TinyOptions& options)
{
    return openModel(writeTinyCheckpoint(folder / "Tiny", options));
}

QByteArray refusal(const TinyOptions& options)
{
    const TemporaryFolder folder;
    const auto model = openWritten(folder, options);
    if (model)
        return "opened";
    return (model.error().code() == ErrorCode::Corrupt ? "" : "another code: ")
        + QByteArray::fromStdString(model.error().message());
}

TinyOptions promising(const std::string& key, const std::string& value)
{
    TinyOptions options;
    options.extraConfig = '"' + key + "\": " + value;
    return options;
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsRealModelsExactly_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<quint64>("parameters");
        QTest::addColumn<quint64>("layer");
        QTest::addColumn<int>("layers");
        QTest::addColumn<int>("tensors");
        QTest::newRow("Mistral-7B") << 0 << quint64(7241732096) << quint64(218112000) << 32 << 291;
        QTest::newRow("Llama-2-7B") << 1 << quint64(6738415616) << quint64(202383360) << 32 << 291;
        QTest::newRow("Qwen2-0.5B") << 2 << quint64(494032768) << quint64(14912384) << 24 << 290;
        QTest::newRow("SmolLM2-135M") << 3 << quint64(134515008) << quint64(3540096) << 30 << 272;
        QTest::newRow("TinyLlama-1.1B") << 4 << quint64(1100048384) << quint64(44044288) << 22 << 201;
        QTest::newRow("Llama-2-70B") << 5 << quint64(68976648192) << quint64(855654400) << 80 << 723;
    }
    void countsRealModelsExactly()
    {
        QFETCH(int, which);
        QFETCH(int, layers);
        QFETCH(int, tensors);
        const std::vector<TinyOptions> shapes {mistral7b(), llama2of7b(), qwen2of05b(),
                                               smolLm2(),   tinyLlama(),  llama2of70b()};
        const TinyOptions& options = shapes[static_cast<std::size_t>(which)];
        const TemporaryFolder folder;
        const auto model = openWritten(folder, options).value();
        QTEST(quint64(model->table.parameters), "parameters");
        QTEST(quint64(model->table.layers.back().parameters), "layer");
        QCOMPARE(model->table.bytes, 2 * model->table.parameters);
        QCOMPARE(model->table.layers.size(), static_cast<std::size_t>(layers));
        QCOMPARE(model->checkpoint->tensors().size(), static_cast<std::size_t>(tensors));
        QCOMPARE(model->table.tied, options.tied);
        QCOMPARE(model->table.kinds.size(), std::size_t {1});
        QCOMPARE(model->table.kinds.front().name, std::string("decoder"));
        QCOMPARE(model->table.prefix, std::string("model.layers."));
        QVERIFY(model->table.rest.tensors.empty());
        QCOMPARE(model->mainDtype, std::string("BF16"));
        QCOMPARE(model->family->name, options.family);
    }

    void discoversEveryFamily_data()
    {
        QTest::addColumn<std::size_t>("which");
        const std::vector<DiscoveryCase> cases = discoveryCases();
        for (std::size_t i = 0; i < cases.size(); ++i)
            QTest::newRow(cases[i].name) << i;
    }
    void discoversEveryFamily()
    {
        QFETCH(std::size_t, which);
        const DiscoveryCase wanted = discoveryCases()[which];
        TinyOptions options;
        options.configText = wanted.config;
        options.tensors = tensorsIn(wanted.tensors);
        const TemporaryFolder folder;
        const auto opened = openWritten(folder, options);
        QVERIFY2(opened, opened ? "" : opened.error().what());
        const LayerTable& table = opened.value()->table;
        QCOMPARE(table.prefix, wanted.prefix);
        QCOMPARE(table.layers.size(), std::size_t {2});
        QCOMPARE(table.layers[0].parameters, wanted.layer);
        QCOMPARE(table.layers[1].parameters, wanted.layer);
        QCOMPARE(table.embeddings.parameters, wanted.embeddings);
        QCOMPARE(table.norm.parameters, wanted.norm);
        QCOMPARE(table.head.parameters, wanted.head);
        QCOMPARE(table.rest.parameters, wanted.rest);
        QCOMPARE(table.tied, wanted.tied);
        QCOMPARE(table.parameters, wanted.parameters);
        QCOMPARE(table.kinds.size(), std::size_t {1});
        std::size_t placed = table.embeddings.tensors.size() + table.norm.tensors.size()
            + table.head.tensors.size() + table.rest.tensors.size();
        for (const Layer& layer : table.layers)
            placed += layer.tensors.size();
        QCOMPARE(placed, options.tensors.size());
    }

    void buffersCountAsBytesOnly()
    {
        TinyOptions options;
        options.layers = 1;
        const TemporaryFolder folder;
        const auto plain = openWritten(folder, options).value();
        options.extraTensors = {{"model.layers.0.self_attn.rotary_emb.inv_freq", "F32", {2}}};
        const auto buffered = openWritten(folder, options).value();
        QCOMPARE(buffered->table.parameters, plain->table.parameters);
        QCOMPARE(buffered->table.layers[0].bytes, plain->table.layers[0].bytes + 8);
    }

    void otherStacksAreShownAndCarried()
    {
        TinyOptions options;
        options.extraTensors = {{"vision_tower.encoder.layers.0.w", "F32", {9}},
                                {"vision_tower.encoder.layers.1.w", "F32", {9}},
                                {"vision_tower.mean", "F32", {3}}};
        const TemporaryFolder folder;
        const LayerTable table = openWritten(folder, options).value()->table;
        QCOMPARE(table.others.size(), std::size_t {1});
        QCOMPARE(table.others[0].prefix, std::string("vision_tower.encoder.layers."));
        QCOMPARE(table.others[0].layers, std::uint32_t {2});
        QCOMPARE(table.others[0].parameters, std::uint64_t {18});
        QCOMPARE(table.rest.tensors.size(), std::size_t {3});
    }

    void layersPastTheCountAreExtra()
    {
        TinyOptions options;
        options.configText = R"({"model_type": "deepseek_v3", "num_hidden_layers": 3, "hidden_size": 8})";
        const TemporaryFolder folder;
        const LayerTable table = openWritten(folder, options).value()->table;
        QCOMPARE(table.layers.size(), std::size_t {3});
        QCOMPARE(table.extraLayers.size(), std::size_t {1});
        const std::uint64_t layer = table.layers[0].parameters;
        QCOMPARE(table.extraLayers[0].parameters, layer);
        QCOMPARE(table.parameters, 3 * layer + 512 + 8);
    }

    void kindsAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<QByteArray>("types");
        QTest::addColumn<QByteArray>("names");
        const QByteArray none = "[]";
        QTest::newRow("experts") << QByteArray("mlp.experts.0.up_proj.weight") << none
                                 << QByteArray("dense, mixture of experts");
        QTest::newRow("types") << QByteArray("linear_attn.A_log")
                               << QByteArray(R"(["full_attention", "linear_attention"])")
                               << QByteArray("full_attention, linear_attention");
        QTest::newRow("neither") << QByteArray("cross.weight") << none << QByteArray("kind 1, kind 2");
    }
    void kindsAreToldApart()
    {
        QFETCH(QByteArray, second);
        QFETCH(QByteArray, types);
        TinyOptions options;
        options.configText = R"({"model_type": "qwen2_moe", "num_hidden_layers": 2, "layer_types": )"
            + types.toStdString() + "}";
        options.tensors = {{"model.layers.0.mlp.up_proj.weight", "F32", {2, 2}},
                           {"model.layers.1." + second.toStdString(), "F32", {2, 2}}};
        const TemporaryFolder folder;
        const LayerTable table = openWritten(folder, options).value()->table;
        QCOMPARE(table.kinds.size(), std::size_t {2});
        QCOMPARE(table.layers[1].kind, std::uint32_t {1});
        QCOMPARE(table.kinds[1].layers, (std::vector<LayerIndex> {1}));
        QTEST(QByteArray::fromStdString(table.kinds[0].name + ", " + table.kinds[1].name), "names");
    }

    void layersOfOtherDtypesAreAnotherKind()
    {
        TinyOptions options;
        options.configText = "{}";
        options.tensors = {{"h.0.w", "BF16", {2}}, {"h.1.w", "F32", {2}}, {"h.2.w", "BF16", {2}}};
        const TemporaryFolder folder;
        const LayerTable table = openWritten(folder, options).value()->table;
        QCOMPARE(table.kinds.size(), std::size_t {2});
        QCOMPARE(table.kinds[0].layers, (std::vector<LayerIndex> {0, 2}));
    }

    void typesComeFromTheListOrThePosition()
    {
        TinyOptions options;
        options.family = "gemma2";
        options.headSize = 4;
        const TemporaryFolder folder;
        const auto byPosition = openWritten(folder, options).value();
        QCOMPARE(byPosition->table.layers[0].type, std::string("sliding_attention"));
        QCOMPARE(byPosition->table.layers[1].type, std::string("full_attention"));
        options.extraConfig =
            R"("layer_types": ["full_attention", "full_attention", "chunked_attention", "conv"])";
        const auto byList = openWritten(folder, options).value();
        QCOMPARE(byList->table.layers[0].type, std::string("full_attention"));
        QCOMPARE(byList->table.layers[3].type, std::string("conv"));
        options.family = "llama";
        options.extraConfig.clear();
        QCOMPARE(openWritten(folder, options).value()->table.layers[0].type, std::string("decoder"));
    }

    void whatTheConfigSaysOfTyingCounts()
    {
        const TemporaryFolder folder;
        TinyOptions options;
        const std::uint64_t untied = openWritten(folder, options).value()->table.parameters;
        options.configText = R"({"model_type": "llama", "tie_word_embeddings": true})";
        const auto other = openWritten(folder, options).value();
        QVERIFY(!other->table.tied && other->table.headDiffers);
        QCOMPARE(other->table.parameters, untied);
        options.tensors = tinyTensors(options);
        for (TinyTensor& tensor : options.tensors)
            if (tensor.name == "lm_head.weight")
                tensor.sameAs = "model.embed_tokens.weight";
        const auto tied = openWritten(folder, options).value();
        QVERIFY(tied->table.tied && !tied->table.headDiffers);
        QVERIFY(!tied->table.head.tensors.empty());
        QCOMPARE(tied->table.parameters, untied - 256);
        options.configText = R"({"model_type": "gemma3", "text_config": {"tie_word_embeddings": false}})";
        QVERIFY(!openWritten(folder, options).value()->table.tied);
    }

    void refusesConfigsThatPromiseOtherShapes_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* key, const char* value, const char* sentence) {
            QTest::newRow(key) << QByteArray(key) << QByteArray(value) << QByteArray(sentence);
        };
        row("num_hidden_layers", "5",
            "config.json of Tiny promises 5 layers (num_hidden_layers), but the tensors have 4: there is no "
            "tensor "
            "model.layers.4.*");
        row("hidden_size", "16",
            "Tiny: config.json says hidden_size 16, but tensor \"model.embed_tokens.weight\" is [32, 8]");
        row("vocab_size", "33",
            "Tiny: config.json says vocab_size 33, but tensor \"model.embed_tokens.weight\" is [32, 8]");
        row("intermediate_size", "24",
            "Tiny: config.json says intermediate_size 24, but tensor \"model.layers.0.mlp.down_proj.weight\" "
            "is [8, 16]");
        row("num_key_value_heads", "2",
            "Tiny: config.json says num_key_value_heads 2 of size 4, but tensor "
            "\"model.layers.0.self_attn.k_proj.weight\" is [4, 8]");
        row("head_dim", "8",
            "Tiny: config.json says num_key_value_heads 1 of size 8, but tensor "
            "\"model.layers.0.self_attn.k_proj.weight\" is [4, 8]");
        row("num_attention_heads", "4",
            "Tiny: config.json says num_key_value_heads 1 of size 2, but tensor "
            "\"model.layers.0.self_attn.k_proj.weight\" is [4, 8]");
    }
    void refusesConfigsThatPromiseOtherShapes()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QTEST(refusal(promising(key.toStdString(), value.toStdString())), "sentence");
    }

    void embeddingsMayHaveAWidthOfTheirOwn()
    {
        TinyOptions options;
        options.family = "electra";
        options.configText =
            R"({"model_type": "electra", "num_hidden_layers": 2, "hidden_size": 8, "embedding_size": 4,
            "vocab_size": 32})";
        options.tensors = {{"electra.embeddings.word_embeddings.weight", "F32", {32, 4}},
                           {"electra.embeddings_project.weight", "F32", {8, 4}},
                           {"electra.encoder.layer.0.attention.self.query.weight", "F32", {8, 8}},
                           {"electra.encoder.layer.1.attention.self.query.weight", "F32", {8, 8}}};
        QCOMPARE(refusal(options), QByteArray("opened"));
        options.configText.replace(options.configText.find("_size\": 4"), 9, "_size\": 6");
        QVERIFY(refusal(options).contains("embeddings.word_embeddings.weight"));
    }

    void layersThatShareWeightsAreRefusedByName()
    {
        TinyOptions options;
        options.configText = R"({"model_type": "albert", "num_hidden_layers": 12, "num_hidden_groups": 1})";
        options.tensors = {
            {"albert.encoder.albert_layer_groups.0.albert_layers.0.ffn.weight", "F32", {8, 8}}};
        QCOMPARE(refusal(options),
                 QByteArray("another code: Tiny runs its 12 layers on the weights of 1 group "
                            "(num_hidden_groups), so no layer of its "
                            "own can be moved or repeated"));
    }

    void theLanguageModelsSectionGoesBeforeTheRoot()
    {
        TinyOptions options;
        options.family = "paligemma";
        const std::string text = tinyConfig(options);
        options.configText = R"({"model_type": "paligemma", "hidden_size": 2048, "vocab_size": 257152,)"
                             R"( "num_hidden_layers": 27, "text_config": )"
            + text + "}";
        const TemporaryFolder folder;
        const auto model = openModel(writeTinyCheckpoint(folder / "wrapped", options));
        QVERIFY2(model, model ? "" : model.error().message().c_str());
        QCOMPARE((*model)->facts.hiddenSize, std::optional<std::int64_t>(8));
        QCOMPARE((*model)->facts.vocabulary, std::optional<std::int64_t>(32));
        QCOMPARE((*model)->table.layers.size(), std::size_t(4));
    }

    void refusesConfigsThatCannotBeRead()
    {
        TinyOptions options;
        options.configText = "{\"model_type\": \"llama\"";
        QCOMPARE(refusal(options),
                 QByteArray("config.json is not valid JSON (line 1, column 23): '}' is expected"));
        options.configText = R"({"num_hidden_layers": -1})";
        QVERIFY(refusal(options).startsWith("config.json of Tiny promises -1 layers"));
        options.configText = R"({"num_hidden_layers": 1})";
        options.tensors = {{"w", "F32", {1}}};
        QCOMPARE(refusal(options),
                 QByteArray("config.json of Tiny promises 1 layers (num_hidden_layers), but the "
                            "tensors have none"));
        options.configText = R"({"num_hidden_layers": 2})";
        options.tensors = {{"h.0.w", "F32", {1}}, {"h.2.w", "F32", {1}}, {"x", "F32", {1}}};
        QVERIFY(refusal(options).endsWith("the tensors have 1: there is no tensor h.1.*"));
    }

    void hugeNumbersInNamesAreNoLayers()
    {
        TinyOptions options;
        options.configText = "{}";
        options.tensors = {
            {"h.0.w", "F32", {1}}, {"h.4000000000.w", "F32", {1}}, {"h.99999999999999999999.w", "F32", {1}}};
        const TemporaryFolder folder;
        const LayerTable table = openWritten(folder, options).value()->table;
        QCOMPARE(table.layers.size(), std::size_t {1});
        QCOMPARE(table.rest.tensors.size(), std::size_t {2});
    }

    void factsAreRead()
    {
        TinyOptions options;
        options.extraConfig =
            R"("quantization_config": {"quant_method": "gptq"}, "auto_map": {"AutoModel": "x.Y"})";
        const TemporaryFolder folder;
        const ModelFacts facts = openWritten(folder, options).value()->facts;
        QCOMPARE(facts.architecture, std::string("LlamaForCausalLM"));
        QCOMPARE(facts.modelType, std::string("llama"));
        QVERIFY(facts.hiddenSize == 8 && facts.intermediateSize == 16 && facts.heads == 2);
        QVERIFY(facts.keyValueHeads == 1 && facts.headSize == 4 && facts.vocabulary == 32);
        QCOMPARE(facts.ropeTheta, std::optional<double>(10000));
        QCOMPARE(facts.quantization, std::optional<std::string>("gptq"));
        QVERIFY(facts.customCode);
        options.configText = "{}";
        const ModelFacts fromTensors = openWritten(folder, options).value()->facts;
        QVERIFY(fromTensors.hiddenSize == 8 && fromTensors.vocabulary == 32 && !fromTensors.heads);
        QVERIFY(!fromTensors.customCode && !fromTensors.quantization);
    }

    void aConfigAloneIsAModelWithoutLayers()
    {
        const TemporaryFolder folder;
        writeText(folder / "config.json", tinyConfig({}));
        const auto model = openModel(folder.path(), true).value();
        QVERIFY(model->table.layers.empty() && model->table.parameters == 0);
        QVERIFY(model->facts.hiddenSize == 8);
        QVERIFY(!openModel(folder.path()));
    }

    void manyExpertsAreQuick()
    {
        TinyOptions options;
        options.configText = R"({"model_type": "qwen3_moe", "num_hidden_layers": 50})";
        for (int layer = 0; layer < 50; ++layer) {
            for (int expert = 0; expert < 400; ++expert)
                options.tensors.push_back({"model.layers." + std::to_string(layer) + ".mlp.experts."
                                               + std::to_string(expert) + ".up_proj.weight",
                                           "BF16",
                                           {2, 2}});
        }
        options.sparse = true;
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "m", options);
        const auto checkpoint = openCheckpoint(folder / "m").value();
        const std::clock_t start = std::clock();
        const auto model = describe(checkpoint);
        QVERIFY(std::clock() - start < 10 * CLOCKS_PER_SEC);
        QCOMPARE(model->table.kinds.size(), std::size_t {1});
        QCOMPARE(model->table.layers[49].tensors.size(), std::size_t {400});
    }

    void namesInsideALayer()
    {
        QCOMPARE(suffixInLayer("model.layers.12.mlp.up_proj.weight", "model.layers."),
                 std::string_view("mlp.up_proj.weight"));
        QCOMPARE(suffixInLayer("h.0.ln_1.bias", "h."), std::string_view("ln_1.bias"));
    }
};

QTEST_APPLESS_MAIN(ModelTest)
#include "model_test.moc"
