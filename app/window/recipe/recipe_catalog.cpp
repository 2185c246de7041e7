#include "app/window/recipe/recipe_catalog.h"

#include "core/base/error.h"
#include "core/stack/retarget.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace layerloom::app {

namespace {

struct Recipes {
    Q_DECLARE_TR_FUNCTIONS(Recipes)
};

using Number = std::uint32_t;

Number zero(const RecipeInput&)
{
    return 0;
}
Number one(const RecipeInput&)
{
    return 1;
}
Number two(const RecipeInput&)
{
    return 2;
}
Number allLayers(const RecipeInput& input)
{
    return input.firstLayers;
}
Number allOfSecond(const RecipeInput& input)
{
    return input.secondLayers;
}
Number quarter(const RecipeInput& input)
{
    return std::max<Number>(input.number(0) / 4, 1);
}
Number threeQuarters(const RecipeInput& input)
{
    return input.firstLayers - input.firstLayers / 4;
}
Number threeQuartersOfSecond(const RecipeInput& input)
{
    return input.secondLayers - input.secondLayers / 4;
}

RecipeField layersField(const QString& name, const QString& label, const QString& toolTip)
{
    return {name, label, toolTip, one, allLayers, allLayers};
}

RecipeField nField()
{
    return layersField(QStringLiteral("spinN"), Recipes::tr("n"),
                       Recipes::tr("Layers of the model that are used"));
}

RecipeField mField()
{
    return {QStringLiteral("spinM"),
            Recipes::tr("m"),
            Recipes::tr(
                "Layers removed at the output side of the first copy and at the input side of the second"),
            zero,
            [](const RecipeInput& input) { return input.number(0) - 1; },
            quarter};
}

RecipeField gField()
{
    return {QStringLiteral("spinG"),
            Recipes::tr("g"),
            Recipes::tr("Layers in a group"),
            one,
            [](const RecipeInput& input) { return input.number(0) - input.number(1); },
            [](const RecipeInput& input) { return std::min<Number>(8, input.number(0) - input.number(1)); }};
}

core::Edits blocksOnly(const core::Stack& stack, const core::Blocks& blocks)
{
    return core::replaceAll(stack, blocks);
}

core::Edits withSetup(const core::Stack& stack, core::Setup setup, const core::Blocks& blocks)
{
    core::Edits edits = core::replaceAll(stack, blocks);
    if (!(setup == stack.setup))
        edits.emplace_back(core::ReplaceSetup {std::move(setup)});
    return edits;
}

QString nothing(const RecipeInput&)
{
    return {};
}

Recipe dusRecipe()
{
    return {.name = Recipes::tr("DUS"),
            .explanation = Recipes::tr(
                "Depth up-scaling: two copies of the model, the last m layers of the first and the first "
                "m layers of the second removed. SOLAR 10.7B was made this way from n = 32 and m = 8, "
                "and then trained on."),
            .reference = QStringLiteral("https://arxiv.org/abs/2312.15166"),
            .fields = {nField(), mField()},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return blocksOnly(stack, core::dus(input.first, input.number(0), input.number(1)));
                },
            .relation =
                [](const RecipeInput& input) {
                    return input.number(1) == 0 ? Recipes::tr("m = 0 is the naive repeat") : QString();
                }};
}

Recipe idusRecipe()
{
    return {.name = Recipes::tr("iDUS"),
            .explanation = Recipes::tr(
                "Interlocking depth up-scaling: the two copies of DUS are cut into groups of g layers, and "
                "the groups take turns. The seams are shorter than that of DUS."),
            .reference = QStringLiteral("https://github.com/gauss5930/iDUS"),
            .models = Recipe::Models::TwoOrSame,
            .fields = {nField(), mField(), gField()},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return blocksOnly(stack,
                                      core::interlock(input.first, input.second, input.number(0),
                                                      input.number(1), input.number(2)));
                },
            .relation =
                [](const RecipeInput& input) {
                    return input.number(2) == input.number(0) - input.number(1)
                        ? Recipes::tr("g = n − m is DUS")
                        : QString();
                }};
}

Recipe twoEndedRecipe()
{
    return {.name = Recipes::tr("Input and output slices"),
            .explanation = Recipes::tr(
                "The first layers of one model and the last layers of another, or of the same. Embeddings, "
                "norm, head and tokenizer come from the first."),
            .reference = {},
            .models = Recipe::Models::TwoOrSame,
            .fields = {{QStringLiteral("spinTop"), Recipes::tr("First"),
                        Recipes::tr("Layers taken at the input side"), zero, allLayers, threeQuarters},
                       {QStringLiteral("spinBottom"), Recipes::tr("Last"),
                        Recipes::tr("Layers taken at the output side"), zero, allOfSecond,
                        threeQuartersOfSecond}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    const std::array pieces {
                        core::TwoEnded {input.first, input.firstLayers, input.number(0), 0},
                        core::TwoEnded {input.second, input.secondLayers, 0, input.number(1)}};
                    return withSetup(stack, core::withBase(stack.setup, input.first), core::twoEnded(pieces));
                },
            .relation = nothing};
}

