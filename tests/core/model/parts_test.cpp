#include "core/base/error.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/model/main_stack.h"
#include "core/model/model.h"
#include "tests/core/model/discovery_cases.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <ctime>

using namespace layerloom::core;
using namespace layerloom::tests;

/// Which tensors are the stack, and which the parts around it.
class PartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStackIsChosenByWhatItHolds_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("tensors");
        QTest::addColumn<QByteArray>("side"); // asked for
        QTest::addColumn<QByteArray>("prefix");
        QTest::addColumn<QByteArray>("chosen"); // of two sides
        const auto row = [](const char* name, const char* config, const char* tensors, const char* side,
                            const char* prefix, const char* chosen) {
            QTest::newRow(name) << QByteArray(config) << QByteArray(tensors) << QByteArray(side)
                                << QByteArray(prefix) << QByteArray(chosen);
        };
        const char* const audio = R"(hubert.feature_extractor.conv_layers.{}.conv.weight 64x8x10
            hubert.feature_extractor.conv_layers.{}.layer_norm.weight 8
            hubert.encoder.layers.{}.attention.q_proj.weight 8x8
            hubert.encoder.layers.{}.layer_norm.weight 8)";
        row("convolutions", R"({"num_hidden_layers": 2, "hidden_size": 8})", audio, "",
            "hubert.encoder.layers.", "");
        row("convolutions, no count", R"({"hidden_size": 8})", audio, "", "hubert.encoder.layers.", "");
        row("adapters beside an encoder", R"({"num_hidden_layers": 2, "hidden_size": 8})",
            R"(wav2vec2_bert.adapter.layers.0.ffn.weight 80x80
            wav2vec2_bert.encoder.layers.{}.ffn.weight 8x8)",
            "", "wav2vec2_bert.encoder.layers.", "");
        const char* const both = R"(encoder.block.{}.layer.0.q.weight 16x16
            decoder.block.{}.layer.0.q.weight 4x4)";
        row("decoder", R"({"architectures": ["T5ForConditionalGeneration"]})", both, "", "decoder.block.",
            "decoder");
        row("encoder by its architecture", R"({"architectures": ["T5EncoderModel"]})", both, "",
            "encoder.block.", "encoder");
        row("encoder asked for", R"({"architectures": ["T5ForConditionalGeneration"]})", both, "encoder",
            "encoder.block.", "encoder");
        row("a wrapper's decoder",
            R"({"encoder": {"num_hidden_layers": 2}, "decoder": {"num_hidden_layers": 2}})",
            R"(encoder.encoder.layer.{}.q.weight 9x9
            decoder.bert.encoder.layer.{}.q.weight 4x4)",
            "", "decoder.bert.encoder.layer.", "decoder");
        row("a wrapper's encoder",
            R"({"encoder": {"num_hidden_layers": 2}, "decoder": {"num_hidden_layers": 2}})",
            R"(encoder.encoder.layer.{}.q.weight 9x9
            decoder.bert.encoder.layer.{}.q.weight 4x4)",
            "encoder", "encoder.encoder.layer.", "encoder");
        row("tables of embeddings beside an encoder", R"({"num_hidden_layers": 2, "hidden_size": 8})",
            R"(embeddings.xpath_tag_sub_embeddings.{}.weight 40x8
            encoder.layer.{}.attention.self.query.weight 8x8)",
            "", "encoder.layer.", "");
        row("a model of pictures with a head",
            R"({"model_type": "data2vec-vision", "num_hidden_layers": 2, "hidden_size": 8})",
            R"(data2vec_vision.encoder.layer.{}.attention.attention.query.weight 8x8
            decode_head.psp_modules.blocks.0.weight 90x90)",
            "", "data2vec_vision.encoder.layer.", "");
        row("no decoder to ask for", "{}", "model.layers.{}.q.weight 4x4", "decoder",
            "Tiny has no stack of layers named decoder; it has model.layers.N", "");
    }
    void theStackIsChosenByWhatItHolds()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, tensors);
        QFETCH(QByteArray, side);
        TinyOptions options;
        options.configText = config.toStdString();
        options.tensors = tensorsIn(tensors.constData());
        const TemporaryFolder folder;
        const auto model =
            openModel(writeTinyCheckpoint(folder / "Tiny", options), false, sideNamed(side.toStdString()));
        QTEST(QByteArray::fromStdString(model ? model.value()->table.prefix : model.error().message()),
              "prefix");
        if (!model)
            return;
        const std::optional<StackSide> chosen = model.value()->table.side;
        QTEST(chosen ? QByteArray::fromStdString(std::string(sideName(*chosen))) : QByteArray(""), "chosen");
        QCOMPARE(model.value()->table.layers.size(), std::size_t {2});
    }

    void manyGroupsAreQuick()
    {
        TinyOptions options;
        options.sparse = true;
        options.configText = R"({"model_type": "llama", "num_hidden_layers": 1, "hidden_size": 2})";
        for (int group = 0; group < 20'000; ++group)
            options.tensors.push_back({"m" + std::to_string(group) + ".layers.0.weight", "BF16", {2, 2}});
        const TemporaryFolder folder;
        const auto checkpoint = openCheckpoint(writeTinyCheckpoint(folder / "Tiny", options)).value();
        const ConfigText config(checkpoint->configText());
        const std::vector<TensorGroup> groups = tensorGroups(*checkpoint);
        const std::clock_t start = std::clock();
        const MainStack chosen = mainStack(*checkpoint, groups, config, familyFor("llama"), std::nullopt);
        QVERIFY(std::clock() - start < 5 * CLOCKS_PER_SEC);
        QCOMPARE(chosen.group->prefix, std::string_view("m0.layers."));
    }

    void partsAreFoundBehindEveryPrefix_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("tensors");
        QTest::addColumn<QByteArray>("parts"); // embeddings, norm, head, task heads, the rest: parameters
        const auto row = [](const char* name, const char* family, const char* tensors, const char* parts) {
            QTest::newRow(name) << QByteArray(family) << QByteArray(tensors) << QByteArray(parts);
        };
        for (const char* prefix : {"", "model.", "model.language_model.", "language_model.model.",
                                   "transformer.", "backbone.", "base_model.model.model."})
            for (const char* family : {"llama", "qwen3", "brand_new"}) {
                const QByteArray at(prefix);
                QTest::newRow((QByteArray(family) + " at " + at).constData())
                    << QByteArray(family)
                    << at + "embed_tokens.weight 10x4\n" + at + "layers.{}.up.weight 6x4\n" + at
                        + "norm.weight 4\nscore.weight 3x4\nvision_tower.norm.weight 5"
                    << QByteArray("40 4 0 score 12 17");
            }
        row("head of the inner model", "mistral3", R"(language_model.model.embed_tokens.weight 10x4
            language_model.model.layers.{}.up.weight 6x4
            language_model.model.norm.weight 4
            language_model.lm_head.weight 11x4
            multi_modal_projector.norm.weight 3)",
            "40 4 44 3");
        row("bert", "bert", R"(bert.embeddings.word_embeddings.weight 10x4
            bert.encoder.layer.{}.q.weight 4x4
            bert.pooler.dense.weight 4x4
            cls.predictions.bias 10
            cls.seq_relationship.weight 2x4)",
            "40 0 10 pooler 16 cls 8 24");
        row("flat bert with a task", "bert", R"(embeddings.word_embeddings.weight 10x4
            encoder.layer.{}.q.weight 4x4
            pooler.dense.weight 4x4
            classifier.weight 2x4
            qa_outputs.bias 2)",
            "40 0 0 classifier 8 pooler 16 qa_outputs 2 26");
        row("gpt_neox without prefix", "gpt_neox", R"(embed_in.weight 10x4
            layers.{}.up.weight 6x4
            final_layer_norm.weight 4
            embed_out.weight 10x4)",
            "40 4 40 0");
        row("vision transformer", "vit", R"(vit.embeddings.cls_token 1x1x4
            vit.encoder.layer.{}.q.weight 4x4
            vit.layernorm.weight 4
            classifier.weight 7x4)",
            "4 4 0 classifier 28 28");
    }
    void partsAreFoundBehindEveryPrefix()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, tensors);
        TinyOptions options;
        options.configText = "{\"model_type\": \"" + family.toStdString() + "\"}";
        options.tensors = tensorsIn(tensors.constData());
        const TemporaryFolder folder;
        const auto opened = openModel(writeTinyCheckpoint(folder / "Tiny", options));
        QVERIFY2(opened, opened ? "" : opened.error().what());
        const LayerTable& table = opened.value()->table;
        std::string parts = std::to_string(table.embeddings.parameters) + ' '
            + std::to_string(table.norm.parameters) + ' ' + std::to_string(table.head.parameters) + ' ';
        for (const TaskHead& head : table.taskHeads)
            parts += head.name + ' ' + std::to_string(head.parameters) + ' ';
        QTEST(QByteArray::fromStdString(parts + std::to_string(table.rest.parameters)), "parts");
    }
};

QTEST_APPLESS_MAIN(PartsTest)
#include "parts_test.moc"
