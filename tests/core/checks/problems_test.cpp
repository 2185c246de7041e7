#include "core/base/result.h"
#include "core/stack/commands.h"
#include "core/stack/retarget.h"
#include "core/stack/stack_rules.h"
#include "tests/core/checks/problem_checks.h"

#include <QObject>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

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
              {ProblemId::WidthsDiffer,
               Severity::Error,
               "Layers of \"W12\" are 12 wide; the other layers are 8 wide. Layers of different width cannot "
               "be stacked",
               {"Remove these 2 layers", "Replace source…"}});
        const Problem problem = withId(stack, ProblemId::WidthsDiffer).front();
        QCOMPARE(problem.begin, std::size_t(6));
        QCOMPARE(problem.end, std::size_t(8));
        QCOMPARE(problem.source, std::optional(SourceIndex(1)));
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
              {ProblemId::HeadCountsDiffer,
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
              {ProblemId::TensorsDiffer,
               Severity::Error,
               "MLP size differs: 24 in \"M24\" and 16 in \"L8\"",
               {"Remove these 2 layers"}});
        TinyOptions biased = layersOf(8);
        biased.attentionBias = true;
        check(Composer::stack({plain, m_composer.source("biased", biased)}, "A[0:6] B[6:8]"),
              {ProblemId::TensorsDiffer,
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
        check(
            Composer::stack({m_composer.source("q4", longer), m_composer.source("q2", shorter)},
                            "A[0:6] B[6:8]"),
            {ProblemId::TensorsDiffer,
             Severity::Error,
             "The layers differ in self_attn.q_norm.weight: [2] in \"q2\" and [4] in \"q4\". One config.json "
             "can describe "
             "only one",
             {"Remove these 2 layers"}});
    }

    void p04OtherArchitectureOfTheSameShape()
    {
        TinyOptions mistral = layersOf(8);
        mistral.family = "mistral";
        mistral.architecture = "MistralForCausalLM";
        mistral.extraConfig = R"("sliding_window": null)";
        const Stack stack = Composer::stack(
            {m_composer.source("M8", mistral), m_composer.source("L8", layersOf(8))}, "A[0:6] B[4:8]");
        check(stack,
              {ProblemId::ArchitectureNamesDiffer,
               Severity::Warning,
               "Architecture names differ (MistralForCausalLM, LlamaForCausalLM) but all tensor names and "
               "shapes match",
               {"Write as LlamaForCausalLM", "Keep MistralForCausalLM"}});
        QCOMPARE(idsOf(stack), QString("P04"));
        TinyOptions inside = layersOf(8);
        inside.architecture = "Mistral3ForConditionalGeneration";
        inside.tensors = tinyTensors(inside);
        for (TinyTensor& tensor : inside.tensors)
            tensor.name = "language_model." + tensor.name;
        check(Composer::stack({m_composer.source("I8", inside), m_composer.source("L8", layersOf(8))},
                              "A[0:6] B[4:8]"),
              {ProblemId::ArchitectureNamesDiffer,
               Severity::Warning,
               "Architecture names differ (Mistral3ForConditionalGeneration, LlamaForCausalLM) but their "
               "layers "
               "match; all of it gets the names of \"I8\"",
               {"Write as LlamaForCausalLM", "Keep Mistral3ForConditionalGeneration"}});
    }

    void p05LayersThatDoNotExist()
    {
        Stack stack = Composer::stack({m_composer.source("L8", layersOf(8))}, "A");
        for (LayerIndex layer = 8; layer < 11; ++layer)
            stack.blocks.push_back({0, layer, {}, false});
        check(stack,
              {ProblemId::NoSuchLayer,
               Severity::Error,
               "Layer 8 does not exist: \"L8\" has layers 0–7",
               {"Use 0–7"}});
        stack.blocks = {{0, 0, {}, false}, {0, 20, {}, false}, {0, 1, {}, false}};
        check(stack,
              {ProblemId::NoSuchLayer,
               Severity::Error,
               "Layer 20 does not exist: \"L8\" has layers 0–7",
               {"Remove this layer"}});
    }

    void p06TheLastLayerIsNotIncluded()
    {
        const Stack stack = Composer::stack({m_composer.source("L32", layersOf(32))}, "A[0:31]");
        check(stack,
              {ProblemId::LastLayerOmitted,
               Severity::Advice,
               "The range ends before layer 31, the last layer of \"L32\". In [0, 31] the second number is "
               "not included",
               {"Include layer 31"}});
        QCOMPARE(idsOf(stack), QString("P06"));
        check(Composer::stack({m_composer.source("L32", layersOf(32))}, "A[0:24] A[8:31]"),
              {ProblemId::LastLayerOmitted,
               Severity::Advice,
               "The range ends before layer 31, the last layer of \"L32\". In [8, 31] the second number is "
               "not included",
               {"Include layer 31"}});
    }

    void p07AndP08SourcesThatAreNotThere()
    {
        Stack stack = Composer::stack(
            {m_composer.source("L8", layersOf(8)), m_composer.source("K8", layersOf(8))}, "A[0:6] B[4:8]");
        Source& broken = stack.setup.sources[1];
        broken.model = nullptr;
        broken.isUnusable = true;
        broken.missingReason =
            "model-00003-of-00015.safetensors is incomplete: 9.8 GB expected, 3.1 GB found";
        check(stack,
              {ProblemId::UnusableSource,
               Severity::Error,
               broken.missingReason,
               {"Rescan", "Remove from document"}});
        QCOMPARE(withId(stack, ProblemId::UnusableSource).front().begin, std::size_t(6));
        broken.isUnusable = false;
        broken.missingReason = "The folder of \"K8\" is not there: /models/K8";
        check(stack,
              {ProblemId::MissingSource,
               Severity::Error,
               broken.missingReason,
               {"Locate…", "Remove from document"}});
        broken.missingReason.clear();
        check(stack,
              {ProblemId::MissingSource,
               Severity::Error,
               "The folder of \"K8\" is not there any more",
               {"Locate…", "Remove from document"}});
        QCOMPARE(idsOf(stack), QString("P08"));
        // A source that nothing needs stops nothing.
        stack.blocks = layerRange(0, 0, 8);
        check(stack,
              {ProblemId::MissingSource,
               Severity::Warning,
               "The folder of \"K8\" is not there any more",
               {"Locate…", "Remove from document"}});
        stack.blocks = layerRange(1, 0, 80);
        QCOMPARE(withId(stack, ProblemId::NoSuchLayer).size(), std::size_t(1));
    }

    void p09EmbeddingsAndHeadOfDifferentHeight()
    {
        TinyOptions more = layersOf(8);
        more.vocabulary = 34;
        Stack stack =
            Composer::stack({m_composer.source("L8", layersOf(8)), m_composer.source("V34", more)}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(1);
        check(stack,
              {ProblemId::EmbeddingRowsDiffer,
               Severity::Error,
               "Embeddings have 32 rows, the head has 34",
               {"Take both from A", "Take both from B"}});
        const Problem problem = withId(stack, ProblemId::EmbeddingRowsDiffer).front();
        QCOMPARE(problem.part, std::optional<Part>(Part::Head));
        QCOMPARE(idsOf(applied(stack, fixEdits(problem.fixes[0]))), QString());
        // The fix of one error does not make another: config.json says the new number of tokens.
        const Stack both = applied(stack, fixEdits(problem.fixes[1]));
        QCOMPARE(idsOf(both), QString("P16"));
        QCOMPARE(both.setup.overrides, (std::vector<ConfigPatch> {{"vocab_size", "34"}}));
    }

    void p10TiedHeads()
    {
        TinyOptions tied = layersOf(8);
        tied.tied = true;
        const Source tiedModel = m_composer.source("TIED", tied);
        const Source plain = m_composer.source("L8", layersOf(8));
        Stack stack = Composer::stack({tiedModel, plain}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(1);
        check(stack,
              {ProblemId::HeadMismatch,
               Severity::Warning,
               "Embeddings are tied in \"TIED\", but the head comes from \"L8\": it would not be written",
               {"Write a separate head", "Use A's tied head"}});
        // A model without any head beside one that needs it.
        TinyOptions headless = layersOf(8);
        headless.architecture = "LlamaModel";
        headless.tensors = tinyTensors(headless);
        std::erase_if(headless.tensors,
                      [](const TinyTensor& tensor) { return tensor.name == "lm_head.weight"; });
        Stack bare = Composer::stack({plain, m_composer.source("bare", headless)}, "A[0:6] B[4:8]");
        QVERIFY(withId(bare, ProblemId::HeadMismatch).empty()); // the config's model has one
        bare.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(1);
        check(bare,
              {ProblemId::HeadMismatch,
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
              {ProblemId::MixedDtypes,
               Severity::Warning,
               "Slices mix BF16 and F16",
               {"Convert all to BF16", "Convert all to F16"}});
    }

    void p15QuantizedLayers()
    {
        TinyOptions options = layersOf(8);
        options.extraConfig = "\"quantization_config\": {\"quant_method\": \"bitsandbytes\"}";
        const Source source = m_composer.source("NF4", options);
        Stack stack = Composer::stack({source}, "A");
        const std::string sentence = "\"NF4\" is quantized (bitsandbytes): its layers can be stacked as they "
                                     "are, but converted or scaled only dequantized";
        check(stack, {ProblemId::QuantizedLayers, Severity::Advice, sentence, {}});
        stack.blocks[3].scales = {{"o_proj", 0.5}};
        const std::vector<Problem> found = withId(stack, ProblemId::QuantizedLayers);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found.front().severity, Severity::Error);
        QCOMPARE(found.front().begin, std::size_t(3));
        const Stack plain = applied(stack, fixEdits(found.front().fixes.front()));
        QVERIFY(!hasErrors(problems(plain)));
        QCOMPARE(undone(stack, fixEdits(found.front().fixes.front())), stack);
    }

    void p16OtherVocabulary()
    {
        TinyOptions more = layersOf(8);
        more.vocabulary = 34;
        Stack stack = Composer::stack({m_composer.source("L8", layersOf(8)), m_composer.source("V34", more)},
                                      "A[0:6] B[4:8]");
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(0);
        check(stack,
              {ProblemId::VocabulariesDiffer,
               Severity::Warning,
               "Vocabularies of \"L8\" and \"V34\" differ (32 and 34 tokens). The tokenizer of \"L8\" will "
               "be copied",
               {"Take the tokenizer of A"}});
        stack.setup.parts[static_cast<std::size_t>(Part::Tokenizer)] = SourceIndex(1);
        check(stack,
              {ProblemId::VocabulariesDiffer,
               Severity::Warning,
               "Vocabularies of \"V34\" and \"L8\" differ (34 and 32 tokens). The tokenizer of \"V34\" will "
               "be copied",
               {"Take the tokenizer of A"}});
    }

    void p22CustomCode()
    {
        TinyOptions options = layersOf(8);
        options.extraConfig = "\"auto_map\": {\"AutoModelForCausalLM\": \"modeling.Custom\"}";
        check(Composer::stack({m_composer.source("custom", options)}, "A"),
              {ProblemId::CustomCode,
               Severity::Warning,
               "\"custom\" needs custom code (auto_map): its Python files are copied along. Layerloom never "
               "runs them",
               {}});
    }

    void p25ConfigThatDoesNotDescribeTheWeights()
    {
        TinyOptions wide = layersOf(8);
        wide.intermediate = 24;
        wide.keyValueHeads = 2;
        Stack stack =
            Composer::stack({m_composer.source("M24", wide), m_composer.source("L8", layersOf(8))}, "A");
        stack.setup.parts[static_cast<std::size_t>(Part::Config)] = SourceIndex(1);
        const std::vector<Problem> found = withId(stack, ProblemId::ConfigContradictsWeights);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found.front().severity, Severity::Error);
        QCOMPARE(found.front().message,
                 std::string("config.json says intermediate_size 16, but tensor "
                             "\"model.layers.0.mlp.down_proj.weight\" is [8, 24]"));
        QCOMPARE(found.front().fixes.size(), std::size_t(1));
        const Stack fixed = applied(stack, fixEdits(found.front().fixes.front()));
        QCOMPARE(idsOf(fixed), QString());
        QCOMPARE(undone(stack, fixEdits(found.front().fixes.front())), stack);
        const std::vector<ConfigPatch> expected {{"intermediate_size", "24"}, {"num_key_value_heads", "2"}};
        QCOMPARE(fixed.setup.overrides, expected);
    }

    void retargetingIsARewriteOfTheConfigAlone()
    {
        // llama2_init_mistral in small: the config of Llama, the weights of a Mistral.
        TinyOptions mistral = layersOf(8);
        mistral.family = "mistral";
        mistral.architecture = "MistralForCausalLM";
        mistral.extraConfig = R"("sliding_window": null)";
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
        check(Stack(), {ProblemId::EmptyStack, Severity::Error, "The output has no layers", {}});
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
