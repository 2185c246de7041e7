#include "core/model/layer_rule.h"
#include "core/model/layer_types.h"

#include <QFile>
#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;

namespace {

ConfigText shipped(const QByteArray& name)
{
    QFile file(QStringLiteral(TEST_CONFIGS "/") + QString::fromLatin1(name) + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file.fileName()));
    return ConfigText(file.readAll().toStdString());
}

const LayerRule& ruleFor(const std::string& key)
{
    for (const LayerRule& rule : layerRules())
        if (rule.key == key)
            return rule;
    qFatal("no rule for %s", key.c_str());
}

/// "0-3 7": 0, 1, 2, 3, 7.
std::vector<std::size_t> orderFrom(const QByteArray& text)
{
    std::vector<std::size_t> order;
    for (const QByteArray& run : text.split(' ')) {
        const QList<QByteArray> ends = run.split('-');
        for (std::size_t layer = ends.first().toUInt(); layer <= ends.last().toUInt(); ++layer)
            order.push_back(layer);
    }
    return order;
}

/// What the config says of `rule` for layers in this order; "cannot" when its form cannot say it.
QByteArray carried(const ConfigText& config, const LayerRule& rule, const QByteArray& layers,
                   const QByteArray& orderText)
{
    const auto section = ruleSection(config, rule);
    if (!section)
        return "not in force";
    const auto values = readRule(config, *section, rule, layers.toUInt());
    if (!values)
        return "unreadable";
    LayerValues wanted;
    for (const std::size_t layer : orderFrom(orderText))
        wanted.push_back((*values)[layer]);
    const auto patches = writeRule(config, *section, rule, wanted, layers.toUInt());
    if (!patches)
        return "cannot";
    const ConfigText written(patched(config, *patches));
    // The numbers of outputs are other ones then.
    if (const auto again = ruleSection(written, rule);
        again && rule.form != RuleForm::Outputs && readRule(written, *again, rule, wanted.size()) != wanted)
        return "reads back otherwise";
    QByteArray said;
    for (const ConfigPatch& patch : *patches)
        said += (said.isEmpty() ? "" : " ")
            + QByteArray::fromStdString(patch.key.substr(section->size()) + "=" + patch.value);
    return said.simplified();
}

} // namespace

class LayerRuleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsTheLayersAsTheFamilyShipsIt_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("layers");
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, const char* file, const char* key, const char* layers,
                            const char* order, const char* said) {
            QTest::newRow(name) << QByteArray(file) << QByteArray(key) << QByteArray(layers)
                                << QByteArray(order) << QByteArray(said);
        };
        row("in its own order nothing changes", "bamba-9b", "attn_layer_indices", "32", "0-31", "");
        row("indices", "bamba-9b", "attn_layer_indices", "32", "0-19 8-31",
            "attn_layer_indices=[ 9, 18, 21, 30, 39 ]");
        row("indices that lose all", "bamba-9b", "attn_layer_indices", "32", "0-5", "attn_layer_indices=[]");
        row("indices in a section", "llama-3.2-11b-vision", "cross_attention_layers", "40", "0-3 39 38",
            "cross_attention_layers=[ 3, 5 ]");
        row("indices from 1", "kimi-linear-48b", "linear_attn_config.full_attn_layers", "27", "0-4 3-4",
            "linear_attn_config.full_attn_layers=[ 4, 6 ]");
        row("the others from 1", "kimi-linear-48b", "linear_attn_config.kda_layers", "27", "0-4 3-4",
            "linear_attn_config.kda_layers=[ 1, 2, 3, 5, 7 ]");
        row("indices of old releases", "lfm2-1.2b", "full_attn_idxs", "16", "0-2 2-4",
            "full_attn_idxs=[ 2, 3 ]");
        row("indices as text", "step-3.5", "moe_layers_enum", "6", "0-3 2-5",
            R"(moe_layers_enum="2,3,4,5,6,7")");
        row("prefix", "deepseek-r1", "first_k_dense_replace", "61", "0-3 0-60", "cannot");
        row("longer prefix", "deepseek-r1", "first_k_dense_replace", "61", "0-1 0-60",
            "first_k_dense_replace=5");
        row("no prefix left", "deepseek-r1", "first_k_dense_replace", "61", "3-60",
            "first_k_dense_replace=0");
        row("suffix", "gemma-3n-e4b", "num_kv_shared_layers", "35", "0-19 25-34", "num_kv_shared_layers=10");
        row("suffix that is cut", "gemma-3n-e4b", "num_kv_shared_layers", "35", "0-24 10-34", "cannot");
        row("band", "ernie-4.5-21b", "moe_layer_start_index", "28", "0-20 8-27", "moe_layer_end_index=40");
        row("band that starts later", "ernie-4.5-21b", "moe_layer_start_index", "28", "0 0-27",
            "moe_layer_start_index=2 moe_layer_end_index=28");
        row("band with a hole", "ernie-4.5-21b", "moe_layer_start_index", "28", "0-5 0-27", "cannot");
        row("period that goes on", "jamba-v0.1", "attn_layer_period", "32", "0-23 8-31", "");
        row("period that breaks", "jamba-v0.1", "attn_layer_period", "32", "0-23 9-31", "cannot");
        row("second period", "jamba-v0.1", "expert_layer_period", "32", "0-23 10-31", "");
        row("period at its end", "phi-3-small", "dense_attention_every_n_layers", "32", "0-15 15-31",
            "cannot");
        row("period of one", "deepseek-r1", "moe_layer_freq", "61", "0-4 3-60", "");
        row("period with a list", "llama-4-maverick", "interleave_moe_layer_step", "48", "0-3 3-4",
            "moe_layers=[1, 3, 4]");
        row("no dense layer", "qwen3-30b-a3b", "decoder_sparse_step", "48", "0-30 20-47", "");
        row("cycle that goes on", "recurrentgemma-2b", "block_types", "26", "0-8 3-25", "");
        row("cycle that breaks", "recurrentgemma-2b", "block_types", "26", "0-2 2 4",
            R"(block_types=[ "recurrent", "recurrent", "attention", "attention", "recurrent" ])");
        row("letters", "nemotron-h-8b", "hybrid_override_pattern", "52", "0-8 6-9",
            R"(hybrid_override_pattern="M-M-M-M*-M*-M")");
        row("runs that go on", "gpt-neo-1.3b", "attention_types", "24", "0-15 8-23",
            R"(attention_types=[[["global", "local"], 16]])");
        row("runs that break", "gpt-neo-1.3b", "attention_types", "24", "0-1 1 2",
            R"(attention_types=[[["global", "local", "local", "global"], 1]])");
        row("names of modules", "unsloth-bnb-4bit", "quantization_config.llm_int8_skip_modules", "16",
            "0-1 1 15 2",
            R"(quantization_config.llm_int8_skip_modules=[ "lm_head", "multi_modal_projector", )"
            R"("model.layers.1.mlp", "model.layers.2.mlp", "model.layers.3.self_attn", )"
            R"("model.layers.3.mlp.down_proj" ])");
        row("names of other towers stay", "llm-compressor-fp8", "quantization_config.ignore", "32", "2 0 1",
            R"(quantization_config.ignore=[ "lm_head", "model.layers.0.block_sparse_moe.gate", )"
            R"("model.layers.1.block_sparse_moe.gate", "re:.*vision_model.layers.3.*" ])");
        row("patterns that pick layers", "gptq-dynamic", "quantization_config.dynamic", "24", "1 0",
            "unreadable");
    }
    void followsTheLayersAsTheFamilyShipsIt()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, layers);
        QFETCH(QByteArray, order);
        QFETCH(QByteArray, said);
        QCOMPARE(carried(shipped(file), ruleFor(key.toStdString()), layers, order), said);
    }

    void denseLayersBetweenSparseOnesAreListed_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("list") << QByteArray(R"({"decoder_sparse_step": 1, "mlp_only_layers": [0, 3]})")
                              << QByteArray("0-4 3-7") << QByteArray("mlp_only_layers=[0, 3, 5]");
        QTest::newRow("list that goes")
            << QByteArray(R"({"decoder_sparse_step": 1, "mlp_only_layers": [0, 3]})") << QByteArray("4-7")
            << QByteArray("mlp_only_layers=[]");
        QTest::newRow("step that goes on")
            << QByteArray(R"({"decoder_sparse_step": 2, "mlp_only_layers": []})") << QByteArray("0-5 2-7")
            << QByteArray();
        QTest::newRow("step that breaks")
            << QByteArray(R"({"decoder_sparse_step": 2, "mlp_only_layers": []})") << QByteArray("0-2 2-3")
            << QByteArray("decoder_sparse_step=1 mlp_only_layers=[0, 2, 3]");
        QTest::newRow("sparse taken out")
            << QByteArray(R"({"decoder_sparse_step": 2, "mlp_only_layers": []})") << QByteArray("0 2 0 1")
            << QByteArray("mlp_only_layers=[1]");
        QTest::newRow("a step alone that goes on")
            << QByteArray(R"({"decoder_sparse_step": 2})") << QByteArray("0-5 2-7") << QByteArray();
        QTest::newRow("another step alone") << QByteArray(R"({"decoder_sparse_step": 4})")
                                            << QByteArray("2-3 2-3") << QByteArray("decoder_sparse_step=2");
        QTest::newRow("a step alone that breaks")
            << QByteArray(R"({"decoder_sparse_step": 4})") << QByteArray("0-3 3-7") << QByteArray("cannot");
    }
    void denseLayersBetweenSparseOnesAreListed()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, order);
        QFETCH(QByteArray, said);
        QCOMPARE(carried(ConfigText(config.toStdString()), ruleFor("decoder_sparse_step"), "8", order), said);
    }

    void entriesOfSomeLayersKeepTheirDigits()
    {
        const ConfigText config(
            R"({"per_layer_config": {"05": {"head_dim": 512}, "11": {"head_dim": 512}}})");
        QCOMPARE(
            carried(config, ruleFor("per_layer_config"), "12", "0-5 5-11"),
            QByteArray(
                R"(per_layer_config={"05": {"head_dim": 512}, "06": {"head_dim": 512}, "12": {"head_dim": 512}})"));
        QCOMPARE(carried(ConfigText(R"({"per_layer_config": {"3": {"a": 1}}})"), ruleFor("per_layer_config"),
                         "4", "3 0"),
                 QByteArray(R"(per_layer_config={"0": {"a": 1}})"));
    }

    void formsOfLists_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, const char* config, const char* key, const char* order,
                            const char* said) {
            QTest::newRow(name) << QByteArray(config) << QByteArray(key) << QByteArray(order)
                                << QByteArray(said);
        };
        // Of four layers.
        row("list", R"({"attention_window": [1, 2, 3, 4]})", "attention_window", "0-1 3 3",
            "attention_window=[1, 2, 4, 4]");
        row("list with entries past the end", R"({"value_dim": [1, 2, 3, 4, 9]})", "value_dim", "3",
            "value_dim=[4, 9]");
        row("list that is too short", R"({"value_dim": [1, 2, 3]})", "value_dim", "3", "unreadable");
        row("one value for all", R"({"value_dim": 64})", "value_dim", "3", "not in force");
        row("pairs", R"({"alignment_heads": [[3, 1], [0, 5], [3, 2]]})", "alignment_heads", "0 3 1 3",
            "alignment_heads=[[0, 5], [1, 1], [1, 2], [3, 1], [3, 2]]");
        row("pairs on several lines", "{\"alignment_heads\": [[\n3,\n1\n]]}", "alignment_heads", "0 3",
            "alignment_heads=[[ 1, 1 ]]");
        row("pairs that go", R"({"alignment_heads": [[2, 1]]})", "alignment_heads", "0 1",
            "alignment_heads=[]");
        row("no pairs", R"({"alignment_heads": [2, 1]})", "alignment_heads", "0 1", "unreadable");
        row("index map", R"({"pruned_heads": {"0": [1], "3": [0, 2]}})", "pruned_heads", "0 3 1 2",
            R"(pruned_heads={"0": [1], "1": [0, 2]})");
        row("index map with words", R"({"pruned_heads": {"layer_1": 5, "layer_3": 7}})", "pruned_heads",
            "3 0 1", R"(pruned_heads={"layer_0": 7, "layer_2": 5})");
        row("index map with a default", R"({"pruned_heads": {"2": 5, "default": 7}})", "pruned_heads", "3 2",
            R"(pruned_heads={"default": 7, "1": 5})");
        row("outputs by number", R"({"out_indices": [0, 2, 4]})", "out_indices", "0-1 0-3",
            "out_indices=[0, 4, 6]");
        row("outputs by name", R"({"out_features": ["stem", "stage2"]})", "out_features", "1 2",
            R"(out_features=["stem", "stage1"])");
        row("the last output", R"({"out_indices": [-1]})", "out_indices", "0-3 2-3", "");
        row("the last output by name", R"({"out_features": ["stage4"]})", "out_features", "0-1",
            R"(out_features=["stage2"])");
        row("outputs of a segmentation head of BEiT",
            R"({"architectures": ["BeitForSemanticSegmentation"], "out_indices": [1, 3, 5]})", "out_indices",
            "0-1 0-3", "out_indices=[1, 5, 7]");
        row("outputs of a backbone of BEiT", R"({"architectures": ["BeitBackbone"], "out_indices": [1, 3]})",
            "out_indices", "0-1 0-3", "out_indices=[3, 5]");
        row("outputs of DPT", R"({"backbone_out_indices": [1, 3]})", "backbone_out_indices", "0-1 0-3",
            "backbone_out_indices=[3, 5]");
        row("widths of features", R"({"out_features": [64, 128]})", "out_features", "0-1", "not in force");
        row("outputs that are gone", R"({"out_indices": [2]})", "out_indices", "0 2", "cannot");
        row("outputs out of order", R"({"out_indices": [1, 3]})", "out_indices", "2 0", "cannot");
        row("stages of several layers", R"({"depths": [2, 2], "out_features": ["stage2"]})", "out_features",
            "0", "not in force");
        row("names of stages", R"({"stage_names": ["stem", "stage1", "stage2", "stage3", "stage4"]})",
            "stage_names", "3 1", R"(stage_names=["stem", "stage1", "stage2"])");
    }
    void formsOfLists()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, order);
        QFETCH(QByteArray, said);
        QCOMPARE(carried(ConfigText(config.toStdString()), ruleFor(key.toStdString()), "4", order), said);
    }

    void globsPickTheLayersThatBeginWithTheirDigits()
    {
        const auto ignoring = [](const char* entry) {
            return ConfigText(std::string(R"({"quantization_config": {"ignore": [")") + entry + "\"]}}");
        };
        const LayerRule& rule = ruleFor("quantization_config.ignore");
        QCOMPARE(carried(ignoring("model.layers.3*"), rule, "8", "0 3 1-7"),
                 QByteArray(R"(quantization_config.ignore=["model.layers.1.*", "model.layers.4.*"])"));
        QCOMPARE(carried(ignoring("model.layers.3*"), rule, "40", "0 3"), QByteArray("unreadable"));
        QCOMPARE(carried(ignoring("model.layers.0*"), rule, "40", "1 0"),
                 QByteArray(R"(quantization_config.ignore=["model.layers.1.*"])"));
    }

    void onlyTheNamesOfMembersAreRenumbered()
    {
        const ConfigText config(
            R"({"quantization_config": {"dynamic": {"lm_head": {"like": "model.layers.1.mlp"}}}})");
        QCOMPARE(carried(config, ruleFor("quantization_config.dynamic"), "4", "1 0"), QByteArray());
    }

    void namesOfAnotherStackStay()
    {
        QVERIFY(isOfOtherSide("model.encoder.layers.3.fc1", "model.decoder.layers."));
        QVERIFY(isOfOtherSide("decoder_layerdrop", "bert.encoder.layer."));
        QVERIFY(!isOfOtherSide("model.decoder.layers.3.encoder_attn.q_proj", "model.decoder.layers."));
        QVERIFY(!isOfOtherSide("model.layers.3.mlp", "model.layers."));
        QVERIFY(!isOfOtherSide("encoder.layer.3.output", "encoder.layer."));
    }

    void zeroTellsThatListsCountFromZero()
    {
        const ConfigText config(
            R"({"linear_attn_config": {"kda_layers": [0, 2], "full_attn_layers": [1, 3]}})");
        QCOMPARE(carried(config, ruleFor("linear_attn_config.full_attn_layers"), "4", "0-3 2-3"),
                 QByteArray("linear_attn_config.full_attn_layers=[1, 3, 5]"));
    }

    void modulesPastTheEndKeepTheirDistance()
    {
        const ConfigText config(
            R"({"quantization_config": {"ignore": ["model.layers.1.mlp", "model.layers.4.eh_proj"]}})");
        QCOMPARE(
            carried(config, ruleFor("quantization_config.ignore"), "4", "0-3 1-3"),
            QByteArray(
                R"(quantization_config.ignore=["model.layers.1.mlp", "model.layers.4.mlp", "model.layers.7.eh_proj"])"));
    }

    void mapsOfModulesAreRenumbered()
    {
        const ConfigText config(
            R"({"quantization_config": {"dynamic": {"+:model\\.layers\\.1\\..*": {"bits": 8}, "-:.*lm_head": {}}}})");
        QCOMPARE(
            carried(config, ruleFor("quantization_config.dynamic"), "4", "1 0"),
            QByteArray(
                R"(quantization_config.dynamic={"+:model\\.layers\\.0\\..*": {"bits": 8}, "-:.*lm_head": {}})"));
    }

    void patternsForAnyLayerNameNone()
    {
        for (const char* entry :
             {"re:.*layers\\\\.\\\\d+\\\\.mlp.*", "re:model.layers.*.mlp.experts.3.*", "visual.blocks.3.attn",
              "model.layers.[0-9]+.mlp", "decoder.block.*.layer.1.wo"}) {
            const ConfigText config(std::string(R"({"quantization_config": {"ignore": [")") + entry
                                    + "\"]}}");
            QCOMPARE(carried(config, ruleFor("quantization_config.ignore"), "4", "1 0"), QByteArray());
        }
        const ConfigText outermost(R"({"quantization_config": {"ignore": ["decoder.block.1.layer.2.wo"]}})");
        QCOMPARE(carried(outermost, ruleFor("quantization_config.ignore"), "4", "1"),
                 QByteArray(R"(quantization_config.ignore=["decoder.block.0.layer.2.wo"])"));
    }

    void rulesThatSayNothingAreNotInForce()
    {
        const auto inForce = [](const char* config, const char* key) {
            return ruleSection(ConfigText(config), ruleFor(key)).has_value();
        };
        QVERIFY(!inForce(R"({"moe_layers": null})", "moe_layers"));
        QVERIFY(!inForce(R"({"max_window_layers": 4, "use_sliding_window": false})", "max_window_layers"));
        QVERIFY(inForce(R"({"max_window_layers": 4, "use_sliding_window": true})", "max_window_layers"));
        QVERIFY(!inForce(R"({"full_attn_idxs": [1], "layer_types": ["conv"]})", "full_attn_idxs"));
        QVERIFY(inForce(R"({"full_attn_idxs": [1], "layer_types": null})", "full_attn_idxs"));
        QVERIFY2(!inForce(R"({"moe_layer_freq": [0, 1, 1]})", "moe_layer_freq"),
                 "a list with an entry a layer");
    }

    void aModelWithoutTheKeyHasNoneOfItsLayers()
    {
        QCOMPARE(silentRule(ruleFor("first_k_dense_replace"), 2), (LayerValues {"no", "no"}));
        QCOMPARE(silentRule(ruleFor("quantization_config.ignore"), 1), (LayerValues {""}));
        QVERIFY(!silentRule(ruleFor("attn_layer_period"), 2));
    }

    void typesAreNamedByTheRules()
    {
        std::vector<Layer> layers(10);
        nameLayerTypes(layers, shipped("bamba-9b"), familyFor("bamba"));
        QCOMPARE(layers[9].type, std::string("attention"));
        QCOMPARE(layers[8].type, std::string("mamba"));
        nameLayerTypes(layers, ConfigText(R"({"global_attn_every_n_layers": 3})"), familyFor("modernbert"));
        QCOMPARE(layers[0].type, std::string("full_attention"));
        QCOMPARE(layers[2].type, std::string("sliding_attention"));
    }
};

QTEST_APPLESS_MAIN(LayerRuleTest)
#include "layer_rule_test.moc"
