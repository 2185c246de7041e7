#include "core/checks/problems.h"
#include "core/merge/plan/model_card.h"
#include "core/merge/plan/plan.h"
#include "core/stack/part_origins.h"
#include "core/stack/totals.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QRegularExpression>
#include <QStringList>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Where the parts of a model stand, and which it has. Sizes are those of TinyOptions.
struct Shape {
    const char* root = "model."; ///< of embeddings, layers and norm
    const char* head = "lm_head.weight"; ///< empty: none
    const char* architecture = "LlamaForCausalLM";
    const char* task = ""; ///< "score.weight"
    bool tied = false;
};

const Shape kCausal {};
const Shape kTied {.head = "", .tied = true};
const Shape kFlat {.root = "", .head = "", .architecture = "LlamaModel"};
const Shape kFlatTied {.root = "", .head = "", .architecture = "LlamaForCausalLM", .tied = true};
const Shape kInside {.root = "language_model.model.",
                     .head = "language_model.lm_head.weight",
                     .architecture = "Mistral3ForConditionalGeneration"};
const Shape kNewInside {.root = "model.language_model.", .architecture = "Mistral3ForConditionalGeneration"};
const Shape kClassifier {
    .head = "", .architecture = "LlamaForSequenceClassification", .task = "score.weight"};

TinyOptions optionsOf(const Shape& shape, std::uint64_t seed)
{
    TinyOptions options {.architecture = shape.architecture, .tied = shape.tied, .seed = seed};
    for (TinyTensor tensor : tinyTensors(options)) {
        if (tensor.name == "lm_head.weight")
            tensor.name = shape.head;
        else
            tensor.name = shape.root + tensor.name.substr(std::string("model.").size());
        if (!tensor.name.empty())
            options.tensors.push_back(tensor);
    }
    if (*shape.task != '\0')
        options.tensors.push_back({shape.task, "BF16", {3, 8}});
    return options;
}

/// "NAME: SOURCE" of every tensor outside the layers.
QStringList partsOf(const MergePlan& plan, const Stack& stack)
{
    QStringList parts;
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors) {
            if (tensor.name.find("layers.") != std::string::npos)
                continue;
            for (SourceIndex source = 0; source.value < stack.setup.sources.size(); ++source)
                if (stack.setup.sources[source.value].model == plan.models[tensor.model])
                    parts << QString::fromStdString(tensor.name + ": " + sourceLetter(source));
        }
    parts.sort();
    return parts;
}

} // namespace

class PartNamesTest : public QObject, private TestFolders {
    Q_OBJECT

    Stack stackOfTwo(const Shape& first, const Shape& second)
    {
        return stackOf({written(optionsOf(first, 1)), written(optionsOf(second, 2))},
                       {{0, 0, {}, false}, {0, 1, {}, false}, {1, 2, {}, false}, {1, 3, {}, false}});
    }

private Q_SLOTS:
    void partsGetTheNamesOfTheBase_data()
    {
        QTest::addColumn<Shape>("first");
        QTest::addColumn<Shape>("second");
        QTest::addColumn<QStringList>("parts");
        const auto row = [](const char* name, const Shape& first, const Shape& second,
                            const QStringList& parts) { QTest::newRow(name) << first << second << parts; };
        row("a bare model behind one with a head", kCausal, kFlat,
            {"lm_head.weight: A", "model.embed_tokens.weight: A", "model.norm.weight: B"});
        row("a model with a head behind a bare one", kFlat, kCausal,
            {"embed_tokens.weight: A", "norm.weight: B"});
        row("tied, flat names behind full ones", kTied, kFlatTied,
            {"model.embed_tokens.weight: A", "model.norm.weight: B"});
        row("tied, full names behind flat ones", kFlatTied, kTied,
            {"embed_tokens.weight: A", "norm.weight: B"});
        row("two flat ones", kFlat, kFlat, {"embed_tokens.weight: A", "norm.weight: B"});
        row("the model inside another class", kCausal, kInside,
            {"lm_head.weight: B", "model.embed_tokens.weight: A", "model.norm.weight: B"});
        row("another class around the model", kInside, kCausal,
            {"language_model.lm_head.weight: B", "language_model.model.embed_tokens.weight: A",
             "language_model.model.norm.weight: B"});
        row("both ways to stand inside", kNewInside, kInside,
            {"lm_head.weight: B", "model.language_model.embed_tokens.weight: A",
             "model.language_model.norm.weight: B"});
        row("a classifier takes no head", kClassifier, kCausal,
            {"model.embed_tokens.weight: A", "model.norm.weight: B", "score.weight: A"});
        row("a classifier behind a model with a head", kCausal, kClassifier,
            {"lm_head.weight: A", "model.embed_tokens.weight: A", "model.norm.weight: B"});
        row("two classifiers", kClassifier, kClassifier,
            {"model.embed_tokens.weight: A", "model.norm.weight: B", "score.weight: A"});
    }
    void partsGetTheNamesOfTheBase()
    {
        QFETCH(Shape, first);
        QFETCH(Shape, second);
        const Stack stack = stackOfTwo(first, second);
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QTEST(partsOf(*plan, stack), "parts");
        for (const std::string& name : tensorNames(*plan))
            if (name.find("layers.") != std::string::npos)
                QVERIFY2(name.starts_with(std::string(first.root) + "layers."), name.c_str());
        QVERIFY(!hasErrors(problems(stack)));
    }

