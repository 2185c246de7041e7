#include "core/recipe/recipe.h"
#include "core/stack/commands.h"
#include "core/stack/problems.h"
#include "tests/core/stack/composed.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

std::vector<Problem> withId(const Stack& stack, const std::string& id)
{
    std::vector<Problem> found = problems(stack);
    std::erase_if(found, [&](const Problem& problem) { return problem.id != id; });
    return found;
}

QString idsOf(const Stack& stack)
{
    QStringList ids;
    for (const Problem& problem : problems(stack))
        ids << QString::fromStdString(problem.id);
    return ids.join(' ');
}

/// What a stack is expected to be told.
struct Expected {
    std::string id;
    Severity severity = Severity::Error;
    std::string message;
    std::vector<std::string> fixes;
};

/// Exactly one problem with that id; each fix that has edits removes it and can be undone.
void check(const Stack& stack, const Expected& expected)
{
    const std::vector<Problem> found = withId(stack, expected.id);
    QVERIFY2(found.size() == 1, qPrintable(idsOf(stack)));
    QCOMPARE(QString::fromStdString(found.front().message), QString::fromStdString(expected.message));
    QCOMPARE(found.front().severity, expected.severity);
    std::vector<std::string> labels;
    for (const Fix& fix : found.front().fixes) {
        labels.push_back(fix.label);
        if (fix.edits.empty())
            continue;
        QVERIFY2(withId(applied(stack, fix.edits), expected.id).empty(), fix.label.c_str());
        QCOMPARE(undone(stack, fix.edits), stack);
    }
    QCOMPARE(labels, expected.fixes);
}

TinyOptions layersOf(std::uint32_t layers)
{
    TinyOptions options;
    options.layers = layers;
    return options;
}

TinyOptions gemma(std::uint32_t layers, const std::string& family, const std::string& extra = {})
{
    TinyOptions options = layersOf(layers);
    options.family = family;
    options.architecture = family == "gemma2" ? "Gemma2ForCausalLM" : "Gemma3ForCausalLM";
    options.headSize = 4;
    options.tied = true;
    options.extraConfig = extra;
    return options;
}

} // namespace