Recipe repeatRangeRecipe()
{
    return {
        .name = Recipes::tr("Repeat range"),
        .explanation = Recipes::tr(
            "Layers i to j − 1 run again before the model goes on (RYS). No training was reported to "
            "be needed for large models."),
        .reference = QStringLiteral("https://dnhkng.github.io"),
        .fields = {{QStringLiteral("spinFirst"), Recipes::tr("i"), Recipes::tr("First layer that runs again"),
                    zero, [](const RecipeInput& input) { return input.firstLayers - 1; },
                    [](const RecipeInput& input) { return input.firstLayers * 5 / 8; }},
                   {QStringLiteral("spinLast"), Recipes::tr("j"),
                    Recipes::tr("The layer after the last one that runs again"),
                    [](const RecipeInput& input) { return input.number(0) + 1; }, allLayers,
                    [](const RecipeInput& input) { return input.firstLayers * 7 / 8; }},
                   {QStringLiteral("spinTimes"), Recipes::tr("Times"),
                    Recipes::tr("How often these layers run in all"), two,
                    [](const RecipeInput&) -> Number { return 8; }, two}},
        .make =
            [](const core::Stack& stack, const RecipeInput& input) {
                return blocksOnly(stack,
                                  core::repeatRange(input.first, input.firstLayers, input.number(0),
                                                    input.number(1), input.number(2)));
            },
        .relation = nothing};
}

Recipe repeatAllRecipe()
{
    return {.name = Recipes::tr("Repeat whole model"),
            .explanation = Recipes::tr(
                "All layers, several times over. Twice is the control that depth up-scaling was compared "
                "with; four times is what growing a model while it trains uses."),
            .reference = QStringLiteral("https://arxiv.org/abs/2405.15319"),
            .fields = {{QStringLiteral("spinTimes"), Recipes::tr("Times"),
                        Recipes::tr("How often the model stands in the stack"), one,
                        [](const RecipeInput&) -> Number { return 8; }, two}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return blocksOnly(stack,
                                      core::repeatAll(input.first, input.firstLayers, input.number(0)));
                },
            .relation = nothing};
}

Recipe windowsRecipe()
{
    return {.name = Recipes::tr("Sliding windows"),
            .explanation = Recipes::tr(
                "Windows of the model, each beginning a stride after the one before. Windows of 20 every "
                "10 layers make the 140 layers of the 120B self-merges."),
            .reference = {},
            .fields = {{QStringLiteral("spinWindow"), Recipes::tr("Window"),
                        Recipes::tr("Layers in a window"), one, allLayers,
                        [](const RecipeInput& input) { return std::max<Number>(input.firstLayers / 4, 1); }},
                       {QStringLiteral("spinStride"), Recipes::tr("Stride"),
                        Recipes::tr("Layers from one window to the next"), one,
                        [](const RecipeInput& input) { return input.number(0); },
                        [](const RecipeInput& input) { return std::max<Number>(input.number(0) / 2, 1); }}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return blocksOnly(
                        stack,
                        core::windows(input.first, input.firstLayers, input.number(0), input.number(1)));
                },
            .relation = nothing};
}

Recipe interleaveRecipe()
{
    return {.name = Recipes::tr("Interleave models"),
            .explanation = Recipes::tr(
                "Windows of two models in turn, each beginning some layers before the one before it ended. "
                "Goliath 120B was made in this way from two 70B models."),
            .reference = QStringLiteral("https://huggingface.co/alpindale/goliath-120b"),
            .models = Recipe::Models::Two,
            .fields = {{QStringLiteral("spinWindow"), Recipes::tr("Window"),
                        Recipes::tr("Layers in a window"), one, allLayers,
                        [](const RecipeInput& input) { return std::max<Number>(input.firstLayers / 5, 1); }},
                       {QStringLiteral("spinOverlap"), Recipes::tr("Overlap"),
                        Recipes::tr("Layers that a window begins before the end of the last one"), zero,
                        [](const RecipeInput& input) { return input.number(0) - 1; },
                        [](const RecipeInput& input) { return input.number(0) / 2; }}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    if (input.firstLayers != input.secondLayers) {
                        throw core::Error(core::ErrorCode::Mismatch,
                                          "The models have " + std::to_string(input.firstLayers) + " and "
                                              + std::to_string(input.secondLayers)
                                              + " layers; taking turns needs equal depth");
                    }
                    const std::array sources {input.first, input.second};
                    return blocksOnly(
                        stack,
                        core::interleave(sources, input.firstLayers, input.number(0), input.number(1)));
                },
            .relation = nothing};
}