    void embeddingsComeFromABareModel()
    {
        Stack stack = stackOfTwo(kCausal, kFlat);
        stack.blocks = layersOfA({0, 1, 2, 3});
        stack.setup.parts[static_cast<std::size_t>(Part::Embeddings)] = SourceIndex(1);
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(partsOf(*plan, stack),
                 QStringList({"lm_head.weight: A", "model.embed_tokens.weight: B", "model.norm.weight: A"}));
    }

    void aSeparateHeadIsPutWhereItsClassHasIt_data()
    {
        QTest::addColumn<QByteArray>("root");
        QTest::addColumn<QString>("head");
        const auto row = [](const char* root, const char* head) {
            QTest::newRow(root) << QByteArray(root) << QString(head);
        };
        row("", "lm_head.weight: A");
        row("model.", "lm_head.weight: A");
        row("language_model.model.", "language_model.lm_head.weight: A");
        row("model.language_model.", "lm_head.weight: A");
        row("decoder.model.decoder.", "decoder.lm_head.weight: A");
    }
    void aSeparateHeadIsPutWhereItsClassHasIt()
    {
        QFETCH(QByteArray, root);
        const Shape shape {.root = root.constData(), .head = "", .tied = true};
        Stack stack = stackOf({written(optionsOf(shape, 1))}, layersOfA({0, 1}));
        stack.setup.overrides = {{"tie_word_embeddings", "false"}};
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const QStringList parts = partsOf(*plan, stack);
        QFETCH(QString, head);
        QVERIFY2(parts.contains(head), qPrintable(parts.join(' ')));
    }

    void aSeparateHeadOfAMaskedModelHasItsMatrixAndBias_data()
    {
        QTest::addColumn<QByteArray>("family");
        QTest::addColumn<QByteArray>("head"); // stored names
        QTest::addColumn<QString>("added");
        const auto row = [](const char* family, const char* head, const char* added) {
            QTest::newRow(family) << QByteArray(family) << QByteArray(head) << QString(added);
        };
        row("bert", "cls.predictions.bias 32 cls.predictions.transform.dense.weight 8x8",
            "cls.predictions.decoder.bias cls.predictions.decoder.weight");
        row("deberta-v2", "cls.predictions.bias 32 cls.predictions.transform.dense.weight 8x8",
            "cls.predictions.decoder.bias cls.predictions.decoder.weight");
        row("roberta", "lm_head.bias 32 lm_head.dense.weight 8x8",
            "lm_head.decoder.bias lm_head.decoder.weight");
        row("modernbert", "decoder.bias 32 head.dense.weight 8x8", "decoder.weight");
        row("distilbert", "vocab_projector.bias 32 vocab_transform.weight 8x8", "vocab_projector.weight");
        row("electra", "generator_lm_head.bias 32 generator_predictions.dense.weight 8x8",
            "generator_lm_head.weight");
        row("brand_new", "lm_head.bias 32", "lm_head.weight");
    }
    void aSeparateHeadOfAMaskedModelHasItsMatrixAndBias()
    {
        QFETCH(QByteArray, family);
        QFETCH(QByteArray, head);
        TinyOptions options {.family = family.toStdString(), .architecture = "XForMaskedLM", .tied = true};
        options.tensors = {{"m.embeddings.word_embeddings.weight", "BF16", {32, 8}}};
        for (const char layer : {'0', '1', '2', '3'})
            options.tensors.push_back(
                {std::string("m.encoder.layer.") + layer + ".q.weight", "BF16", {8, 8}});
        const QList<QByteArray> words = head.split(' ');
        for (int at = 0; at + 1 < words.size(); at += 2) {
            TinyTensor tensor {words[at].toStdString(), "BF16", {}};
            for (const QByteArray& extent : words[at + 1].split('x'))
                tensor.shape.push_back(extent.toULongLong());
            options.tensors.push_back(tensor);
        }
        Stack stack = stackOf({written(options)}, layersOfA({0, 1}));
        const auto tied = planMerge(stack, {});
        QVERIFY2(tied, messageOf(tied).c_str());
        stack.setup.overrides = {{"tie_word_embeddings", "true"}};
        QCOMPARE(partsOf(*planMerge(stack, {}), stack), partsOf(*tied, stack));
        stack.setup.overrides = {{"tie_word_embeddings", "false"}};
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QStringList added = partsOf(*plan, stack);
        for (const QString& part : partsOf(*tied, stack))
            added.removeOne(part);
        QTEST(added.join(' ').remove(": A"), "added");
        QCOMPARE(totals(stack).bytes, plan->payloadBytes);
        QCOMPARE(totals(stack).parameters, plan->parameters);
    }

