#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/notation/mergekit_export.h"
#include "core/notation/mergekit_import.h"
#include "core/notation/model_finder.h"
#include "core/stack/slices.h"
#include "tests/support/patience.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;

namespace {

/// Every model exists (as a missing source) and has `layers` layers.
FindModel models(std::uint32_t layers)
{
    return [layers](const std::string& name) {
        Source source;
        source.label = name;
        source.name = name;
        source.layers = layers;
        source.missingReason = "not opened in this test";
        return source;
    };
}

MergekitImport imported(const std::string& yaml, std::uint32_t layers = 32)
{
    return importMergekit(yaml, models(layers)).value();
}

std::string expression(const MergekitImport& import)
{
    return formatExpression(import.stack.blocks);
}

std::string expressionOf(const std::string& yaml, std::uint32_t layers = 32)
{
    return expression(imported(yaml, layers));
}

std::string refusal(const std::string& yaml)
{
    const auto result = importMergekit(yaml, models(32));
    return result ? "accepted: " + expression(*result) : result.error().message();
}

bool hasNote(const MergekitImport& import, const std::string& part)
{
    return std::ranges::any_of(import.notes,
                               [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

std::string nameOfPart(const Stack& stack, Part part)
{
    return stack.setup.sources[partSource(stack, part).value].name;
}

constexpr const char* kGoliath = R"(
merge_method: passthrough
base_model: Xwin-LM/Xwin-LM-70B-V0.1
dtype: float16
slices:
  - sources: [{model: Xwin-LM/Xwin-LM-70B-V0.1,  layer_range: [0, 16]}]
  - sources: [{model: Sao10K/Euryale-1.3-L2-70B, layer_range: [8, 24]}]
  - sources: [{model: Xwin-LM/Xwin-LM-70B-V0.1,  layer_range: [17, 32]}]
  - sources: [{model: Sao10K/Euryale-1.3-L2-70B, layer_range: [25, 40]}]
  - sources: [{model: Xwin-LM/Xwin-LM-70B-V0.1,  layer_range: [33, 48]}]
  - sources: [{model: Sao10K/Euryale-1.3-L2-70B, layer_range: [41, 56]}]
  - sources: [{model: Xwin-LM/Xwin-LM-70B-V0.1,  layer_range: [49, 64]}]
  - sources: [{model: Sao10K/Euryale-1.3-L2-70B, layer_range: [57, 72]}]
  - sources: [{model: Xwin-LM/Xwin-LM-70B-V0.1,  layer_range: [65, 80]}]
)";

constexpr const char* kIdentity = R"(
merge_method: passthrough
slices:
  - sources: [{model: M, layer_range: [0, 16]}]
  - sources:
      - model: M
        layer_range: [15, 16]
        parameters:
          scale:
            - {filter: o_proj, value: 0.0}
            - {filter: down_proj, value: 0.0}
            - {value: 1.0}
  - sources: [{model: M, layer_range: [16, 32]}]
)";

constexpr const char* kThreeParents = R"(
merge_method: passthrough
base_model: B
slices:
  - sources: [{model: A, layer_range: [0, 0]}]
  - sources: [{model: B, layer_range: [0, 32]}]
  - sources: [{model: C, layer_range: [32, 32]}]
)";

} // namespace

class YamlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsDus()
    {
        const MergekitImport import = imported(R"(
slices:
  - sources: [{model: M, layer_range: [0, 24]}]
  - sources: [{model: M, layer_range: [8, 32]}]
merge_method: passthrough
dtype: float16
)");
        QCOMPARE(expression(import), std::string("A[0:24] A[8:32]"));
        QVERIFY(import.dtype == FloatType::F16);
        QVERIFY(import.notes.empty());
    }

    void sixSlicesOfEightEqualThreeOfSixteen()
    {
        const std::string expected = "A[0:16] A[8:24] A[16:32]";
        QCOMPARE(expressionOf("slices:\n"
                              "- sources: [{model: M, layer_range: [0, 16]}]\n"
                              "- sources: [{model: M, layer_range: [8, 24]}]\n"
                              "- sources: [{model: M, layer_range: [16, 32]}]\n"),
                 expected);
        std::string six = "merge_method: passthrough\nslices:\n";
        for (const auto* range : {"0, 8", "8, 16", "8, 16", "16, 24", "16, 24", "24, 32"})
            six += std::string("- sources: [{model: M, layer_range: [") + range + "]}]\n";
        QCOMPARE(expressionOf(six), expected);
        QCOMPARE(slices(imported(six).stack).size(), std::size_t(6));
    }

    void readsGoliath()
    {
        const MergekitImport import = imported(kGoliath, 80);
        QCOMPARE(
            expression(import),
            std::string("A[0:16] B[8:24] A[17:32] B[25:40] A[33:48] B[41:56] A[49:64] B[57:72] A[65:80]"));
        QCOMPARE(import.stack.blocks.size(), std::size_t(137));
        QCOMPARE(import.stack.setup.sources[0].name, std::string("Xwin-LM/Xwin-LM-70B-V0.1"));
        QVERIFY(import.stack.setup.base == SourceIndex(0));
    }

    void readsIdentityInsertion()
    {
        QCOMPARE(expressionOf(kIdentity), std::string("A[0:16] A[15]{o_proj=0, down_proj=0} A[16:32]"));
    }

    void zeroLengthSlicesChooseParents()
    {
        const MergekitImport import = imported(kThreeParents);
        QCOMPARE(import.stack.blocks.size(), std::size_t(32));
        QCOMPARE(nameOfPart(import.stack, Part::Embeddings), std::string("A"));
        QCOMPARE(nameOfPart(import.stack, Part::Norm), std::string("C"));
        QCOMPARE(nameOfPart(import.stack, Part::Head), std::string("C"));
        QCOMPARE(nameOfPart(import.stack, Part::Config), std::string("B"));
        for (std::uint32_t i = 0; i < 32; ++i) {
            QCOMPARE(import.stack.setup.sources[import.stack.blocks[i].source.value].name, std::string("B"));
            QCOMPARE(import.stack.blocks[i].layer.value, i);
        }
    }

    void linearWithWeightsOneAndZeroStacks()
    {
        const MergekitImport import = imported(R"(
merge_method: linear
parameters: {weight: 1.0}
slices:
  - sources:
      - {model: D, layer_range: [0, 1]}
      - {model: S, layer_range: [0, 1], parameters: {weight: 0}}
  - sources: [{model: D, layer_range: [1, 20]}]
  - sources: [{model: S, layer_range: [10, 30]}]
tokenizer_source: union
)",
                                               80);
        QCOMPARE(expression(import), std::string("A[0:20] B[10:30]"));
        QCOMPARE(import.stack.blocks.size(), std::size_t(40));
        QVERIFY(hasNote(import, "tokenizer_source: union"));
    }

    void readsBakllama()
    {
        const MergekitImport import = imported(R"(
layer_slices:
  - {model: A, start: 0, end: 24}
  - {model: B, start: 20, end: 40, scale: 0.7}
embedding_source: A
lm_head_source: B
)");
        QCOMPARE(expression(import), std::string("A[0:24] B[20:40]{down_proj=0.7}"));
        QCOMPARE(nameOfPart(import.stack, Part::Head), std::string("B"));
    }

    void readsTheTextStackOfModules()
    {
        const MergekitImport import = imported(R"(
merge_method: passthrough
base_model: google/gemma-3-12b-it
modules:
  text_decoder:
    slices:
      - sources: [{model: google/gemma-3-12b-it, layer_range: [0, 36]}]
      - sources: [{model: google/gemma-3-12b-it, layer_range: [12, 48]}]
  vision_tower:
    models: [{model: google/gemma-3-12b-it}]
  multi_modal_projector:
    models: [{model: google/gemma-3-12b-it}]
)",
                                               48);
        QCOMPARE(expression(import), std::string("A[0:36] A[12:48]"));
        QCOMPARE(import.stack.setup.sources.size(), std::size_t(1));
        QVERIFY(import.notes.empty());
    }

    void readsModelsAndBothFormsOfAModel()
    {
        QCOMPARE(expressionOf("merge_method: passthrough\nmodels: [{model: M}]\n", 12),
                 std::string("A[0:12]"));
        const MergekitImport import =
            imported("models:\n- model: {model: {path: /with@sign/M, revision: v2}, lora: {path: L}}\n");
        QCOMPARE(import.stack.setup.sources[0].name, std::string("/with@sign/M@v2"));
        QVERIFY(hasNote(import, "LoRA adapter L"));
        const MergekitImport text = imported("models: [{model: owner/M@abc+adapter}]\n");
        QCOMPARE(text.stack.setup.sources[0].name, std::string("owner/M@abc"));
        QVERIFY(hasNote(text, "LoRA adapter adapter"));
    }

    void anchorsAndMergeKeysAreFollowed()
    {
        const std::string yaml = R"(
defaults: &d {model: M, parameters: {scale: [{filter: o_proj, value: 0.5}]}}
slices:
  - sources: [{<<: *d, layer_range: [0, 4]}]
  - sources: [{<<: [*d, {model: N}], layer_range: [2, 6], parameters: {scale: 1}}]
)";
        const MergekitImport import = imported(yaml);
        QCOMPARE(expression(import), std::string("A[0:4]{o_proj=0.5} A[2:6]"));
        QVERIFY(hasNote(import, "\"defaults\""));
    }

    void gradientsAreEvaluatedPerLayer()
    {
        const MergekitImport import = imported(R"(
slices:
  - sources:
      - model: M
        layer_range: [0, 5]
        parameters: {scale: {filter: o_proj, value: [0, 1, 0]}}
  - sources: [{model: M, layer_range: [8, 9], parameters: {scale: [0.25, 0.75]}}]
)");
        const std::vector<double> expected {0, 0.5, 1, 0.5, 0};
        for (std::size_t i = 0; i < expected.size(); ++i)
            QCOMPARE(scaleFor(import.stack.blocks[i], "model.layers.0.self_attn.o_proj.weight"), expected[i]);
        QCOMPARE(scaleFor(import.stack.blocks[5], "anything"), 0.75);
        QVERIFY(hasNote(import, "final norm and the head"));
        QVERIFY(!hasNote(import, "embeddings"));
    }

    void nearerParametersWinAndTheFirstFilterThatMatches()
    {
        const MergekitImport import = imported(R"(
parameters: {scale: 3}
slices:
  - parameters: {scale: [{filter: q_proj, value: 2}, {filter: proj, value: 5}]}
    sources: [{model: M, layer_range: [0, 1], parameters: {scale: [{filter: o_proj, value: 0}]}}]
)");
        const Block& block = import.stack.blocks[0];
        QCOMPARE(scaleFor(block, "x.o_proj.weight"), 0.0);
        QCOMPARE(scaleFor(block, "x.q_proj.weight"), 2.0);
        QCOMPARE(scaleFor(block, "x.k_proj.weight"), 5.0);
        QCOMPARE(scaleFor(block, "x.input_layernorm.weight"), 3.0);
    }

    void laterDocumentsUseEarlierOnes()
    {
        const MergekitImport import = imported(R"(
name: half
merge_method: passthrough
slices:
  - sources: [{model: M, layer_range: [0, 4]}]
  - sources: [{model: N, layer_range: [8, 12]}]
---
merge_method: passthrough
slices:
  - sources: [{model: half, layer_range: [2, 6]}]
  - sources: [{model: M, layer_range: [30, 32]}]
)");
        QCOMPARE(expression(import), std::string("A[2:4] B[8:10] A[30:32]"));
    }

    void readsTheRecipeOfAModelCard()
    {
        const std::string card =
            "---\nbase_model: []\ntags:\n- merge\n---\n# A merge\n\nText: more\n```python\nx = 1\n```\n"
            "```yaml\nother: 1\n```\n\n```yaml\nslices:\n  - sources:\n    - model: M\n"
            "      layer_range: [0, 3]\nmerge_method: passthrough\n```\n";
        QCOMPARE(expressionOf(card), std::string("A[0:3]"));
        const std::string recipe = "slices:\n  - sources:\n    - model: M\n      layer_range: [0, 3]\n";
        for (const char* const fence : {"```", "```YAML", "```yml title=\"a.yml\"", "~~~", "~~~yaml",
                                        "````yaml", "   ```{yaml}", "``` yaml"}) {
            const std::string mark = QString::fromUtf8(fence).contains("~~~") ? "~~~" : "````";
            QCOMPARE(expressionOf("# Card\n" + std::string(fence) + '\n' + recipe + mark + "\nText: x\n"),
                     std::string("A[0:3]"));
        }
        std::string indented;
        for (const QString& line : QString::fromStdString("```yaml\n" + recipe + "```\n").split('\n'))
            indented += "    " + line.toStdString() + '\n';
        QCOMPARE(expressionOf("1. Text:\n" + indented), std::string("A[0:3]"));
        QVERIFY(QString::fromStdString(refusal("# Card\n```python\nx = {1: 2}\n```\n"))
                    .contains("holds no mergekit configuration"));
        QVERIFY(QString::fromStdString(refusal("# Card\n```yaml\na: 1\n```\n"))
                    .contains("holds no mergekit configuration"));
    }

    void namesWhatItCannotSay()
    {
        const MergekitImport import = imported(R"(
merge_method: slerp
slices:
  - sources: [{model: A, layer_range: [0, 4]}, {model: B, layer_range: [0, 4]}]
  - sources: [{model: A, layer_range: [4, 8], revision: x}]
chat_template: chatml
dtype: bfloat
embed_slerp: true
)");
        QCOMPARE(expression(import), std::string("A[4:8]"));
        QVERIFY(hasNote(import, "Slice 1 (line 4) blends 2 models with \"slerp\""));
        QVERIFY(hasNote(import, "chat_template \"chatml\""));
        QVERIFY(hasNote(import, "dtype \"bfloat\""));
        QVERIFY(hasNote(import, "\"embed_slerp\""));
        QVERIFY(hasNote(import, "write \"A@x\""));
        QVERIFY(!import.dtype);
        QVERIFY(QString::fromStdString(refusal("merge_method: ties\nmodels: [{model: A}, {model: B}]\n"))
                    .contains("blends 2 models with \"ties\""));
    }

    void severalRangesOfOneModelInASliceAreRefused()
    {
        QCOMPARE(
            refusal("merge_method: passthrough\nslices:\n- sources:\n  - {model: M, layer_range: [0, 2]}\n"
                    "  - {model: M, layer_range: [4, 6]}\n  - {model: M, layer_range: [6, 8]}\n"),
            std::string("Line 5: slice 1 takes several ranges of M, of which mergekit would keep the last "
                        "only: write one slice for each"));
    }

    void aDocumentThatBlendsDoesNotHideTheOthers()
    {
        const MergekitImport import = imported(R"(
name: blend
merge_method: slerp
models: [{model: X}, {model: Y}]
---
merge_method: passthrough
slices:
  - sources: [{model: blend, layer_range: [0, 4]}]
  - sources: [{model: Z, layer_range: [2, 6]}]
)");
        QCOMPARE(expression(import), std::string("A[0:4] B[2:6]"));
        QCOMPARE(import.stack.setup.sources.front().name, std::string("blend"));
        QVERIFY(
            hasNote(import, "The document \"blend\" stacks no layers and is left out; --model blend=DIR"));
        QVERIFY(!hasNote(import, "X"));
    }

    void whatIsNoStackIsNamed()
    {
        QVERIFY(QString::fromStdString(refusal("gate_mode: hidden\nexperts:\n- source_model: M\n"))
                    .contains("a configuration for a mixture of experts"));
        const MergekitImport import = imported(R"(
merge_method: passthrough
modules:
  text_decoder: {slices: [{sources: [{model: M, layer_range: [0, 2]}]}]}
  vision_tower: {models: [{model: N}]}
)");
        QVERIFY(hasNote(import, "The module \"vision_tower\" is put together in the file"));
    }

    void eitherModuleOfAPairCanBeStacked()
    {
        const std::string yaml = R"(
merge_method: passthrough
base_model: M
modules:
  encoder: {slices: [{sources: [{model: M, layer_range: [0, 5]}]}]}
  decoder: {slices: [{sources: [{model: M, layer_range: [1, 3]}]}]}
)";
        const auto stacked = [&](std::optional<StackSide> side) {
            return importMergekit(yaml, models(6), side).value();
        };
        QCOMPARE(expression(stacked({})), std::string("A[1:3]"));
        QVERIFY(hasNote(stacked({}), "\"encoder\" is put together in the file"));
        QVERIFY(hasNote(stacked({}), "(--stack encoder) to stack it instead"));
        QCOMPARE(expression(stacked(StackSide::Decoder)), std::string("A[1:3]"));
        QCOMPARE(expression(stacked(StackSide::Encoder)), std::string("A[0:5]"));
        QVERIFY(hasNote(stacked(StackSide::Encoder), "(--stack decoder) to stack it instead"));
    }

    void commonFaultsAreNamed()
    {
        QCOMPARE(refusal("slices:\n\t- sources: [{model: M, layer_range: [0, 2]}]\n"),
                 std::string("Line 2: it begins with a tab; YAML is indented with blanks only"));
        QCOMPARE(refusal("merge_method:passthrough\nslices:\n- sources: [{model: M, layer_range: [0, 2]}]\n"),
                 std::string("Line 1: a blank is missing behind the colon"));
    }

    void wholeNumbersMayHaveAPoint()
    {
        QCOMPARE(expressionOf("slices:\n- sources: [{model: M, layer_range: [0, 3.0]}]\n"),
                 std::string("A[0:3]"));
        QVERIFY(QString::fromStdString(refusal("slices:\n- sources: [{model: M, layer_range: [0, 3.5]}]\n"))
                    .contains("\"3.5\" is not a layer number"));
    }

    void refusesWithASentence_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("part");
        QTest::newRow("empty") << ""
                               << "This text holds no mergekit configuration";
        QTest::newRow("text") << "hello"
                              << "not a mergekit configuration";
        QTest::newRow("no slices") << "merge_method: passthrough"
                                   << "there is none of";
        QTest::newRow("no range") << "slices:\n- sources: [{model: M}]"
                                  << "Line 2: the source \"M\" has no layer_range";
        QTest::newRow("backwards") << "slices: [{sources: [{model: M, layer_range: [8, 2]}]}]"
                                   << "[8, 2] ends before";
        QTest::newRow("negative") << "slices: [{sources: [{model: M, layer_range: [-4, 2]}]}]"
                                  << "\"-4\" is not a layer";
        QTest::newRow("words") << "slices: [{sources: [{model: M, layer_range: [a, b]}]}]"
                               << "\"a\" is not a layer";
        QTest::newRow("three") << "slices: [{sources: [{model: M, layer_range: [0, 1, 2]}]}]"
                               << "not two numbers";
        QTest::newRow("huge") << "slices: [{sources: [{model: M, layer_range: [0, 999999]}]}]"
                              << "more than 100,000";
        QTest::newRow("enormous") << "slices: [{sources: [{model: M, layer_range: [0, 99999999999]}]}]"
                                  << "not a layer number";
        QTest::newRow("scale")
            << "slices: [{sources: [{model: M, layer_range: [0, 1], parameters: {scale: x}}]}]"
            << "parameter \"scale\"";
        QTest::newRow("nothing") << "slices: [{sources: [{model: M, layer_range: [3, 3]}]}]"
                                 << "no layers";
        QTest::newRow("broken") << "slices: [{"
                                << "The YAML cannot be read";
        QTest::newRow("deep") << QString("[").repeated(200) + QString("]").repeated(200) << "deeper than 64";
        QTest::newRow("cycle") << "slices: &a [*a]"
                               << "an anchor holds itself";
        QTest::newRow("bakllama") << "layer_slices: [{model: A, start: 0}]"
                                  << "is not a layer number";
        QTest::newRow("unknown model") << "slices: [{sources: [{layer_range: [0, 1]}]}]"
                                       << "names no model";
    }

    void refusesWithASentence()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, part);
        const QString message = QString::fromStdString(refusal(yaml.toStdString()));
        QVERIFY2(message.contains(part), qPrintable(message));
    }

    void anAliasBombIsRefusedQuickly()
    {
        std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 12; ++i) {
            const std::string last = "*a" + std::to_string(i - 1);
            yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
            for (int k = 0; k < 10; ++k)
                yaml += last + (k < 9 ? ", " : "]\n");
        }
        const double before = layerloom::tests::threadSeconds();
        QVERIFY(QString::fromStdString(refusal(yaml)).contains("200,000 values"));
        QVERIFY(layerloom::tests::threadSeconds() - before < 5);
    }

    void anyDamageGivesAStackOrASentence()
    {
        const std::string whole = std::string(kGoliath) + kIdentity;
        for (std::size_t i = 0; i < whole.size(); i += 3) {
            for (const char replacement : {'[', ':', '\n', '&', '\0', '\xff', '9'}) {
                std::string damaged = whole;
                damaged[i] = replacement;
                const auto result = importMergekit(damaged, models(80));
                QVERIFY(result || !result.error().message().empty());
                QVERIFY(result || result.error().code() != ErrorCode::Internal);
            }
        }
    }

    void exportReadsBackToTheSameStack_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::newRow("goliath") << kGoliath;
        QTest::newRow("identity") << kIdentity;
        QTest::newRow("three parents") << kThreeParents;
        QTest::newRow("scale at both ends")
            << "base_model: M\nslices: [{sources: [{model: M, layer_range: [0, 4], "
               "parameters: {scale: 0.5}}]}]";
        QTest::newRow("split")
            << "slices: [{sources: [{model: M, layer_range: [0, 8]}]}, {sources: [{model: M, "
               "layer_range: [8, 16]}]}]";
        QTest::newRow("odd names")
            << "base_model: {model: {path: '/a@b/c+d'}}\nslices: [{sources: [{model: {model: "
               "{path: '/a@b/c+d'}}, layer_range: [0, 8]}]}, {sources: [{model: 'no: \"x\"', "
               "layer_range: [0, 8]}]}, {sources: [{model: 'yes', layer_range: [1, 2]}]}]";
        QTest::newRow("gradient")
            << "slices: [{sources: [{model: M, layer_range: [0, 5], parameters: {scale: [{filter: "
               "up, value: [0.1, 0.9]}, {value: [1, 2]}]}}]}]";
        QTest::newRow("tokenizer")
            << "base_model: M\ntokenizer_source: N\nslices: [{sources: [{model: N, layer_range: "
               "[0, 8]}]}, {sources: [{model: M, layer_range: [8, 16]}]}]";
    }

    void exportReadsBackToTheSameStack()
    {
        QFETCH(QString, yaml);
        const MergekitImport first = imported(yaml.toStdString());
        const std::string text = exportMergekit(first.stack, first.dtype);
        const MergekitImport second = imported(text);
        QCOMPARE(second.stack.blocks.size(), first.stack.blocks.size());
        for (std::size_t i = 0; i < first.stack.blocks.size(); ++i) {
            const Block& a = first.stack.blocks[i];
            const Block& b = second.stack.blocks[i];
            QCOMPARE(b.layer, a.layer);
            QVERIFY(b.scales == a.scales && b.splitBefore == a.splitBefore);
            QCOMPARE(second.stack.setup.sources[b.source.value].name,
                     first.stack.setup.sources[a.source.value].name);
        }
        for (std::size_t part = 0; part < kPartCount; ++part)
            QCOMPARE(nameOfPart(second.stack, static_cast<Part>(part)),
                     nameOfPart(first.stack, static_cast<Part>(part)));
        QVERIFY(second.dtype == first.dtype);
        QCOMPARE(exportMergekit(second.stack, second.dtype), text);
    }

    void recipesAreRecognized_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        QTest::newRow("slices") << "slices:\n- sources: []\n" << true;
        QTest::newRow("after comments") << "# a comment\n---\n\nmerge_method: passthrough\n" << true;
        QTest::newRow("indented") << "  models:\n    - model: M\n" << true;
        QTest::newRow("bakllama") << "layer_slices:\n  - model: M\n" << true;
        QTest::newRow("model card") << "# Title\n```yaml\nmodules:\n  a: {}\n```\nMore\n" << true;
        QTest::newRow("second block of a card") << "```yaml\na: 1\n```\n```yml\nslices: []\n```\n" << true;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("layer expression") << "A[0:24] A[8:32]" << false;
        QTest::newRow("other YAML") << "name: M\nlayers: [slices, models]\n" << false;
        QTest::newRow("key below another") << "options:\n  slices: []\n" << false;
        QTest::newRow("longer key") << "slices_total: 3\n" << false;
        QTest::newRow("card without a recipe") << "# Title\nslices: see below\n```yaml\na: 1\n```\n" << false;
        QTest::newRow(".loom document")
            << R"({"format": "layerloom/1", "sources": [], "slices": []})" << false;
        QTest::newRow(".loom document in lines") << "{\n  \"format\": \"layerloom/1\",\n  \"slices\": []\n}\n"
                                                 << false;
    }

    void recipesAreRecognized()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        QCOMPARE(isMergekitRecipe(text.toStdString()), expected);
    }

    void exportLooksAsMergekitWritesIt()
    {
        const MergekitImport import = imported(kIdentity);
        QCOMPARE(exportMergekit(import.stack, FloatType::BF16), std::string(R"(merge_method: passthrough
dtype: bfloat16
slices:
  - sources:
      - model: "M"
        layer_range: [0, 16]
  - sources:
      - model: "M"
        layer_range: [15, 16]
        parameters:
          scale:
            - filter: o_proj
              value: 0.0
            - filter: down_proj
              value: 0.0
            - value: 1.0
  - sources:
      - model: "M"
        layer_range: [16, 32]
)"));
    }
};

QTEST_APPLESS_MAIN(YamlTest)
#include "yaml_test.moc"