Recipe expandRecipe()
{
    return {.name = Recipes::tr("Block expansion"),
            .explanation = Recipes::tr(
                "Copies of single layers, evenly spread, whose output projections are zero: they add nothing "
                "until they are trained (LLaMA-Pro). The number of layers must be a multiple of theirs."),
            .reference = QStringLiteral("https://arxiv.org/abs/2401.02415"),
            .fields = {{QStringLiteral("spinExtra"), Recipes::tr("Extra"),
                        Recipes::tr("Layers that are added"), one, allLayers,
                        [](const RecipeInput& input) { return std::max<Number>(input.firstLayers / 4, 1); }}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    const core::Model* model = core::modelOf(stack, input.first);
                    const std::vector<std::string> writers =
                        model ? model->family->residualWriters : std::vector<std::string>();
                    return blocksOnly(stack,
                                      core::expand(input.first, input.firstLayers, input.number(0), writers));
                },
            .relation = nothing};
}

Recipe dropRecipe()
{
    return {.name = Recipes::tr("Drop range"),
            .explanation = Recipes::tr(
                "The model without some of its layers. Dropping deep layers that do little is how ShortGPT "
                "prunes."),
            .reference = QStringLiteral("https://arxiv.org/abs/2403.03853"),
            .fields = {{QStringLiteral("spinFirst"), Recipes::tr("First"),
                        Recipes::tr("First layer that is left out"), zero,
                        [](const RecipeInput& input) { return input.firstLayers - 1; },
                        [](const RecipeInput& input) { return input.firstLayers * 5 / 8; }},
                       {QStringLiteral("spinCount"), Recipes::tr("Count"),
                        Recipes::tr("How many layers are left out"), one,
                        [](const RecipeInput& input) { return input.firstLayers - input.number(0); },
                        [](const RecipeInput& input) { return std::max<Number>(input.firstLayers / 4, 1); }}},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return blocksOnly(
                        stack, core::drop(input.first, input.firstLayers, input.number(0), input.number(1)));
                },
            .relation = nothing};
}

Recipe retargetRecipe()
{
    return {.name = Recipes::tr("Write as another model"),
            .explanation = Recipes::tr(
                "The layers stay as they are and are written under the config.json of another model whose "
                "names and shapes agree, as Mistral's weights can be written as a Llama model."),
            .reference = {},
            .fields = {},
            .make =
                [](const core::Stack& stack, const RecipeInput& input) {
                    return withSetup(stack, core::retarget(stack, input.first), stack.blocks);
                },
            .relation = nothing};
}

} // namespace

const std::vector<Recipe>& recipes()
{
    static const std::vector<Recipe> all {
        dusRecipe(),     idusRecipe(),       twoEndedRecipe(), repeatRangeRecipe(), repeatAllRecipe(),
        windowsRecipe(), interleaveRecipe(), expandRecipe(),   dropRecipe(),        retargetRecipe()};
    return all;
}

void clampNumbers(const Recipe& recipe, RecipeInput& input)
{
    for (std::size_t i = 0; i < recipe.fields.size(); ++i) {
        const RecipeField& field = recipe.fields[i];
        const std::uint32_t low = field.minimum(input);
        input.numbers[i] = std::clamp(input.numbers[i], low, std::max(low, field.maximum(input)));
    }
}

QString recipeTitle(const Recipe& recipe, const RecipeInput& input)
{
    QString title = Recipes::tr("Apply %1").arg(recipe.name);
    for (std::size_t i = 0; i < recipe.fields.size(); ++i) {
        if (recipe.fields[i].objectName != QLatin1String("spinN"))
            title += QStringLiteral(" %1=%2").arg(recipe.fields[i].label).arg(input.numbers[i]);
    }
    return title;
}

core::Result<RecipeOutcome> applyRecipe(const Recipe& recipe, const core::Stack& stack,
                                        const RecipeInput& input)
{
    return core::guarded([&] {
        RecipeOutcome outcome {recipe.make(stack, input), stack};
        for (const core::Edit& edit : outcome.edits)
            core::apply(outcome.stack, edit);
        return outcome;
    });
}

} // namespace layerloom::app
