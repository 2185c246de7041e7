#include "core/notation/format_expression.h"
#include "core/stack/dequantized_sources.h"
#include "core/stack/followed_rules.h"
#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

TinyOptions ruled(std::uint32_t layers, const std::string& extra, const std::string& family = "llama")
{
    TinyOptions options = layersOf(layers);
    options.family = family;
    options.extraConfig = extra;
    return options;
}

/// Layers of which those in `others` have one more tensor.
TinyOptions mixed(std::uint32_t layers, const std::vector<std::uint32_t>& others, const std::string& extra,
                  const std::string& family = "brand_new")
{
    TinyOptions options = ruled(layers, extra, family);
    for (const std::uint32_t layer : others)
        options.extraTensors.push_back(
            {"model.layers." + std::to_string(layer) + ".mixer.A_log", "F32", {4}});
    return options;
}

/// With a table of this shape, and a config that says the extent of a layer's part.
TinyOptions perLayer(const std::string& dtype, const std::vector<std::uint64_t>& shape, int part)
{
    TinyOptions options =
        ruled(4, "\"hidden_size_per_layer_input\": " + std::to_string(part), "gemma3n_text");
    options.extraTensors = {{"model.embed_tokens_per_layer.weight", dtype, shape}};
    return options;
}

} // namespace

class RuleProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void p23RulesAreFollowedWhereTheyCan()
    {
        const Source sparse = m_composer.source("sparse", ruled(8, "\"mlp_only_layers\": [0, 3]"));
        QCOMPARE(idsOf(Composer::stack({sparse}, "A")), QString());
        QCOMPARE(idsOf(Composer::stack({sparse}, "A[0:6] A[2:8]")), QString());
        const Source kept = m_composer.source(
            "layer kept",
            ruled(8, "\"quantization_config\": {\"modules_to_not_convert\": [\"model.layers.3.mlp\"]}"));
        QCOMPARE(idsOf(Composer::stack({kept}, "A[0:6] A[2:8]")), QString());
    }

    void p23AnUnclearPatternIsShown()
    {
        const Source source = m_composer.source(
            "pattern", ruled(8, "\"quantization_config\": {\"ignore\": [\"re:.*layers.(1|2).mlp\"]}"));
        check(
            Composer::stack({source}, "A[0:6] A[2:8]"),
            {ProblemId::PositionalKey,
             Severity::Error,
             "The config.json of \"pattern\" sets quantization_config.ignore = [\"re:.*layers.(1|2).mlp\"], "
             "which goes by the position of layers and cannot be carried over to this stack",
             {}});
    }

    void p23PeriodsAreAligned()
    {
        const Source jamba = m_composer.source(
            "jamba", ruled(12, "\"attn_layer_period\": 4, \"attn_layer_offset\": 2", "jamba"));
        QCOMPARE(idsOf(Composer::stack({jamba}, "A[0:8] A[4:12]")), QString());
        const Stack broken = Composer::stack({jamba}, "A[0:8] A[3:12]");
        check(broken,
              {ProblemId::PositionalKey,
               Severity::Error,
               "attn_layer_period = 4 in config.json makes every 4th layer another kind by its place, and 4 "
               "layers of this stack, from layer 5 of \"jamba\" on, would stand at the wrong one",
               {"Align seams to multiples of 4"}});
        const Stack aligned =
            applied(broken, fixEdits(withId(broken, ProblemId::PositionalKey).front().fixes[0]));
        QCOMPARE(formatExpression(aligned.blocks), std::string("A[0:8] A[4:12]"));
    }

    void p23WindowsAreListedWhereTheyAreMixed()
    {
        TinyOptions options = ruled(8, "\"use_sliding_window\": true, \"max_window_layers\": 4", "qwen2");
        options.architecture = "Qwen2ForCausalLM";
        const Source windowed = m_composer.source("windowed", options);
        QCOMPARE(idsOf(Composer::stack({windowed}, "A[0:4] A[1:8]")), QString());
        QCOMPARE(idsOf(Composer::stack({windowed}, "A[0:4] A[4:8] A[5:8]")), QString());
        const Stack mixedUp = Composer::stack({windowed}, "A[0:6] A[2:8]");
        check(mixedUp,
              {ProblemId::PositionalKey,
               Severity::Error,
               "max_window_layers in config.json can only count layers at the start, and layer 2 of "
               "\"windowed\", which it counts, stands behind others that it does not",
               {"Write explicit layer_types"}});
        const Stack listed =
            applied(mixedUp, fixEdits(withId(mixedUp, ProblemId::PositionalKey).front().fixes[0]));
        QVERIFY2(!hasErrors(problems(listed)), qPrintable(idsOf(listed)));
    }

    void p23WhatWasWrittenOnPurposeMustFit()
    {
        const Source source = m_composer.source("written", ruled(8, "\"moe_layers\": [1]"));
        Stack stack = Composer::stack({source}, "A[0:6] A[1:8]");
        stack.setup.overrides = {{"moe_layers", "[1, 6]"}};
        QCOMPARE(idsOf(stack), QString());
        stack.setup.overrides = {{"moe_layers", "[1, 7]"}};
        check(stack,
              {ProblemId::PositionalKey,
               Severity::Error,
               "The moe_layers that was written on purpose does not fit this stack",
               {}});
    }

    void p23KeysThatNothingCanCarry()
    {
        const Source source =
            m_composer.source("skipping", ruled(8, "\"scale_attn_by_inverse_layer_idx\": true"));
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        check(
            Composer::stack({source}, "A[0:6] A[2:8]"),
            {ProblemId::PositionalKey,
             Severity::Error,
             "The config.json of \"skipping\" sets scale_attn_by_inverse_layer_idx = true, which goes by the "
             "position of layers and cannot follow a changed stack yet",
             {}});
    }

    void p31KindsThatNoKeyTellsApartStayAtTheirPlace()
    {
        const Source source = m_composer.source("first", mixed(8, {0}, ""));
        QCOMPARE(idsOf(Composer::stack({source}, "A[0:6] A[2:8]")), QString());
        const Stack doubled = Composer::stack({source}, "A[1:6] A[0] A[2:8]");
        const std::vector<Problem> found = withId(doubled, ProblemId::MisplacedLayerKind);
        QCOMPARE(found.size(), std::size_t(2));
        QCOMPARE(found[0].begin, std::size_t(0));
        QCOMPARE(
            found[1].message,
            std::string("Layer 0 of \"first\" (kind 1) has other tensors than a layer at place 5 must have, "
                        "and config.json cannot say so"));
        const Stack moved = applied(doubled, fixEdits(found[1].fixes.at(0)));
        QCOMPARE(fixLabel(found[1].fixes.at(0).action), std::string("Move to start"));
        QCOMPARE(idsOf(moved), QString());
    }

    void p31KindsThatAKeyTellsApartGoAnywhere()
    {
        const std::string types =
            "\"layer_types\": [\"mamba\", \"mamba\", \"attention\", \"mamba\", \"mamba\", "
            "\"mamba\", \"attention\", \"mamba\"]";
        const Source typed = m_composer.source("typed", mixed(8, {0, 1, 3, 4, 5, 7}, types));
        QCOMPARE(typed.model->table.kinds.size(), std::size_t(2));
        QCOMPARE(typed.model->table.kinds[1].name, std::string("attention"));
        QCOMPARE(idsOf(Composer::stack({typed}, "A[0:5] A[3:8]")), QString("P21"));
        const Source untyped = m_composer.source("untyped", mixed(8, {0, 1, 3, 4, 5, 7}, ""));
        QVERIFY(!withId(Composer::stack({untyped}, "A[0:5] A[3:8]"), ProblemId::MisplacedLayerKind).empty());
        QCOMPARE(idsOf(Composer::stack({untyped}, "A[0:4]")), QString("P20"));
    }

    void p32SharedKeysAndValuesAreNotCutApart()
    {
        const Source groups =
            m_composer.source("groups", ruled(8, "\"use_cla\": true, \"cla_share_factor\": 2"));
        QCOMPARE(idsOf(Composer::stack({groups}, "A[0:6] A[2:8]")), QString());
        const Stack cut = Composer::stack({groups}, "A[0:5] A[3:8]");
        check(cut,
              {ProblemId::KeyValueSharing,
               Severity::Error,
               "The layers of this architecture share keys and values in groups of 2 (cla_share_factor), and "
               "the group of layer 3 of \"groups\" is cut apart",
               {"Keep groups of 2 together"}});
        const Stack whole = applied(cut, fixEdits(withId(cut, ProblemId::KeyValueSharing).front().fixes[0]));
        QCOMPARE(formatExpression(whole.blocks), std::string("A[0:6] A[2:8]"));
    }

    void p32SharingLayersFindTheirProducers()
    {
        const std::string types = "\"layer_types\": [\"sliding_attention\", \"full_attention\", "
                                  "\"sliding_attention\", \"full_attention\", \"sliding_attention\", "
                                  "\"full_attention\", \"sliding_attention\", \"full_attention\"], "
                                  "\"num_kv_shared_layers\": 4";
        const Source shared = m_composer.source("shared", ruled(8, types));
        QCOMPARE(idsOf(Composer::stack({shared}, "A[0:4] A[2:4] A[4:8]")), QString("P21"));
        check(Composer::stack({shared}, "A[0:3] A[4:8]"),
              {ProblemId::KeyValueSharing,
               Severity::Error,
               "Layer 5 of \"shared\" uses the keys and values of layer 3, which has to be the last of its "
               "type "
               "before all layers that share (num_kv_shared_layers)",
               {}});
        check(Composer::stack({shared}, "A[0:6] A[2:8]"),
              {ProblemId::PositionalKey,
               Severity::Error,
               "num_kv_shared_layers in config.json can only count layers at the end, and layer 2 of "
               "\"shared\", "
               "which it does not count, stands behind others that it counts",
               {}});
    }

    void p33TensorsWithAPartForEachLayer()
    {
        const Source source = m_composer.source("PLE", perLayer("BF16", {32, 16}, 4));
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        QCOMPARE(idsOf(Composer::stack({source}, "A[0:3] A[1:4]")), QString("P21"));
        const Source again = m_composer.source("again", perLayer("BF16", {32, 16}, 4));
        QVERIFY(withId(Composer::stack({source, again}, "A[0:3] B[1:4]"), ProblemId::DepthTensorConflict)
                    .empty());
    }

    void p33PartsMustBeOfOneKind_data()
    {
        QTest::addColumn<TinyOptions>("other");
        QTest::addColumn<QString>("sentence");
        const QString differ =
            "The parts that layers have in model.embed_tokens_per_layer.weight differ: %1 in \"other\" and "
            "BF16 [32, 4] in \"PLE\"";
        QTest::newRow("wider") << perLayer("BF16", {32, 32}, 8) << differ.arg("BF16 [32, 8]");
        QTest::newRow("vocabulary") << perLayer("BF16", {48, 16}, 4) << differ.arg("BF16 [48, 4]");
        QTest::newRow("dtype") << perLayer("F32", {32, 16}, 4) << differ.arg("F32 [32, 4]");
        QTest::newRow("missing")
            << ruled(4, "", "gemma3n_text")
            << QString("model.embed_tokens_per_layer.weight of \"PLE\" holds a part for each layer, and "
                       "\"other\" has no such tensor");
    }
    void p33PartsMustBeOfOneKind()
    {
        QFETCH(TinyOptions, other);
        QFETCH(QString, sentence);
        const std::string name = QTest::currentDataTag();
        const Source one = m_composer.source("PLE", perLayer("BF16", {32, 16}, 4));
        Source two = m_composer.source(name, other);
        two.label = "other";
        const Stack stack = Composer::stack({one, two}, "A[0:3] B[1:4]");
        check(stack, {ProblemId::DepthTensorConflict, Severity::Error, sentence.toStdString(), {}});
        QCOMPARE(withId(stack, ProblemId::DepthTensorConflict).front().source, std::optional(SourceIndex(1)));
    }

    void p33TensorsThatCannotBeTakenApart()
    {
        // Another extent than the config says, no whole number of parts, and packed.
        for (const auto& [name, shape, part] : {std::tuple("said", 16U, 5), std::tuple("uneven", 18U, 4)}) {
            const Source source = m_composer.source(name, perLayer("BF16", {32, shape}, part));
            QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
            check(Composer::stack({source}, "A[0:3] A[1:4]"),
                  {ProblemId::DepthTensorConflict,
                   Severity::Error,
                   "model.embed_tokens_per_layer.weight of \"" + std::string(name)
                       + "\" holds a part for each of its 4 layers in a way that cannot be taken apart: only "
                         "the whole model in its own order can be written",
                   {}});
        }
        TinyOptions packed = perLayer("U8", {32, 8}, 4);
        packed.extraTensors.front().name += "_packed";
        const Source source = m_composer.source("packed", packed);
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        QCOMPARE(withId(Composer::stack({source}, "A[0:3] A[1:4]"), ProblemId::DepthTensorConflict).size(),
                 std::size_t(1));
    }

    void p34OnePrecisionForAll()
    {
        const std::string four = "\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4}";
        const Source plain = m_composer.source("plain", layersOf(4));
        const Source gptq = m_composer.source("gptq", ruled(4, four));
        const Source again = m_composer.source("again", ruled(4, four));
        const Source wider = m_composer.source(
            "wider", ruled(4, "\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 8}"));
        QVERIFY(
            withId(Composer::stack({gptq, again}, "A[0:2] B[2:4]"), ProblemId::QuantizationsDiffer).empty());
        check(
            Composer::stack({plain, gptq}, "A[0:2] B[2:4]"),
            {ProblemId::QuantizationsDiffer,
             Severity::Error,
             "\"gptq\" is quantized (gptq, 4 bits), \"plain\" is not quantized. One config.json can describe "
             "only one",
             {"Remove these 2 layers"}});
        QCOMPARE(
            withId(Composer::stack({gptq, wider}, "A[0:2] B[2:4]"), ProblemId::QuantizationsDiffer)
                .front()
                .message,
            std::string("\"wider\" is quantized (gptq, 8 bits), \"gptq\" is quantized (gptq, 4 bits). One "
                        "config.json can describe only one"));
    }

    void p34AndP03AreMendedByDequantizing()
    {
        TinyOptions wide = layersOf(4);
        wide.hidden = 16;
        wide.keyValueHeads = 2;
        const Source plain = m_composer.source("numbers", wide);
        const Source first = m_composer.source("v1", asGptq(wide));
        wide.extraConfig = R"("x": 1)";
        TinyOptions other = asGptq(wide);
        other.extraConfig.insert(other.extraConfig.find("\"bits\""), R"("checkpoint_format": "gptq_v2", )");
        const Source second = m_composer.source("v2", other);
        check(Composer::stack({plain, first}, "A[0:3] B[3:4]"),
              {ProblemId::TensorsDiffer,
               Severity::Error,
               "Layers of \"v1\" have mlp.down_proj.qweight, those of \"numbers\" have not. One config.json "
               "can describe only one",
               {"Dequantize", "Remove this layer"}});
        check(Composer::stack({first, second}, "A[0:3] B[3:4]"),
              {ProblemId::QuantizationsDiffer,
               Severity::Error,
               "\"v2\" is quantized (gptq, 4 bits), \"v1\" is quantized in another way. One config.json can "
               "describe only one",
               {"Dequantize", "Remove this layer"}});
        Stack scaled = Composer::stack({first}, "A");
        scaled.blocks[1].scales = {{"o_proj", 0.5}};
        const Problem told = withId(scaled, ProblemId::QuantizedLayers).front();
        QCOMPARE(told.severity, Severity::Error);
        QCOMPARE(fixLabel(told.fixes.at(1).action), std::string("Dequantize"));
        QCOMPARE(idsOf(applied(scaled, fixEdits(told.fixes[1]))), QString());
    }

    void p43WhatCannotBeDequantized()
    {
        TinyOptions wide = layersOf(4);
        wide.hidden = 16;
        wide.keyValueHeads = 2;
        TinyOptions packed = asGptq(wide);
        packed.extraConfig.replace(packed.extraConfig.find("\"bits\": 4"), 9, "\"bits\": 3");
        Stack stack = Composer::stack({m_composer.source("three", packed)}, "A");
        QVERIFY(withId(stack, ProblemId::NotDequantizable).empty());
        stack.setup = withDequantized(stack.setup, true);
        check(stack,
              {ProblemId::NotDequantizable,
               Severity::Error,
               "three cannot be dequantized: GPTQ of 3 bits is not read, only 4 and 8",
               {"Leave all sources as they are stored"}});
    }

    void dequantizedSourcesCanBeStoredOnesAgain()
    {
        TinyOptions wide = layersOf(4);
        wide.hidden = 16;
        wide.keyValueHeads = 2;
        const Source source = m_composer.source("back", asGptq(wide));
        const Stack stack = Composer::stack({source}, "A");
        QVERIFY(hasQuantizedSource(stack.setup) && !dequantizesAll(stack.setup));
        const Setup numbers = withDequantized(stack.setup, true);
        QVERIFY(hasQuantizedSource(numbers) && dequantizesAll(numbers));
        QCOMPARE(numbers.sources.front().model->facts.dequantizedFrom, std::optional<std::string>("gptq"));
        QCOMPARE(numbers.sources.front().fingerprint, source.fingerprint);
        const Setup back = withDequantized(numbers, false);
        QCOMPARE(back.sources.front().model->checkpoint, source.model->checkpoint);
        QVERIFY(!back.sources.front().dequantizes);
        QCOMPARE(idsOf({numbers, stack.blocks}), QString());
    }

    void p35WhatALayerComputesFromItsPlace()
    {
        const Source source = m_composer.source("diff", ruled(8, "", "diffllama"));
        QCOMPARE(idsOf(Composer::stack({source}, "A")), QString());
        check(Composer::stack({source}, "A[0:6] A[2:8]"),
              {ProblemId::DepthDependence,
               Severity::Warning,
               "In this architecture the weight of the second attention map is computed from the layer's "
               "place: "
               "moved layers run with other values than they were trained with",
               {}});
    }

    void p13TheLastLayerOfSomeLoadersHasATypeOfItsOwn()
    {
        const std::string types = "\"layer_types\": [\"sliding_attention\", \"full_attention\", "
                                  "\"sliding_attention\", \"full_attention\"]";
        TinyOptions options = ruled(4, types, "gemma4_text");
        const Source source = m_composer.source("last", options);
        QCOMPARE(idsOf(Composer::stack({source}, "A[0:4] A[2:4]")), QString("P21"));
        const Stack open = Composer::stack({source}, "A[0:4] A[0]");
        check(open,
              {ProblemId::LayerTypeMismatch,
               Severity::Error,
               "The last layer of this architecture always runs as full_attention, and layer 0 of \"last\" "
               "is of "
               "type sliding_attention",
               {"Remove this layer"}});
    }

private:
    Composer m_composer;
};

QTEST_APPLESS_MAIN(RuleProblems)
#include "rule_problems_test.moc"
