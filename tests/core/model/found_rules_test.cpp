#include "core/model/found_rules.h"
#include "tests/support/tiny_checkpoint.h"

#include <QDir>
#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <array>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr std::array kForms {RuleForm::IndexText, RuleForm::List,    RuleForm::HiddenStates,
                             RuleForm::Pairs,     RuleForm::Indices, RuleForm::IndexMap,
                             RuleForm::Names,     RuleForm::NameMap, RuleForm::Count};
constexpr std::array kNames {"index text", "list",  "hidden states", "pairs", "indices",
                             "index map",  "names", "name map",      "count"};

/// "layer_sizes list?, quant_config.json:modules names"; a guess ends with a question mark.
QByteArray textOf(const std::vector<LayerRule>& rules)
{
    QByteArray text;
    for (const LayerRule& rule : rules) {
        const auto form = std::find(kForms.begin(), kForms.end(), rule.form) - kForms.begin();
        text += (text.isEmpty() ? "" : ", ")
            + QByteArray::fromStdString((rule.file.empty() ? "" : rule.file + ":") + rule.key) + ' '
            + kNames.at(static_cast<std::size_t>(form)) + (rule.isGuess ? "?" : "");
    }
    return text;
}

std::vector<LayerRule> rulesOf(const TinyOptions& options, const std::string& file = {},
                               const std::string& text = {})
{
    const TemporaryFolder folder;
    writeTinyCheckpoint(folder / "m", options);
    if (!file.empty())
        writeText(folder / "m" / file, text);
    return openModel(folder / "m").value()->foundRules;
}

TinyOptions withKeys(const char* members)
{
    TinyOptions options;
    options.layers = 5;
    options.extraConfig = members;
    return options;
}

} // namespace

class FoundRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesOfTheShapeOfTheStack_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* name, const char* members, const char* found) {
            QTest::newRow(name) << QByteArray(members) << QByteArray(found);
        };
        row("a list", R"("widths": [1, 2, 3, 4, 5])", "widths list?");
        row("a list in a section", R"("text_config": {"deep": {"widths": ["a", "b", "c", "d", "e"]}})",
            "deep.widths list?");
        row("hidden states", R"("mix": [0, 0, 0, 0, 0, 1])", "mix hidden states?");
        row("another length", R"("widths": [1, 2, 3, 4, 5, 6, 7])", "");
        row("pairs", R"("heads": [[4, 1], [0, 2]])", "heads pairs?");
        row("pairs of something else", R"("heads": [[14, 1], [0, 2]])", "");
        row("indices", R"("skip_layers": [1, 3])", "skip_layers indices?");
        row("all layers", R"("skip_layers": [0, 1, 2, 3, 4], "gains_of_layers": [0, 0, 1, 1, 1])",
            "skip_layers indices?, gains_of_layers list?");
        row("numbers that are no layers", R"("skip_layers": [1, 9], "kernels": [1, 3])", "");
        row("a map", R"("widths": {"0": 1, "4": 2})", "widths index map?");
        row("a map with a default", R"("widths": {"default": 1, "4": 2})", "widths index map?");
        row("indices as text", R"("skip_layers": "1, 3", "own_layer": "a,b", "layer_norm_type": "2")",
            "skip_layers index text?");
        row("a map with words", R"("widths": {"layer_0": 1, "layer_4": 2})", "widths index map?");
        row("a map of something else", R"("widths": {"0": 1, "5": 2}, "sizes": {"big_3": 1})", "");
        row("names", R"("kept": ["lm_head", "model.layers.3.mlp"])", "kept names");
        row("a map of names", R"("quantization": {"bits": 4, "model.layers.3.mlp": {"bits": 8}})",
            "quantization name map");
        row("names within a map of names",
            R"("quantization_config": {"model.layers.3.mlp": {"bits": 8}, "own": {"kept": ["model.layers.1.mlp"]}})",
            "quantization_config name map, quantization_config.own.kept names");
        row("known keys",
            R"("layer_types": ["a", "a", "a", "a", "a"], "mlp_only_layers": [1], "out_indices": [5],
            "pruned_heads": {"0": [1]}, "quantization_config": {"ignore": ["model.layers.1"]})",
            "");
        row("other meanings", R"("id2label": {"0": "a", "1": "b"}, "eos_token_id": [1, 2, 3, 4, 5],
            "rope_scaling": {"short_factor": [1, 1, 1, 1, 1]}, "conv_dim": [1, 2, 3, 4, 5],
            "quantization_config": {"weight_block_size": [1, 1, 1, 1, 1]})",
            "");
        row("other stacks",
            R"("vision_config": {"widths": [1, 2, 3, 4, 5]}, "encoder_widths": [1, 2, 3, 4, 5],
            "audio": {"heads": [1, 2, 3, 4, 5]},
            "backbone_config": {"skip_layers": [1, 2], "widths": [1, 2, 3, 4, 5]},
            "talker_config": {"num_hidden_layers": 5, "widths": [1, 2, 3, 4, 5]})",
            "");
    }
    void valuesOfTheShapeOfTheStack()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, found);
        QCOMPARE(textOf(rulesOf(withKeys(members.constData()))), found);
    }

    void filesBesideConfig_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* file, const char* text, const char* found) {
            QTest::newRow(file) << QByteArray(file) << QByteArray(text) << QByteArray(found);
        };
        row("generation_config.json",
            R"({"alignment_heads": [[0, 1]], "suppress_tokens": [1, 2, 3, 4, 5], "own_heads": [[0, 1]],
                "forced_decoder_ids": [[1, 50259], [2, 50359]]})",
            "generation_config.json:own_heads pairs?");
        row("hf_quant_config.json",
            R"({"quantization": {"quant_algo": "MIXED", "exclude_modules": ["lm_head", "model.layers.0.mlp"],
                "quantized_layers": {"model.layers.1.mlp": {"quant_algo": "NVFP4"}}, "five": [1, 2, 3, 4, 5]}})",
            "hf_quant_config.json:quantization.exclude_modules names, "
            "hf_quant_config.json:quantization.quantized_layers name map");
        row("quantize_config.json", R"({"bits": 4, "dynamic": {"-:model\\.layers\\.1\\.mlp": {}}})",
            "quantize_config.json:dynamic name map");
        row("quant_config.json", R"(["no", "object"])", "");
        row("preprocessor_config.json",
            R"({"image_mean": [1, 2, 3, 4, 5], "scales": [1, 2, 3, 4, 5], "feature_layers": [1, 3],
                "_valid_processor_keys": ["a", "b", "c", "d", "e"]})",
            "preprocessor_config.json:feature_layers indices?");
    }
    void filesOfModules_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* name, const char* text, const char* found) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(found);
        };
        row("layers that are weighted",
            R"({"word_embedding_dimension": 8, "layer_start": 4, "num_hidden_layers": 5})",
            "1_Own/config.json:num_hidden_layers count?");
        row("another number", R"({"num_hidden_layers": 6})", "");
        row("weights of layers", R"({"gains": [1, 2, 3, 4, 5, 6], "which": ["model.layers.3.mlp"]})",
            "1_Own/config.json:gains hidden states?, 1_Own/config.json:which names");
        row("another model", R"({"model_type": "bert", "num_hidden_layers": 5})", "");
        row("no object", R"([1, 2])", "");
    }
    void filesOfModules()
    {
        QFETCH(QByteArray, text);
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "m", withKeys("\"x\": 1"));
        std::filesystem::create_directories(folder / "m" / "1_Own");
        std::filesystem::create_directories(folder / "m" / "runs");
        writeText(folder / "m" / "modules.json", R"([{"path": ""}, {"path": "1_Own"}, {"path": 7}])");
        for (const char* name : {"1_Own/config.json", "1_Own/tokenizer.json", "runs/config.json"})
            writeText(folder / "m" / name, text.toStdString());
        QTEST(textOf(openModel(folder / "m").value()->foundRules), "found");
    }

    void filesBesideConfig()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, found);
        QCOMPARE(textOf(rulesOf(withKeys("\"x\": 1"), file.toStdString(), text.toStdString())), found);
    }

    void methodsOfQuantization_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("method");
        const auto row = [](const char* name, const char* members, const char* file, const char* text,
                            const char* method) {
            QTest::newRow(name) << QByteArray(members) << QByteArray(file) << QByteArray(text)
                                << QByteArray(method);
        };
        row("none", "\"x\": 1", "generation_config.json", "{}", "");
        row("config.json", R"("quantization_config": {"quant_method": "fp8"})", "x.json", "{}", "fp8");
        row("MLX", R"("quantization": {"group_size": 64, "bits": 4})", "x.json", "{}", "mlx");
        row("ModelOpt", "\"x\": 1", "hf_quant_config.json", R"({"quantization": {"quant_algo": "NVFP4"}})",
            "modelopt NVFP4");
        row("GPTQ", "\"x\": 1", "quantize_config.json", R"({"bits": 4, "group_size": 128})", "gptq");
        row("AWQ", "\"x\": 1", "quant_config.json", R"({"w_bit": 4, "q_group_size": 128})", "awq");
    }
    void methodsOfQuantization()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, method);
        const TemporaryFolder folder;
        writeTinyCheckpoint(folder / "m", withKeys(members.constData()));
        writeText(folder / "m" / file.toStdString(), text.toStdString());
        QCOMPARE(openModel(folder / "m").value()->facts.quantization.value_or(""), method.toStdString());
    }

    void partsOutsideTheLayers_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QList<int>>("shape");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* name, const QList<int>& shape, const char* found) {
            QTest::newRow(name) << QByteArray(name) << shape << QByteArray(found);
        };
        // Five layers of eight heads; the vocabulary is 32, the width 16.
        row("esm.contact_head.regression.weight", {1, 40}, "axis 1");
        row("layer_weights", {6}, "axis 0, lead 1");
        row("resid_lambdas", {5}, "axis 0");
        row("gates", {5}, "axis 0, guess");
        row("gates.weight", {1, 5}, "axis 1, guess");
        row("mixture", {6}, "axis 0, lead 1, guess");
        row("attention_pool.weight", {2, 40}, "axis 1, guess");
        row("layer_table", {5, 16}, "axis 0, guess");
        row("depth_table.weight", {16, 6}, "axis 1, lead 1, guess");
        row("table", {5, 16}, "");
        row("gates.bias", {5}, "");
        row("pool_norm.weight", {5}, "");
        row("gate", {16}, "");
        row("rope.inv_freq", {5}, "");
        row("vision_tower.gates", {5}, "");
        row("encoder.gates", {5}, "");
        row("pool.weight", {5, 16}, "");
    }
    void partsOutsideTheLayers()
    {
        QFETCH(QByteArray, name);
        QFETCH(QList<int>, shape);
        QFETCH(QByteArray, found);
        TinyOptions options = withKeys("\"x\": 1");
        options.hidden = 16;
        options.heads = 8;
        options.extraTensors = {{name.toStdString(), "BF16", {shape.begin(), shape.end()}}};
        const TemporaryFolder folder;
        const auto model = openModel(writeTinyCheckpoint(folder / "m", options)).value();
        QByteArray text;
        for (const OutsideTensor& outside : model->outside.tensors)
            text += "axis " + QByteArray::number(int(outside.shape.axis))
                + (outside.shape.lead > 0 ? ", lead 1" : "") + (outside.shape.isGuess ? ", guess" : "");
        QCOMPARE(text, found);
    }

    void extentsThatTheConfigExplainsAreNoSign()
    {
        TinyOptions options = withKeys("\"num_codebooks\": 5");
        options.extraTensors = {{"gates", "BF16", {5}}, {"layer_scalars", "BF16", {5}}};
        const TemporaryFolder folder;
        const auto model = openModel(writeTinyCheckpoint(folder / "m", options)).value();
        QCOMPARE(model->outside.tensors.size(), std::size_t(1));
        QCOMPARE(model->tensor(model->outside.tensors.front().tensor).name, std::string("layer_scalars"));
    }

    void groupsWithATensorForEachLayer()
    {
        TinyOptions options = withKeys("\"x\": 1");
        for (const int member : {0, 1, 2, 3, 4}) {
            options.extraTensors.push_back({"adapters." + std::to_string(member) + ".down", "BF16", {2}});
            options.extraTensors.push_back({"codebooks." + std::to_string(member) + ".weight", "BF16", {2}});
            if (member % 2 == 0)
                options.extraTensors.push_back({"value_embeds." + std::to_string(member), "BF16", {2}});
            if (member < 4)
                options.extraTensors.push_back({"few." + std::to_string(member), "BF16", {2}});
        }
        const TemporaryFolder folder;
        const auto model = openModel(writeTinyCheckpoint(folder / "m", options)).value();
        QCOMPARE(model->outside.groups,
                 (std::vector<LayerGroup> {{"adapters.", true}, {"value_embeds.", false}}));
    }

    void listsInTheConfigOfOneOfTwoStacks()
    {
        TinyOptions options;
        options.configText = R"({"encoder": {"num_hidden_layers": 2, "layer_types": ["x", "y"]},
            "decoder": {"num_hidden_layers": 2, "layer_types": ["a", "b"], "widths": [1, 2]}})";
        options.tensors = {{"encoder.layers.0.q", "F32", {4, 4}},
                           {"encoder.layers.1.q", "F32", {4, 4}},
                           {"decoder.layers.0.q", "F32", {4, 4}},
                           {"decoder.layers.1.q", "F32", {4, 4}}};
        QCOMPARE(textOf(rulesOf(options)), QByteArray("decoder.layer_types list, decoder.widths list?"));
    }

    void groupsThatOtherKeysCount()
    {
        const auto groupsOf = [](const char* members, const char* group) {
            TinyOptions options = withKeys(members);
            for (const int member : {0, 1, 2, 3, 4})
                options.extraTensors.push_back({group + std::to_string(member) + ".weight", "BF16", {2}});
            const TemporaryFolder folder;
            return openModel(writeTinyCheckpoint(folder / "m", options)).value()->outside.groups;
        };
        const std::vector<LayerGroup> none;
        QCOMPARE(groupsOf(R"("r_layers": 5)", "encoder.r_layers."), none);
        QCOMPARE(groupsOf(R"("layers_per_r_block": 5)", "r_group."),
                 (std::vector<LayerGroup> {{"r_group.", true}}));
        QCOMPARE(groupsOf(R"("x": 1)", "with_expert.layers."),
                 (std::vector<LayerGroup> {{"with_expert.layers.", true}}));
        QCOMPARE(groupsOf(R"("x": 1)", "mlp.experts."), none);
        QCOMPARE(groupsOf(R"("r_layers": 4)", "other.r_layers."),
                 (std::vector<LayerGroup> {{"other.r_layers.", true}}));
        QCOMPARE(groupsOf(R"("vision": {"sam_vit": {"layers": 5}})", "sam_model.blocks."), none);
        // A tower that no section of config.json describes has the layers that the only count says.
        QCOMPARE(groupsOf(R"("x": 1)", "cross_image_layers."),
                 (std::vector<LayerGroup> {{"cross_image_layers.", true}}));
        QCOMPARE(groupsOf(R"("vision_config": {"depth": 5})", "vision_tower.blocks."), none);
        QCOMPARE(groupsOf(R"("vision_config": {"name": "vit"})", "vision_tower.blocks."), none);
    }

    void theFamiliesAreNotSuspected_data()
    {
        QTest::addColumn<QString>("file");
        for (const QFileInfo& file : QDir(QStringLiteral(TEST_CONFIGS)).entryInfoList({"*.json"}))
            QTest::newRow(qPrintable(file.baseName())) << file.filePath();
    }
    void theFamiliesAreNotSuspected()
    {
        QFETCH(QString, file);
        const ConfigText config(readText(file.toStdString()));
        for (const std::uint32_t layers : {4U, 24U, 28U, 32U}) {
            LayerTable table;
            table.prefix = "model.layers.";
            table.layers.resize(layers);
            const Family& family = familyFor(config.string("model_type").value_or(""));
            for (const LayerRule& rule : foundRules(config, {}, table, family))
                QVERIFY2(!rule.isGuess, rule.key.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(FoundRulesTest)
#include "found_rules_test.moc"