    void theCardSaysWhereEveryPartComesFrom()
    {
        const auto cardOf = [](const Stack& stack) {
            return QString::fromStdString(modelCard(stack, {}, 1));
        };
        Stack stack = stackOfTwo(kClassifier, kClassifier);
        stack.setup.sources[0].name = "a";
        stack.setup.sources[1].name = "b";
        QVERIFY(cardOf(stack).contains(
            "config.json is that of a, embeddings of a, final norm of b, score of a, tokenizer of a."));
        stack = stackOfTwo(kTied, kFlatTied);
        stack.setup.sources[0].name = "a";
        stack.setup.sources[1].name = "b";
        QVERIFY(cardOf(stack).contains("final norm of b, head of the embeddings (tied), tokenizer of a."));
    }

    void aMaskedModelBehindABareEncoder_data()
    {
        QTest::addColumn<bool>("isBaseBare");
        QTest::newRow("bare base") << true;
        QTest::newRow("bare model behind it") << false;
    }
    void aMaskedModelBehindABareEncoder()
    {
        QFETCH(bool, isBaseBare);
        const auto encoder = [](bool isBare) {
            TinyOptions options;
            const std::string root = isBare ? "" : "bert.";
            options.configText =
                std::string(R"({"model_type": "bert", "num_hidden_layers": 4, "hidden_size": 8, )")
                + R"("intermediate_size": 16, "vocab_size": 32, "architectures": )"
                + (isBare ? R"(["BertModel"]})" : R"(["BertForMaskedLM"]})");
            options.tensors = {{root + "embeddings.word_embeddings.weight", "F32", {32, 8}}};
            for (int layer = 0; layer < 4; ++layer)
                options.tensors.push_back(
                    {root + "encoder.layer." + std::to_string(layer) + ".attention.self.query.weight",
                     "F32",
                     {8, 8}});
            if (isBare)
                options.tensors.push_back({"pooler.dense.weight", "F32", {8, 8}});
            else
                for (const TinyTensor& tensor :
                     {TinyTensor {"cls.predictions.transform.dense.weight", "F32", {8, 8}},
                      TinyTensor {"cls.predictions.bias", "F32", {32}}})
                    options.tensors.push_back(tensor);
            return options;
        };
        const Stack stack =
            stackOf({written(encoder(isBaseBare)), written(encoder(!isBaseBare))},
                    {{0, 0, {}, false}, {0, 1, {}, false}, {1, 2, {}, false}, {1, 3, {}, false}});
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QStringList parts = partsOf(*plan, stack);
        parts = parts.filter(QRegularExpression("^(?!.*encoder\\.layer)"));
        const QStringList bare {"embeddings.word_embeddings.weight: A", "pooler.dense.weight: A"};
        const QStringList masked {"bert.embeddings.word_embeddings.weight: A", "cls.predictions.bias: A",
                                  "cls.predictions.transform.dense.weight: A"};
        QCOMPARE(parts, isBaseBare ? bare : masked);
        for (const Problem& problem : problems(stack))
            QVERIFY2(problem.id == ProblemId::ArchitectureNamesDiffer, problem.message.c_str());
    }
};

QTEST_APPLESS_MAIN(PartNamesTest)
#include "part_names_test.moc"
