#include "core/model/layer_count.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;

namespace {

QByteArray keysText(const LayerCount& count)
{
    std::string text;
    for (const CountKey& key : count.keys)
        text += (text.empty() ? "" : " ") + key.key
            + (key.factor == 1 ? std::string() : "*" + std::to_string(key.factor));
    for (const CountKey& key : count.contradictions)
        text += " !" + key.key;
    return QByteArray::fromStdString(text);
}

} // namespace

class LayerCountTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theKeyOfTheStackCounts_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<bool>("isPaired");
        QTest::addColumn<QByteArray>("keys");
        const auto row = [](const char* name, const char* config, const char* prefix, bool isPaired,
                            const char* keys) {
            QTest::newRow(name) << QByteArray(config) << QByteArray(prefix) << isPaired << QByteArray(keys);
        };
        const char* const both =
            R"({"model_type": "pegasus", "encoder_layers": 4, "decoder_layers": 4, "num_hidden_layers": 4})";
        row("decoder", both, "model.decoder.layers.", true, "decoder_layers");
        row("encoder", both, "model.encoder.layers.", true, "encoder_layers num_hidden_layers");
        row("an unknown family's decoder",
            R"({"encoder_layers": 6, "decoder_layers": 4, "num_hidden_layers": 6})", "model.decoder.layers.",
            true, "decoder_layers");
        row("plain keys of a decoder",
            R"({"model_type": "seamless_m4t", "encoder_layers": 4, "decoder_layers": 4, "num_hidden_layers": 4})",
            "text_decoder.layers.", true, "decoder_layers num_hidden_layers");
        row("plain keys beside a decoder's", R"({"num_encoder_layers": 4, "num_decoder_layers": 4})",
            "prophetnet.decoder.layers.", true, "num_decoder_layers");
        const char* const t5 = R"({"model_type": "mt5", "num_layers": 4, "num_decoder_layers": 4})";
        row("T5's decoder", t5, "decoder.block.", true, "num_decoder_layers");
        row("T5's encoder", t5, "encoder.block.", true, "num_layers");
        row("T5's encoder alone", t5, "encoder.block.", false, "num_layers");
        row("T5 with one number", R"({"model_type": "t5", "num_layers": 4, "num_decoder_layers": null})",
            "decoder.block.", true, "num_decoder_layers");
        row("a decoder alone", R"({"decoder_layers": 4, "num_hidden_layers": 4})", "model.decoder.layers.",
            false, "decoder_layers num_hidden_layers");
        row("a decoder without keys of sides", R"({"num_hidden_layers": 4})", "model.decoder.layers.", false,
            "num_hidden_layers");
        const char* const wrapper =
            R"({"encoder": {"num_hidden_layers": 4}, "decoder": {"decoder_layers": 4, "encoder_layers": 4}})";
        row("a wrapper's decoder", wrapper, "decoder.model.decoder.layers.", true, "decoder.decoder_layers");
        row("a wrapper's encoder", wrapper, "encoder.encoder.layer.", true, "encoder.num_hidden_layers");
        row("a decoder of encoder layers",
            R"({"encoder": {"num_hidden_layers": 4}, "decoder": {"num_hidden_layers": 4}})",
            "decoder.bert.encoder.layer.", true, "decoder.num_hidden_layers");
        row("text beside vision", R"({"num_hidden_layers": 9, "text_config": {"num_hidden_layers": 4},
            "vision_config": {"num_hidden_layers": 4}})",
            "language_model.model.layers.", false, "text_config.num_hidden_layers");
        row("text that the root repeats",
            R"({"num_hidden_layers": 4, "text_config": {"num_hidden_layers": 4}})", "model.layers.", false,
            "text_config.num_hidden_layers num_hidden_layers");
        row("an encoder of pictures", R"({"text_config": {"num_layers": 4}, "vision_config":
            {"num_hidden_layers": 4}})",
            "encoder.encoder.layer.", true, "vision_config.num_hidden_layers");
        row("a tower", R"({"text_config": {"num_hidden_layers": 4}, "vision_config": {"depth": 4}})",
            "visual.blocks.", false, "vision_config.depth");
        row("sides in a section", R"({"text_config": {"encoder_layers": 4, "decoder_layers": 4}})",
            "language_model.model.decoder.layers.", true, "text_config.decoder_layers");
        row("two names", R"({"num_hidden_layers": 4, "num_layers": 4})", "transformer.layers.", false,
            "num_hidden_layers num_layers");
        row("a known multiple", R"({"model_type": "longcat_flash", "num_layers": 4, "num_hidden_layers": 8})",
            "model.layers.", false, "num_layers num_hidden_layers*2");
        row("a known multiple alone", R"({"model_type": "longcat_flash", "num_hidden_layers": 8})",
            "model.layers.", false, "num_hidden_layers*2");
        row("a multiple", R"({"num_hidden_layers": 12, "num_layers": 4})", "model.layers.", false,
            "num_layers num_hidden_layers*3");
        row("a contradiction", R"({"num_hidden_layers": 4, "n_layer": 7})", "model.layers.", false,
            "num_hidden_layers !n_layer");
        row("nothing", R"({"num_classes": 4})", "blocks.", false, "");
        row("a name of its own", R"({"num_spatial_layers": 4, "num_temporal_layers": 4})", "spatial_layers.",
            false, "num_spatial_layers");
        row("a name of its own beside a usual one", R"({"num_hidden_layers": 4, "num_blocks": 4})",
            "backbone.blocks.", false, "num_hidden_layers num_blocks");
        row("the only number of layers", R"({"l_layers": 4, "r_layers": 5, "width": 4})", "encoder.layer.",
            false, "l_layers");
        row("two numbers of layers", R"({"l_layers": 4, "r_layers": 4})", "encoder.layer.", false, "");
        row("layers of each stack", R"({"num_hidden_layers": 24, "num_layers_per_stack": 4})",
            "model.H_module.layers.", false, "num_layers_per_stack num_hidden_layers*6");
        row("a wrapped model", R"({"vlm_config": {"text_config": {"num_hidden_layers": 4}}})",
            "model.layers.", false, "vlm_config.text_config.num_hidden_layers");
        row("a rare name", R"({"text_config": {"layers": 4}})", "text_model.model.layers.", false,
            "text_config.layers");
        row("a rare name beside a usual one", R"({"num_hidden_layers": 4, "depth": 4})", "blocks.", false,
            "num_hidden_layers");
    }
    void theKeyOfTheStackCounts()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, prefix);
        QFETCH(bool, isPaired);
        const ConfigText text(config.toStdString());
        const Family& family = familyFor(text.string("model_type").value_or(""));
        const LayerCount count = layerCount(text, family, {prefix.toStdString(), 4, isPaired});
        QTEST(keysText(count), "keys");
        QVERIFY(count.keys.empty() || count.layers() == 4);
    }

    void theOtherStackKeepsItsNumber()
    {
        const ConfigText text(R"({"model_type": "t5", "num_layers": 4})");
        const LayerCount count = layerCount(text, familyFor("t5"), {"encoder.block.", 4, true});
        QCOMPARE(patched(text, count.patches(6)),
                 std::string(R"({"model_type": "t5", "num_layers": 6, "num_decoder_layers": 4})"));
        QCOMPARE(patched(text, count.patches(4)), text.text());
    }

    void aMultipleFollows()
    {
        const ConfigText text(R"({"model_type": "longcat_flash", "num_layers": 4, "num_hidden_layers": 8})");
        const LayerCount count = layerCount(text, familyFor("longcat_flash"), {"model.layers.", 4});
        QVERIFY(count.guessed.empty());
        QCOMPARE(patched(text, count.patches(6)),
                 std::string(R"({"model_type": "longcat_flash", "num_layers": 6, "num_hidden_layers": 12})"));
    }
};

QTEST_APPLESS_MAIN(LayerCountTest)
#include "layer_count_test.moc"
