#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

/// Parts that are not what config.json says, and numbers of layers that it does not say.
class PartProblemsTest : public QObject {
    Q_OBJECT

    Composer m_composer;

private Q_SLOTS:
    void p10HeadsThatDifferAlthoughTied()
    {
        TinyOptions options = layersOf(8);
        options.tied = true;
        options.extraTensors = {{"lm_head.weight", "BF16", {32, 8}}};
        check(
            Composer::stack({m_composer.source("TWO", options)}, "A"),
            {ProblemId::HeadMismatch,
             Severity::Warning,
             "The config.json of \"TWO\" ties head and embeddings, but the head that it stores differs from "
             "them. It is written; transformers 5 uses it, version 4 uses the embeddings",
             {"Write a separate head"}});
    }

    void p39TheNumberOfLayers_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<Severity>("severity");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("nothing counts")
            << QByteArray(R"({"architecture": "vit_base", "num_features": 8})") << Severity::Warning
            << QByteArray(
                   "does not state the number of layers. The output has 2 layers instead of 4; a loader "
                   "may expect 4 layers");
        QTest::newRow("a default counts")
            << QByteArray(R"({"model_type": "llama"})") << Severity::Warning
            << QByteArray("does not state the number of layers. The output has 2 layers instead of 4; "
                          "num_hidden_layers is added");
        QTest::newRow("two numbers")
            << QByteArray(R"({"model_type": "x", "num_hidden_layers": 4, "n_layer": 6})") << Severity::Error
            << QByteArray("says num_hidden_layers 4 and n_layer 6, so which of them counts the layers is not "
                          "known. The output has 2 layers instead of 4");
        QTest::newRow("a multiple")
            << QByteArray(R"({"model_type": "x", "num_hidden_layers": 8, "num_layers": 4})")
            << Severity::Warning
            << QByteArray(
                   "says num_layers 4 and num_hidden_layers 8, 2 times as much. It is written as 4 for 2 "
                   "layers instead of 4");
    }
    void p39TheNumberOfLayers()
    {
        QFETCH(QByteArray, config);
        QFETCH(Severity, severity);
        QFETCH(QByteArray, message);
        TinyOptions options = layersOf(4);
        options.configText = config.toStdString();
        const Source source = m_composer.source("m" + std::string(QTest::currentDataTag()), options);
        check(Composer::stack({source}, "A[0:2]"),
              {ProblemId::LayerCountUnclear,
               severity,
               "The config.json of \"" + source.label + "\" " + message.toStdString(),
               {}});
        QVERIFY(withId(Composer::stack({source}, "A"), ProblemId::LayerCountUnclear).empty());
    }

    void p40PartsThatTheirModelLacks()
    {
        TinyOptions bare = layersOf(8);
        bare.tensors = tinyTensors(bare);
        std::erase_if(bare.tensors,
                      [](const TinyTensor& tensor) { return tensor.name == "model.norm.weight"; });
        Stack stack = Composer::stack({m_composer.source("L8", layersOf(8)), m_composer.source("NN", bare)},
                                      "A[0:4] B[4:8]");
        QVERIFY(withId(stack, ProblemId::PartMissing).empty()); // the config's model has it
        stack.setup.parts[static_cast<std::size_t>(Part::Norm)] = SourceIndex(1);
        check(stack,
              {ProblemId::PartMissing,
               Severity::Error,
               "The output needs a final norm, but \"NN\" has none",
               {"Take it from A"}});
    }

    void p13ListsThatAreTooShort()
    {
        TinyOptions options = layersOf(4);
        options.extraConfig = R"("layer_types": ["full_attention", "full_attention"])";
        check(Composer::stack({m_composer.source("S2", options)}, "A"),
              {ProblemId::LayerTypeMismatch,
               Severity::Error,
               "The config.json of \"S2\" lists layer_types for 2 layers, but layer 2 is used",
               {}});
    }
};

QTEST_APPLESS_MAIN(PartProblemsTest)
#include "part_problems_test.moc"