class Problems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSoundStackHasNone()
    {
        QCOMPARE(idsOf(Composer::stack({m_composer.source("L32", layersOf(32))}, "dus(A, 8)")), QString());
        QCOMPARE(idsOf(Composer::stack({m_composer.source("L32", layersOf(32))}, "A")), QString());
    }

    void p01OtherWidth()
    {
        TinyOptions wide = layersOf(8);
        wide.hidden = 12;
        const Stack stack = Composer::stack(
            {m_composer.source("L8", layersOf(8)), m_composer.source("W12", wide)}, "A[0:6] B[4:6] A[6:8]");
        check(stack,
              {"P01",
               Severity::Error,
               "Layers of \"W12\" are 12 wide; the other layers are 8 wide. Layers of different width cannot "
               "be stacked",
               {"Remove these 2 layers", "Replace source…"}});
        const Problem problem = withId(stack, "P01").front();
        QCOMPARE(problem.begin, std::size_t(6));
        QCOMPARE(problem.end, std::size_t(8));
        QCOMPARE(problem.source, std::optional<SourceIndex>(1));
        QCOMPARE(idsOf(stack), QString("P01"));
        QCOMPARE(refusal(Composer::stack(stack.setup.sources, "A"), stack.blocks),
                 std::optional<std::string>());
        QCOMPARE(refusal(Composer::stack(stack.setup.sources, "A"), layerRange(1, 0, 2)),
                 std::optional<std::string>("Layers are 12 wide, this stack is 8 wide"));
        // Runs that do not touch are problems of their own.
        QCOMPARE(idsOf(Composer::stack(stack.setup.sources, "A[0:2] B[4:6] A[2:4] B[6:8] A[4:8]")),
                 QString("P01 P01"));
    }

    void p02OtherHeads()
    {
        TinyOptions heads = layersOf(8);
        heads.keyValueHeads = 2;
        const Stack stack = Composer::stack(
            {m_composer.source("L8", layersOf(8)), m_composer.source("KV2", heads)}, "A[0:6] B[6:8]");
        check(stack,
              {"P02",
               Severity::Error,
               "\"KV2\" uses 2 key/value heads, \"L8\" 1. One config.json can describe only one",
               {"Remove these 2 layers"}});
    }

    void p03OtherMlpOrTensors()
    {
        TinyOptions wide = layersOf(8);
        wide.intermediate = 24;
        const Source plain = m_composer.source("L8", layersOf(8));
        check(Composer::stack({plain, m_composer.source("M24", wide)}, "A[0:6] B[6:8]"),
              {"P03",
               Severity::Error,
               "MLP size differs: 24 in \"M24\" and 16 in \"L8\"",
               {"Remove these 2 layers"}});
        TinyOptions biased = layersOf(8);
        biased.attentionBias = true;
        check(Composer::stack({plain, m_composer.source("biased", biased)}, "A[0:6] B[6:8]"),
              {"P03",
               Severity::Error,
               "Layers of \"biased\" have self_attn.k_proj.bias, those of \"L8\" have not. One config.json "
               "can describe "
               "only one",
               {"Remove these 2 layers"}});
        TinyOptions longer = layersOf(8);
        for (int layer = 0; layer < 8; ++layer)
            longer.extraTensors.push_back(
                {"model.layers." + std::to_string(layer) + ".self_attn.q_norm.weight", "BF16", {4}});
        TinyOptions shorter = longer;
        for (TinyTensor& tensor : shorter.extraTensors)
            tensor.shape = {2};
        check(Composer::stack({m_composer.source("q4", longer), m_composer.source("q2", shorter)},
                              "A[0:6] B[6:8]"),
              {"P03",
               Severity::Error,
               "The layers differ in self_attn.q_norm.weight: 2 in \"q2\" and 4 in \"q4\". One config.json "
               "can describe "
               "only one",
               {"Remove these 2 layers"}});
    }

    void p04OtherArchitectureOfTheSameShape()
    {
        TinyOptions mistral = layersOf(8);
        mistral.family = "mistral";
        mistral.architecture = "MistralForCausalLM";
        const Stack stack = Composer::stack(
            {m_composer.source("M8", mistral), m_composer.source("L8", layersOf(8))}, "A[0:6] B[4:8]");
        check(stack,
              {"P04",
               Severity::Warning,
               "Architecture names differ (MistralForCausalLM, LlamaForCausalLM) but all tensor names and "
               "shapes match",
               {"Write as LlamaForCausalLM", "Keep MistralForCausalLM"}});
        QCOMPARE(idsOf(stack), QString("P04"));
    }

    void p05LayersThatDoNotExist()
    {
        Stack stack = Composer::stack({m_composer.source("L8", layersOf(8))}, "A");
        for (std::uint32_t layer = 8; layer < 11; ++layer)
            stack.blocks.push_back({0, layer, {}, false});
        check(stack, {"P05", Severity::Error, "Layer 8 does not exist: \"L8\" has layers 0–7", {"Use 0–7"}});
        stack.blocks = {{0, 0, {}, false}, {0, 20, {}, false}, {0, 1, {}, false}};
        check(stack,
              {"P05",
               Severity::Error,
               "Layer 20 does not exist: \"L8\" has layers 0–7",
               {"Remove this layer"}});
    }

    void p06TheLastLayerIsNotIncluded()
    {
        const Stack stack = Composer::stack({m_composer.source("L32", layersOf(32))}, "A[0:31]");
        check(stack,
              {"P06",
               Severity::Advice,
               "The range ends before layer 31, the last layer of \"L32\". In [0, 31] the second number is "
               "not included",
               {"Include layer 31"}});
        QCOMPARE(idsOf(stack), QString("P06"));
    }

    void p07AndP08SourcesThatAreNotThere()
    {
        Stack stack = Composer::stack(
            {m_composer.source("L8", layersOf(8)), m_composer.source("K8", layersOf(8))}, "A[0:6] B[4:8]");
        Source& broken = stack.setup.sources[1];
        broken.model = nullptr;
        broken.missingReason =
            "model-00003-of-00015.safetensors is incomplete: 9.8 GB expected, 3.1 GB found";
        check(stack, {"P07", Severity::Error, broken.missingReason, {"Rescan", "Remove from document"}});
        QCOMPARE(withId(stack, "P07").front().begin, std::size_t(6));
        broken.missingReason = "The folder of \"K8\" is not there: /models/K8";
        check(stack, {"P08", Severity::Error, broken.missingReason, {"Locate…", "Remove from document"}});
        broken.missingReason.clear();
        check(stack,
              {"P08",
               Severity::Error,
               "The folder of \"K8\" is not there any more",
               {"Locate…", "Remove from document"}});
        QCOMPARE(idsOf(stack), QString("P08"));
        // A source that nothing needs stops nothing.
        stack.blocks = layerRange(0, 0, 8);
        check(stack,
              {"P08",
               Severity::Warning,
               "The folder of \"K8\" is not there any more",
               {"Locate…", "Remove from document"}});
        stack.blocks = layerRange(1, 0, 80);
        QCOMPARE(withId(stack, "P05").size(), std::size_t(1));
    }

    void p09EmbeddingsAndHeadOfDifferentHeight()
    {
        TinyOptions more = layersOf(8);
        more.vocabulary = 34;
        Stack stack =
            Composer::stack({m_composer.source("L8", layersOf(8)), m_composer.source("V34", more)}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = 1;
        check(stack,
              {"P09",
               Severity::Error,
               "Embeddings have 32 rows, the head has 34",
               {"Take both from A", "Take both from B"}});
        QCOMPARE(withId(stack, "P09").front().part, std::optional<Part>(Part::Head));
    }

    void p10TiedHeads()
    {
        TinyOptions tied = layersOf(8);
        tied.tied = true;
        const Source tiedModel = m_composer.source("TIED", tied);
        const Source plain = m_composer.source("L8", layersOf(8));
        Stack stack = Composer::stack({tiedModel, plain}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = 1;
        check(stack,
              {"P10",
               Severity::Warning,
               "Embeddings are tied in \"TIED\", but the head comes from \"L8\": it would not be written",
               {"Write a separate head", "Use A's tied head"}});
        // A model without any head beside one that needs it.
        TinyOptions headless = layersOf(8);
        headless.architecture = "LlamaModel";
        headless.tensors = tinyTensors(headless);
        std::erase_if(headless.tensors,
                      [](const TinyTensor& tensor) { return tensor.name == "lm_head.weight"; });
        check(Composer::stack({plain, m_composer.source("bare", headless)}, "A[0:6] B[4:8]"),
              {"P10",
               Severity::Error,
               "The output needs a head of its own, but \"bare\" has none",
               {"Take the head from A"}});
    }

    void p11MixedDtypes()
    {
        TinyOptions halves = layersOf(8);
        halves.dtype = "F16";
        const Stack stack = Composer::stack(
            {m_composer.source("L8", layersOf(8)), m_composer.source("F16", halves)}, "A[0:6] B[4:8]");
        check(stack,
              {"P11",
               Severity::Warning,
               "Slices mix BF16 and F16",
               {"Convert all to BF16", "Convert all to F16"}});
    }

    void p12OtherRopeBase()
    {
        TinyOptions slow = layersOf(8);
        slow.configText = tinyConfig(layersOf(8));
        slow.configText.insert(slow.configText.rfind('}'), ", \"rope_theta\": 1000000.0");
        TinyOptions usual = slow;
        usual.configText = tinyConfig(layersOf(8));
        usual.configText.insert(usual.configText.rfind('}'), ", \"rope_theta\": 10000.0");
        const Stack stack = Composer::stack(
            {m_composer.source("usual", usual), m_composer.source("slow", slow)}, "A[0:6] B[4:8]");
        const std::vector<Problem> found = withId(stack, "P12");
        QCOMPARE(found.size(), std::size_t(1));
        check(stack,
              {"P12",
               Severity::Warning,
               "rope_theta differs: A 10000.0, B 1000000.0. The output keeps one value",
               {"Keep A's", "Keep B's"}});
        const Stack kept = applied(stack, found.front().fixes[1].edits);
        QCOMPARE(kept.setup.overrides, (std::vector<ConfigPatch> {{"rope_theta", "1000000.0"}}));
    }

    void p13TypesThatFollowThePosition()
    {
        const Source gemma2 = m_composer.source("GEM12", gemma(12, "gemma2"));
        // An even jump keeps every layer's type, an odd one swaps them.
        QCOMPARE(idsOf(Composer::stack({gemma2}, "A[0:8] A[4:12]")), QString());
        const Stack odd = Composer::stack({gemma2}, "A[0:8] A[3:12]");
        check(odd,
              {"P13",
               Severity::Error,
               "This architecture decides the layer type by position (every 2nd layer is global). 9 layers "
               "would run "
               "with another type than they were trained with",
               {"Write explicit layer_types", "Align seams to multiples of 2"}});
        const std::vector<Fix> fixes = withId(odd, "P13").front().fixes;
        QCOMPARE(formatExpression(applied(odd, fixes[1].edits).blocks), std::string("A[0:8] A[2:12]"));
        const Stack listed = applied(odd, fixes[0].edits);
        QVERIFY(
            listed.setup.overrides.front().value.starts_with("[\"sliding_attention\", \"full_attention\", "));
        // The list fits the stack it was written for, no other.
        Stack further = listed;
        further.blocks.pop_back();
        check(further,
              {"P13",
               Severity::Error,
               "The layer_types that were written on purpose do not fit this stack any more",
               {"Write explicit layer_types"}});

        const Source gemma3 =
            m_composer.source("G3", gemma(12, "gemma3_text", "\"sliding_window_pattern\": 3"));
        const Stack third = Composer::stack({gemma3}, "A[1:12] A[3:12]");
        check(third,
              {"P13",
               Severity::Error,
               "This architecture decides the layer type by position (every 3rd layer is global). 13 layers "
               "would "
               "run with another type than they were trained with",
               {"Write explicit layer_types", "Align seams to multiples of 3"}});
        QCOMPARE(idsOf(Composer::stack({gemma3}, "A[0:9] A[3:12]")), QString());
    }

    void p13ListsAreGatheredWhereEveryModelHasThem()
    {
        std::string types = "\"layer_types\": [";
        for (int layer = 0; layer < 12; ++layer)
            types +=
                std::string(layer ? ", " : "") + (layer % 2 ? "\"full_attention\"" : "\"sliding_attention\"");
        const Source listed = m_composer.source("listed", gemma(12, "gemma2", types + "]"));
        QCOMPARE(idsOf(Composer::stack({listed}, "A[0:8] A[3:12]")), QString());
        const Source silent = m_composer.source("silent", gemma(12, "gemma2"));
        Stack mixed = Composer::stack({listed, silent}, "A[0:8] B[8:12]");
        mixed.setup.parts[static_cast<std::size_t>(Part::Head)] = 0;
        check(mixed,
              {"P13",
               Severity::Error,
               "The config.json of \"listed\" lists layer_types for every layer, that of \"silent\" does not",
               {"Remove the layers of B"}});
    }

    void p14DenseLayersStayAtTheStart()
    {
        TinyOptions options = layersOf(6);
        options.family = "deepseek_v3";
        options.architecture = "DeepseekV3ForCausalLM";
        options.extraConfig = "\"first_k_dense_replace\": 1";
        const Source source = m_composer.source("deep", options);
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        QCOMPARE(idsOf(Composer::stack({source}, "A[0:6] A[1:6]")), QString());
        const Stack moved = Composer::stack({source}, "A[0:6] A[0:6]");
        check(moved,
              {"P14",
               Severity::Error,
               "Layer 0 of \"deep\" is dense, those before it are mixtures of experts; it can only stay at "
               "the start",
               {"Move to start", "Remove"}});
        const Stack fixed = applied(moved, withId(moved, "P14").front().fixes[0].edits);
        QCOMPARE(formatExpression(fixed.blocks), std::string("A[0] A[0:6] A[1:6]"));
        QCOMPARE(fixed.setup.overrides, (std::vector<ConfigPatch> {{"first_k_dense_replace", "2"}}));
        check(Composer::stack({source}, "A[2:6]"),
              {"P14",
               Severity::Error,
               "config.json counts 1 dense layer at the start (first_k_dense_replace), but the output begins "
               "with 0 dense "
               "layers",
               {"Write first_k_dense_replace = 0"}});
    }

    void p15QuantisedLayers()
    {
        TinyOptions options = layersOf(8);
        options.extraConfig = "\"quantization_config\": {\"quant_method\": \"bitsandbytes\"}";
        const Source source = m_composer.source("NF4", options);
        Stack stack = Composer::stack({source}, "A");
        const std::string sentence = "\"NF4\" is quantised (bitsandbytes): its layers can be stacked as they "
                                     "are, not converted or scaled";
        check(stack, {"P15", Severity::Advice, sentence, {}});
        stack.blocks[3].scales = {{"o_proj", 0.5}};
        const std::vector<Problem> found = withId(stack, "P15");
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found.front().severity, Severity::Error);
        QCOMPARE(found.front().begin, std::size_t(3));
        const Stack plain = applied(stack, found.front().fixes.front().edits);
        QVERIFY(!hasErrors(problems(plain)));
        QCOMPARE(undone(stack, found.front().fixes.front().edits), stack);
    }

    void p16OtherVocabulary()
    {
        TinyOptions more = layersOf(8);
        more.vocabulary = 34;
        Stack stack = Composer::stack({m_composer.source("L8", layersOf(8)), m_composer.source("V34", more)},
                                      "A[0:6] B[4:8]");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = 0;
        check(stack,
              {"P16",
               Severity::Warning,
               "Vocabularies of \"L8\" and \"V34\" differ (32 and 34 tokens). The tokenizer of \"L8\" will "
               "be copied",
               {"Take the tokenizer of A"}});
        stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = 1;
        check(stack,
              {"P16",
               Severity::Warning,
               "Vocabularies of \"V34\" and \"L8\" differ (34 and 32 tokens). The tokenizer of \"V34\" will "
               "be copied",
               {"Take the tokenizer of A"}});
    }

    void p19SingleLayersAlternate()
    {
        const Stack stack = Composer::stack({m_composer.source("L32", layersOf(32))}, "idus(A, 8, 1)");
        check(stack,
              {"P19",
               Severity::Advice,
               "47 seams: single layers alternate. In the iDUS experiment this scored 29.5 on average, "
               "groups of "
               "eight 58.4",
               {"Use groups of 8"}});
        QCOMPARE(idsOf(stack), QString("P19"));
        const Stack grouped = applied(stack, withId(stack, "P19").front().fixes.front().edits);
        QCOMPARE(formatExpression(grouped.blocks), std::string("A[0:16] A[8:24] A[16:32]"));
    }

    void p20OpenEnds()
    {
        const Source source = m_composer.source("L32", layersOf(32));
        check(Composer::stack({source}, "A[8:32]"),
              {"P20",
               Severity::Advice,
               "The output starts with layer 8 of \"L32\", not with layer 0",
               {"Add layers 0–7 at the start"}});
        check(Composer::stack({source}, "A[0:24]"),
              {"P20",
               Severity::Advice,
               "The output ends with layer 23 of \"L32\", not with its last layer, 31",
               {"Add layers 24–31 at the end"}});
    }

    void p21WeakRepeats()
    {
        const Source source = m_composer.source("L32", layersOf(32));
        check(Composer::stack({source}, "A[0:12] A[10:32]"),
              {"P21", Severity::Advice, "A repeated run has only 2 layers", {}});
        check(
            Composer::stack({source}, "A[0:32] A[29:32]"),
            {"P21", Severity::Advice, "A repeated run lies within the first or last 10 % of its model", {}});
        check(Composer::stack({source}, "A[0:4] A[3:8] A[7:32]"),
              {"P21", Severity::Advice, "2 repeated runs have at most 2 layers", {}});
        Stack expanded = Composer::stack({source}, "A");
        expanded.blocks = expand(0, 32, 8, std::vector<std::string> {"o_proj", "down_proj"});
        QCOMPARE(idsOf(expanded), QString());
    }

    void p22CustomCode()
    {
        TinyOptions options = layersOf(8);
        options.extraConfig = "\"auto_map\": {\"AutoModelForCausalLM\": \"modeling.Custom\"}";
        check(Composer::stack({m_composer.source("custom", options)}, "A"),
              {"P22",
               Severity::Warning,
               "\"custom\" needs custom code (auto_map): its Python files are copied along. Layerloom never "
               "runs them",
               {}});
    }

    void p23KeysThatGoByPosition()
    {
        TinyOptions options = layersOf(8);
        options.extraConfig = "\"mlp_only_layers\": [0, 3]";
        const Source source = m_composer.source("sparse", options);
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        check(Composer::stack({source}, "A[0:6] A[2:8]"),
              {"P23",
               Severity::Error,
               "The config.json of \"sparse\" sets mlp_only_layers = [0, 3], which goes by the position of "
               "layers and cannot "
               "follow a changed stack yet",
               {}});
        options.extraConfig = "\"mlp_only_layers\": [], \"decoder_sparse_step\": 1";
        QCOMPARE(idsOf(Composer::stack({m_composer.source("harmless", options)}, "A[0:6] A[2:8]")),
                 QString());
        options.extraConfig = "\"quantization_config\": {\"modules_to_not_convert\": [\"lm_head\"]}";
        QCOMPARE(idsOf(Composer::stack({m_composer.source("head kept", options)}, "A[0:6] A[2:8]")),
                 QString());
        options.extraConfig =
            "\"quantization_config\": {\"modules_to_not_convert\": [\"model.layers.3.mlp\"]}";
        QCOMPARE(idsOf(Composer::stack({m_composer.source("layer kept", options)}, "A[0:6] A[2:8]")),
                 QString("P23"));
        options.family = "qwen2";
        options.architecture = "Qwen2ForCausalLM";
        options.extraConfig = "\"use_sliding_window\": true, \"max_window_layers\": 4";
        const Source windowed = m_composer.source("windowed", options);
        QCOMPARE(idsOf(Composer::stack({windowed}, "A[0:4] A[1:8]")), QString());
        check(Composer::stack({windowed}, "A[0:6] A[2:8]"),
              {"P23",
               Severity::Error,
               "Layers with and without a sliding window alternate, and max_window_layers in config.json can "
               "only say where "
               "the window begins",
               {}});
    }

    void p24LayersPastTheEnd()
    {
        TinyOptions options = layersOf(7);
        options.configText = tinyConfig(layersOf(6));
        const Source uncounted = m_composer.source("uncounted", options);
        check(Composer::stack({uncounted}, "A[0:6] A[1:6]"),
              {"P24",
               Severity::Warning,
               "\"uncounted\" stores 1 layer past its 6 layers, which config.json does not count: they are "
               "left out",
               {}});
        options.configText.insert(options.configText.rfind('}'), ", \"num_nextn_predict_layers\": 1");
        const Source predicting = m_composer.source("predicting", options);
        check(Composer::stack({predicting}, "A"),
              {"P24",
               Severity::Error,
               "\"predicting\" stores 1 layer past its 6 layers (num_nextn_predict_layers), which cannot "
               "follow a stack yet",
               {"Leave them out"}});
    }

    void p25ConfigThatDoesNotDescribeTheWeights()
    {
        TinyOptions wide = layersOf(8);
        wide.intermediate = 24;
        wide.keyValueHeads = 2;
        Stack stack =
            Composer::stack({m_composer.source("M24", wide), m_composer.source("L8", layersOf(8))}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Config)] = 1;
        const std::vector<Problem> found = withId(stack, "P25");
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found.front().severity, Severity::Error);
        QVERIFY2(found.front().message.find("24") != std::string::npos
                     || found.front().message.find("2") != std::string::npos,
                 found.front().message.c_str());
        QCOMPARE(found.front().fixes.size(), std::size_t(1));
        const Stack fixed = applied(stack, found.front().fixes.front().edits);
        QCOMPARE(idsOf(fixed), QString());
        QCOMPARE(undone(stack, found.front().fixes.front().edits), stack);
        const std::vector<ConfigPatch> expected {{"intermediate_size", "24"}, {"num_key_value_heads", "2"}};
        QCOMPARE(fixed.setup.overrides, expected);
    }

    void retargetingIsARewriteOfTheConfigAlone()
    {
        // llama2_init_mistral in small: the config of Llama, the weights of a Mistral.
        TinyOptions mistral = layersOf(8);
        mistral.family = "mistral";
        mistral.architecture = "MistralForCausalLM";
        mistral.intermediate = 28;
        const Source weights = m_composer.source("mistral", mistral);
        const Source llama = m_composer.source("llama", layersOf(8));
        Stack stack = Composer::stack({weights, llama}, "A");
        stack.setup = retarget(stack, 1);
        QCOMPARE(partSource(stack, Part::Config), SourceIndex(1));
        QCOMPARE(stack.setup.overrides, (std::vector<ConfigPatch> {{"intermediate_size", "28"}}));
        QCOMPARE(idsOf(stack), QString());
        TinyOptions biased = layersOf(8);
        biased.attentionBias = true;
        const Stack qwen = Composer::stack({m_composer.source("qwen", biased), llama}, "A");
        const auto refused = guarded([&] { return retarget(qwen, 1); });
        QCOMPARE(refused.error().code(), ErrorCode::Mismatch);
        QCOMPARE(
            refused.error().message(),
            std::string(
                "The tensors of a layer differ: self_attn.k_proj.bias in A, self_attn.k_proj.weight in B"));
        QVERIFY(!guarded([&] { return retarget(Stack(), 0); }));
    }

    void p26NothingIsComposed()
    {
        check(Stack(), {"P26", Severity::Error, "The output has no layers", {}});
        QVERIFY(hasErrors(problems(Stack())));
    }

    void errorsComeFirstThenByPosition()
    {
        Stack stack = Composer::stack({m_composer.source("L32", layersOf(32))}, "A[2:32]");
        stack.blocks.push_back({0, 40, {}, false});
        stack.blocks.insert(stack.blocks.begin() + 4, {0, 50, {}, false});
        QCOMPARE(idsOf(stack), QString("P05 P05 P20"));
        QVERIFY(problems(stack)[0].begin < problems(stack)[1].begin);
        QCOMPARE(severityName(Severity::Error), std::string_view("error"));
        QCOMPARE(severityName(Severity::Warning), std::string_view("warning"));
        QCOMPARE(severityName(Severity::Advice), std::string_view("advice"));
    }

private:
    Composer m_composer;
};

QTEST_APPLESS_MAIN(Problems)
#include "problems_test.moc"
