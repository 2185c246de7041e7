#include "core/merge/plan/plan.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// A checkpoint with two stacks of four layers each.
TinyOptions paired(const std::string& encoder, const std::string& decoder, const std::string& config)
{
    TinyOptions options;
    options.configText = config;
    for (const std::string& prefix : {encoder, decoder})
        for (int layer = 0; layer < 4; ++layer)
            options.tensors.push_back({prefix + std::to_string(layer) + ".q.weight", "F32", {8, 8}});
    return options;
}

} // namespace

/// The number of layers in the config.json that is written: the key of the stack, and no other.
class OutputCountTest : public QObject, private TestFolders {
    Q_OBJECT

private Q_SLOTS:
    void noPathOfAMachineIsPublished_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("published");
        QTest::newRow("Hub") << QByteArray("meta-llama/Llama-2-7b") << QByteArray("meta-llama/Llama-2-7b");
        QTest::newRow("folder") << QByteArray("/home/anna/llama") << QByteArray("llama");
        QTest::newRow("end") << QByteArray("~/models/llama/") << QByteArray("llama");
        QTest::newRow("relative") << QByteArray("./out") << QByteArray("out");
        QTest::newRow("deep") << QByteArray("anna/models/llama") << QByteArray("llama");
        QTest::newRow("drive") << QByteArray("C:\\\\models\\\\llama") << QByteArray("llama");
        QTest::newRow("root") << QByteArray("/") << QByteArray("");
    }
    void noPathOfAMachineIsPublished()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, published);
        const QByteArray start =
            "{\"model_type\": \"llama\", \"num_hidden_layers\": 2, \"_name_or_path\": \"";
        TinyOptions options;
        options.layers = 2;
        options.configText = (start + name + "\"}").toStdString();
        const auto folder = written(options);
        writeText(folder / "tokenizer_config.json",
                  "{\"a\": {\"name_or_path\": \"" + name.toStdString()
                      + "\"}, \"tokenizer_file\": \"/home/anna/t.json\"}");
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(QByteArray::fromStdString(plannedText(*plan, "config.json")), start + published + "\"}");
        QCOMPARE(QByteArray::fromStdString(plannedText(*plan, "tokenizer_config.json")),
                 "{\"a\": {\"name_or_path\": \"" + published + "\"}, \"tokenizer_file\": null}");
    }

    void aCountThatIsNotStatedIsNotAddedForTheSameDepth()
    {
        TinyOptions options;
        options.configText = R"({"model_type": "bit"})";
        const auto plan = planMerge(stackOf({written(options)}, layersOfA({0, 1, 1, 3})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plannedText(*plan, "config.json"), options.configText);
    }

    void onlyTheKeyOfTheStackChanges_data()
    {
        QTest::addColumn<QByteArray>("encoder");
        QTest::addColumn<QByteArray>("decoder");
        QTest::addColumn<QByteArray>("side"); // asked for
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after"); // of a stack of three layers
        const auto row = [](const char* name, const char* prefixes, const char* side, const char* before,
                            const char* after) {
            const QList<QByteArray> both = QByteArray(prefixes).split(' ');
            QTest::newRow(name) << both[0] << both[1] << QByteArray(side) << QByteArray(before)
                                << QByteArray(after);
        };
        const char* const bart = "model.encoder.layers. model.decoder.layers.";
        for (const char* family : {"m2m_100", "pegasus", "blenderbot", "plbart", "led", "brand_new"}) {
            const QByteArray start = QByteArray("{\"model_type\": \"") + family + "\", ";
            row(family, bart, "",
                (start + R"("encoder_layers": 4, "decoder_layers": 4, "num_hidden_layers": 4})").constData(),
                (start + R"("encoder_layers": 4, "decoder_layers": 3, "num_hidden_layers": 4})").constData());
            row((QByteArray(family) + ", encoder").constData(), bart, "encoder",
                (start + R"("encoder_layers": 4, "decoder_layers": 4, "num_hidden_layers": 4})").constData(),
                (start + R"("encoder_layers": 3, "decoder_layers": 4, "num_hidden_layers": 3})").constData());
        }
        const char* const t5 = "encoder.block. decoder.block.";
        row("mt5", t5, "", R"({"model_type": "mt5", "num_layers": 4, "num_decoder_layers": 4})",
            R"({"model_type": "mt5", "num_layers": 4, "num_decoder_layers": 3})");
        row("mt5, encoder", t5, "encoder",
            R"({"model_type": "mt5", "num_layers": 4, "num_decoder_layers": 4})",
            R"({"model_type": "mt5", "num_layers": 3, "num_decoder_layers": 4})");
        row("T5EncoderModel", t5, "",
            R"({"model_type": "t5", "architectures": ["T5EncoderModel"], "num_layers": 4, "num_decoder_layers": 4})",
            R"({"model_type": "t5", "architectures": ["T5EncoderModel"], "num_layers": 3, "num_decoder_layers": 4})");
        row("t5 with one number", t5, "", R"({"model_type": "t5", "num_layers": 4})",
            R"({"model_type": "t5", "num_layers": 4, "num_decoder_layers": 3})");
        row("t5 with one number, encoder", t5, "encoder", R"({"model_type": "t5", "num_layers": 4})",
            R"({"model_type": "t5", "num_layers": 3, "num_decoder_layers": 4})");
        row("a wrapper", "encoder.encoder.layer. decoder.model.decoder.layers.", "",
            R"({"model_type": "vision-encoder-decoder", "encoder": {"num_hidden_layers": 4}, "decoder": {"decoder_layers": 4}})",
            R"({"model_type": "vision-encoder-decoder", "encoder": {"num_hidden_layers": 4}, "decoder": {"decoder_layers": 3}})");
        row("a wrapper, encoder", "encoder.encoder.layer. decoder.model.decoder.layers.", "encoder",
            R"({"model_type": "vision-encoder-decoder", "encoder": {"num_hidden_layers": 4}, "decoder": {"decoder_layers": 4}})",
            R"({"model_type": "vision-encoder-decoder", "encoder": {"num_hidden_layers": 3}, "decoder": {"decoder_layers": 4}})");
        row("nothing of a known family counts", bart, "",
            R"({"model_type": "timm_wrapper", "architecture": "x"})",
            R"({"model_type": "timm_wrapper", "architecture": "x", "decoder_layers": 3})");
        row("nothing counts", bart, "", R"({"architecture": "x"})", R"({"architecture": "x"})");
    }
    void onlyTheKeyOfTheStackChanges()
    {
        QFETCH(QByteArray, encoder);
        QFETCH(QByteArray, decoder);
        QFETCH(QByteArray, side);
        QFETCH(QByteArray, before);
        const TinyOptions options =
            paired(encoder.toStdString(), decoder.toStdString(), before.toStdString());
        const auto path = written(options);
        const auto model = openModel(path, false, sideNamed(side.toStdString()));
        QVERIFY2(model, model ? "" : model.error().what());
        Stack stack;
        stack.setup.sources = {sourceFor(*model, path.string())};
        stack.blocks = layersOfA({0, 1, 3});
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QTEST(QByteArray::fromStdString(plannedText(*plan, "config.json")), "after");
        // The other stack stays whole.
        const std::vector<std::string> names = tensorNames(*plan);
        const bool isEncoder = (*model)->table.side == StackSide::Encoder;
        const std::string other = (isEncoder ? decoder : encoder).toStdString();
        QCOMPARE(std::count_if(names.begin(), names.end(),
                               [&](const std::string& name) { return name.starts_with(other); }),
                 std::ptrdiff_t {4});
        QCOMPARE(names.size(), std::size_t {7});
    }
};

QTEST_APPLESS_MAIN(OutputCountTest)
#include "output_count_test.moc"
