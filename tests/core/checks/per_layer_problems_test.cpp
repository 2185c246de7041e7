#include "core/stack/per_layer.h"
#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

TinyOptions withMembers(const std::string& members, std::uint32_t layers = 4)
{
    TinyOptions options = layersOf(layers);
    options.extraConfig = members;
    return options;
}

std::string undecided(const std::string& what)
{
    return "The config.json of \"lists\" has " + what + ", and nothing tells whether it goes with them";
}

} // namespace

class PerLayerProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void p37KeysThatNoRuleKnows_data()
    {
        QTest::addColumn<QString>("members");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("sign");
        const auto row = [](const char* members, const char* name, const char* sign) {
            QTest::newRow(name) << QString(members) << QString(name) << QString(sign);
        };
        row(R"("widths": [1, 2, 3, 4])", "widths", "an entry for each of its 4 layers");
        row(R"("mix": [0, 1, 2, 3, 4])", "mix", "one entry more than its 4 layers");
        row(R"("sizes": {"0": 1, "3": 2})", "sizes", "keys that are numbers of its 4 layers");
        row(R"("heads": [[3, 1], [0, 2]])", "heads", "pairs that begin with numbers of its 4 layers");
        row(R"("skip_layers": [1])", "skip_layers", "numbers of its 4 layers");
    }
    void p37KeysThatNoRuleKnows()
    {
        QFETCH(QString, members);
        QFETCH(QString, name);
        QFETCH(QString, sign);
        const std::string key = name.toStdString();
        Source source = m_composer.source(key, withMembers(members.toStdString()));
        source.label = "lists";
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        check(Composer::stack({source}, "A[0:3] A[1:4]"),
              {ProblemId::UndecidedPerLayer,
               Severity::Error,
               undecided(key + " with " + sign.toStdString()),
               {"Gather " + key + " with the layers", "Leave " + key + " as it is"}});
    }

    void p37NothingIsAskedWhereNothingChanges()
    {
        const Source one = m_composer.source("one", withMembers(R"("widths": [1, 2, 1, 2])"));
        const Source other = m_composer.source("other", withMembers(R"("widths": [1, 2, 1, 3])"));
        QCOMPARE(idsOf(Composer::stack({one}, "A[2:4] A[0:2]")).contains("P37"), false);
        QVERIFY(withId(Composer::stack({one, other}, "A[0:2] B[0:2]"), ProblemId::UndecidedPerLayer).empty());
        QCOMPARE(withId(Composer::stack({one, other}, "A[0:2] B[2:4]"), ProblemId::UndecidedPerLayer).size(),
                 std::size_t(1));
    }

    void p37WhatAnotherModelLacksCannotBeGathered()
    {
        const Source one = m_composer.source("lists", withMembers(R"("widths": [1, 2, 3, 4])"));
        const Source other = m_composer.source("none", layersOf(4));
        Stack stack = Composer::stack({one, other}, "A[0:2] B[2:4]");
        check(stack,
              {ProblemId::UndecidedPerLayer,
               Severity::Error,
               undecided("widths with an entry for each of its 4 layers"),
               {"Leave widths as it is"}});
        stack = applied(stack, choosePerLayer(stack, "widths", true));
        check(stack,
              {ProblemId::PositionalKey,
               Severity::Error,
               "The config.json of \"lists\" has widths, which speaks of layers in a way that cannot be "
               "carried "
               "over to this stack",
               {"Leave widths as it is"}});
    }

    void p37FilesBesideConfig()
    {
        const Source source = m_composer.source("side", layersOf(4));
        writeText(std::filesystem::path(source.path) / "generation_config.json",
                  R"({"alignment_heads": [[3, 1]], "own_heads": [[3, 1]]})");
        const Source again = sourceFor(openModel(source.path).value(), source.path);
        const std::string name = "generation_config.json:own_heads";
        check(Composer::stack({again}, "A[0:3] A[1:4]"),
              {ProblemId::UndecidedPerLayer,
               Severity::Error,
               "The generation_config.json of \"side\" has own_heads with pairs that begin with numbers of "
               "its 4 "
               "layers, and nothing tells whether it goes with them",
               {"Gather " + name + " with the layers", "Leave " + name + " as it is"}});
        QCOMPARE(perLayerNames(Composer::stack({again}, "A")), std::vector<std::string> {name});
    }

    void p37ModulesThatCountTheLayers()
    {
        const Source source = m_composer.source("weighted", layersOf(4));
        const std::filesystem::path folder = source.path;
        std::filesystem::create_directories(folder / "1_WeightedLayerPooling");
        writeText(folder / "modules.json", R"([{"path": ""}, {"path": "1_WeightedLayerPooling"}])");
        writeText(folder / "1_WeightedLayerPooling" / "config.json",
                  R"({"layer_start": 2, "num_hidden_layers": 4})");
        writeSafetensors(folder / "1_WeightedLayerPooling" / "model.safetensors",
                         {{"layer_weights", "F32", {3}}});
        const Source again = sourceFor(openModel(source.path).value(), source.path);
        const std::string name = "1_WeightedLayerPooling/config.json:num_hidden_layers";
        const Stack stack = Composer::stack({again}, "A[0:3] A[1:4]");
        check(stack,
              {ProblemId::UndecidedPerLayer,
               Severity::Error,
               "The 1_WeightedLayerPooling/config.json of \"weighted\" has num_hidden_layers with the number "
               "of its 4 "
               "layers, and nothing tells whether it goes with them",
               {"Leave " + name + " as it is"}});
        QVERIFY(withId(Composer::stack({again}, "A"), ProblemId::UndecidedPerLayer).empty());
        Stack left = stack;
        for (const Edit& edit : choosePerLayer(stack, name, false))
            apply(left, edit);
        QVERIFY(withId(left, ProblemId::UndecidedPerLayer).empty());
    }

    void p37TensorsOutsideTheLayers()
    {
        TinyOptions options = layersOf(4);
        options.extraTensors = {{"gates", "BF16", {4}}};
        for (const int member : {0, 1, 2, 3})
            options.extraTensors.push_back({"adapters." + std::to_string(member), "BF16", {2}});
        options.vocabulary = 64;
        options.heads = 8;
        const Source source = m_composer.source("outside", options);
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        const std::vector<Problem> found =
            withId(Composer::stack({source}, "A[0:3] A[1:4]"), ProblemId::UndecidedPerLayer);
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(
            found[0].message,
            std::string("gates of \"outside\" ([4]) may hold a part for each of its 4 layers, and nothing "
                        "tells whether it goes with them"));
        QCOMPARE(found[1].message,
                 std::string("adapters. of \"outside\" (4 tensors) may hold a part for each of its 4 layers, "
                             "and nothing tells whether it goes with them"));
        for (const Problem& problem : found)
            QCOMPARE(problem.fixes.size(), std::size_t(2));
    }

    void p23PatternsInQuantizationFiles()
    {
        const Source source = m_composer.source("patterns", layersOf(24));
        writeText(std::filesystem::path(source.path) / "hf_quant_config.json",
                  R"({"quantization": {"exclude_modules": ["model.layers.1*"]}})");
        const Source again = sourceFor(openModel(source.path).value(), source.path);
        QCOMPARE(idsOf(Composer::stack({again}, "A")), QString("P15"));
        check(Composer::stack({again}, "A[0:16] A[8:24]"),
              {ProblemId::PositionalKey,
               Severity::Error,
               "The hf_quant_config.json of \"patterns\" has quantization.exclude_modules, which speaks of "
               "layers "
               "in a way that cannot be carried over to this stack",
               {}});
    }

    void p34PackingIsComparedWhereverItIsTold()
    {
        const Source plain = m_composer.source("plain", layersOf(4));
        const Source packed = m_composer.source("packed", layersOf(4));
        const std::filesystem::path file = std::filesystem::path(packed.path) / "quantize_config.json";
        writeText(file, R"({"bits": 4, "group_size": 128})");
        const Source again = sourceFor(openModel(packed.path).value(), packed.path);
        check(Composer::stack({plain, again}, "A[0:2] B[2:4]"),
              {ProblemId::QuantizationsDiffer,
               Severity::Error,
               "\"packed\" is quantized (gptq, 4 bits), \"plain\" is not quantized. One config.json can "
               "describe "
               "only one",
               {"Remove these 2 layers"}});
    }

private:
    Composer m_composer;
};

QTEST_APPLESS_MAIN(PerLayerProblems)
#include "per_layer_problems_test.moc"
