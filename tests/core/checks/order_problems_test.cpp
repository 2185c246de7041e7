#include "core/notation/format_expression.h"
#include "core/stack/stack_rules.h"
#include "core/stack/totals.h"
#include "tests/core/checks/problem_checks.h"

#include <QObject>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

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

class OrderProblems : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void p13TypesThatFollowThePosition()
    {
        const Source gemma2 = m_composer.source("GEM12", gemma(12, "gemma2"));
        // An even jump keeps every layer's type, an odd one swaps them.
        QCOMPARE(idsOf(Composer::stack({gemma2}, "A[0:8] A[4:12]")), QString());
        const Stack odd = Composer::stack({gemma2}, "A[0:8] A[3:12]");
        check(odd,
              {ProblemId::LayerTypeMismatch,
               Severity::Error,
               "This architecture decides the layer type by position (every 2nd layer is global). 9 layers "
               "would run "
               "with another type than they were trained with",
               {"Write explicit layer_types", "Align seams to multiples of 2"}});
        const std::vector<Fix> fixes = withId(odd, ProblemId::LayerTypeMismatch).front().fixes;
        QCOMPARE(formatExpression(applied(odd, fixEdits(fixes[1])).blocks), std::string("A[0:8] A[2:12]"));
        const Stack listed = applied(odd, fixEdits(fixes[0]));
        QVERIFY(
            listed.setup.overrides.front().value.starts_with("[\"sliding_attention\", \"full_attention\", "));
        // The list fits the stack it was written for, no other.
        Stack further = listed;
        further.blocks.pop_back();
        check(further,
              {ProblemId::LayerTypeMismatch,
               Severity::Error,
               "The layer_types that were written on purpose do not fit this stack any more",
               {"Write explicit layer_types"}});

        const Source gemma3 =
            m_composer.source("G3", gemma(12, "gemma3_text", "\"sliding_window_pattern\": 3"));
        const Stack third = Composer::stack({gemma3}, "A[1:12] A[3:12]");
        check(third,
              {ProblemId::LayerTypeMismatch,
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
        mixed.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(0);
        check(mixed,
              {ProblemId::LayerTypeMismatch,
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
              {ProblemId::MisplacedDenseLayer,
               Severity::Error,
               "Layer 0 of \"deep\" is dense, those before it are mixtures of experts; it can only stay at "
               "the start",
               {"Move to start", "Remove"}});
        const Stack fixed =
            applied(moved, fixEdits(withId(moved, ProblemId::MisplacedDenseLayer).front().fixes[0]));
        QCOMPARE(formatExpression(fixed.blocks), std::string("A[0] A[0:6] A[1:6]"));
        QVERIFY2(fixed.setup.overrides.empty(), "the count follows by itself");
        Stack counted = Composer::stack({source}, "A[2:6]");
        QCOMPARE(withId(counted, ProblemId::MisplacedDenseLayer).size(), std::size_t(0));
        counted.setup.overrides = {{"first_k_dense_replace", "1"}};
        check(counted,
              {ProblemId::MisplacedDenseLayer,
               Severity::Error,
               "config.json counts 1 dense layer at the start (first_k_dense_replace), but the output begins "
               "with 0 dense "
               "layers",
               {"Write first_k_dense_replace = 0"}});
    }

    void p19SingleLayersAlternate()
    {
        const Stack stack = Composer::stack({m_composer.source("L32", layersOf(32))}, "idus(A, 8, 1)");
        check(stack,
              {ProblemId::AlternatingLayers,
               Severity::Advice,
               "47 seams: single layers alternate. In the iDUS experiment the mean of the six tests of the "
               "Open LLM "
               "Leaderboard (0 to 100 points) was 29.5 for this, 58.4 for groups of eight",
               {"Use groups of 8"}});
        QCOMPARE(idsOf(stack), QString("P19"));
        const Stack grouped =
            applied(stack, fixEdits(withId(stack, ProblemId::AlternatingLayers).front().fixes.front()));
        QCOMPARE(formatExpression(grouped.blocks), std::string("A[0:16] A[8:24] A[16:32]"));
    }

    void p20OpenEnds()
    {
        const Source source = m_composer.source("L32", layersOf(32));
        check(Composer::stack({source}, "A[8:32]"),
              {ProblemId::OpenEnd,
               Severity::Advice,
               "The output starts with layer 8 of \"L32\", not with layer 0",
               {"Add layers 0–7 at the start"}});
        check(Composer::stack({source}, "A[0:24]"),
              {ProblemId::OpenEnd,
               Severity::Advice,
               "The output ends with layer 23 of \"L32\", not with its last layer, 31",
               {"Add layers 24–31 at the end"}});
    }

    void p21WeakRepeats()
    {
        const Source source = m_composer.source("L32", layersOf(32));
        check(Composer::stack({source}, "A[0:12] A[10:32]"),
              {ProblemId::WeakRepeat, Severity::Advice, "A repeated run has only 2 layers", {}});
        check(Composer::stack({source}, "A[0:32] A[29:32]"),
              {ProblemId::WeakRepeat,
               Severity::Advice,
               "A repeated run lies within the first or last 10 % of its model",
               {}});
        check(Composer::stack({source}, "A[0:4] A[3:8] A[7:32]"),
              {ProblemId::WeakRepeat, Severity::Advice, "2 repeated runs have at most 2 layers", {}});
        Stack expanded = Composer::stack({source}, "A");
        expanded.blocks = expand(0, 32, 8, std::vector<std::string> {"o_proj", "down_proj"});
        QCOMPARE(idsOf(expanded), QString());
    }

    void p24LayersPastTheEnd()
    {
        TinyOptions options = layersOf(7);
        options.configText = tinyConfig(layersOf(6));
        const Source uncounted = m_composer.source("uncounted", options);
        check(Composer::stack({uncounted}, "A[0:6] A[1:6]"),
              {ProblemId::ExtraLayers,
               Severity::Warning,
               "\"uncounted\" stores 1 layer past its 6 layers, which config.json does not count: they are "
               "left out",
               {}});
        options.configText.insert(options.configText.rfind('}'), ", \"num_nextn_predict_layers\": 1");
        const Source predicting = m_composer.source("predicting", options);
        QCOMPARE(idsOf(Composer::stack({predicting}, "A")), QString());
        const Stack deeper = Composer::stack({predicting}, "A[0:6] A[1:6]");
        check(deeper,
              {ProblemId::ExtraLayers,
               Severity::Advice,
               "\"predicting\" stores 1 layer past its 6 layers to predict further tokens "
               "(num_nextn_predict_layers); written behind the last layer, from 11 on",
               {"Leave them out"}});
        QCOMPARE(
            totals(deeper).bytes
                - totals(applied(deeper, fixEdits(withId(deeper, ProblemId::ExtraLayers).front().fixes[0])))
                      .bytes,
            predicting.model->table.extraLayers.front().bytes);
    }

private:
    Composer m_composer;
};

QTEST_APPLESS_MAIN(OrderProblems)
#include "order_problems_test.moc"
