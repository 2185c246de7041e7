#include "core/recipe/recipe.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/stack/retarget.h"
#include "core/stack/source.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <algorithm>
#include <array>
#include <utility>

namespace layerloom::core {

namespace {

// Marks a text for the window's translation, which lupdate collects; the command line shows it as it stands.
struct RecipeText {
    static constexpr const char* tr(const char* text) { return text; }
};

using Number = std::uint32_t;
using Kind = RecipeParameter::Kind;

template <Number kNumber> Number always(const RecipeInput&)
{
    return kNumber;
}
constexpr auto zero = always<0>;
constexpr auto one = always<1>;
constexpr auto two = always<2>;
constexpr auto eight = always<8>;
Number allLayers(const RecipeInput& input)
{
    return input.models.front().layers;
}
Number allButOne(const RecipeInput& input)
{
    return allLayers(input) - 1;
}
Number allOfLastModel(const RecipeInput& input)
{
    return input.models.back().layers;
}
Number quarter(const RecipeInput& input)
{
    return std::max<Number>(allLayers(input) / 4, 1);
}
Number fiveEighths(const RecipeInput& input)
{
    return allLayers(input) * 5 / 8;
}
Number firstSource(const RecipeInput& input)
{
    return input.models.front().source.value;
}

RecipeParameter firstLayers()
{
    return {"n",
            RecipeText::tr("n"),
            RecipeText::tr("The first n layers of the model take part (default all)"),
            false,
            one,
            allLayers,
            allLayers};
}

RecipeParameter overlapRemoved()
{
    return {"m",
            RecipeText::tr("m"),
            RecipeText::tr(
                "Layers removed at the output side of the first copy and at the input side of the second"),
            true,
            zero,
            [](const RecipeInput& input) { return input.number(0) - 1; },
            [](const RecipeInput& input) { return std::max<Number>(input.number(0) / 4, 1); }};
}

RecipeParameter groupSize()
{
    return {"g",
            RecipeText::tr("g"),
            RecipeText::tr("Layers in a group"),
            true,
            one,
            [](const RecipeInput& input) { return input.number(0) - input.number(1); },
            [](const RecipeInput& input) { return std::min<Number>(8, input.number(0) - input.number(1)); }};
}

RecipeParameter windowSize(RecipeParameter::Value initial)
{
    return {"window", RecipeText::tr("Window"), RecipeText::tr("Layers in a window"), true, one, allLayers,
            initial};
}

RecipeParameter runs(const char* description, RecipeParameter::Value minimum)
{
    return {"times", RecipeText::tr("Times"), description, false, minimum, eight, two};
}

Stack withBlocks(Stack stack, Blocks blocks)
{
    stack.blocks = std::move(blocks);
    return stack;
}

/// n, the first parameter of DUS and iDUS, where every model has that many layers.
Number usedLayers(const RecipeInput& input)
{
    const Number n = input.number(0);
    for (const RecipeModel& model : input.models) {
        if (n > model.layers)
            throw Error(ErrorCode::Mismatch,
                        "n = " + std::to_string(n) + " is more than the " + counted(model.layers, "layer")
                            + " of model " + sourceLetter(model.source));
    }
    return n;
}

Recipe dusRecipe()
{
    return {.id = "dus",
            .title = RecipeText::tr("DUS"),
            .verb = "dus",
            .call = "dus",
            .summary = "Depth up-scaling: [0, n-m) and [m, n)",
            .explanation = RecipeText::tr(
                "Depth up-scaling: two copies of the model, the last m layers of the first and the "
                "first m layers of the second removed. SOLAR 10.7B was made this way from n = 32 "
                "and m = 8, and then trained on."),
            .reference = "https://arxiv.org/abs/2312.15166",
            .models = Recipe::Models::One,
            .parameters = {firstLayers(), overlapRemoved()},
            .make =
                [](Stack stack, const RecipeInput& input) {
                    const SourceIndex source = input.models.front().source;
                    return withBlocks(std::move(stack), dus(source, usedLayers(input), input.number(1)));
                },
            .remark =
                [](const RecipeInput& input) {
                    return input.number(1) == 0 ? RecipeText::tr("m = 0 is the naive repeat") : "";
                }};
}

Recipe idusRecipe()
{
    return {.id = "idus",
            .title = RecipeText::tr("iDUS"),
            .verb = "interlock",
            .call = "idus",
            .summary = "Interlocked up-scaling: groups of g of [0, n-m) and [m, n) in turn",
            .explanation = RecipeText::tr(
                "Interlocking depth up-scaling: the two copies of DUS are cut into groups of g "
                "layers, and the groups alternate. Its seams are shorter than the seam of DUS."),
            .reference = "https://github.com/gauss5930/iDUS",
            .models = Recipe::Models::TwoOrSame,
            .parameters = {firstLayers(), overlapRemoved(), groupSize()},
            .make =
                [](Stack stack, const RecipeInput& input) {
                    return withBlocks(std::move(stack),
                                      interlock(input.models.front().source, input.models.back().source,
                                                usedLayers(input), input.number(1), input.number(2)));
                },
            .remark =
                [](const RecipeInput& input) {
                    return input.number(2) == input.number(0) - input.number(1)
                        ? RecipeText::tr("g = n − m is DUS")
                        : "";
                }};
}

Recipe twoEndedRecipe()
{
    return {.id = "downscale",
            .title = RecipeText::tr("Input and output slices"),
            .verb = "downscale",
            .call = "",
            .summary = "The first layers of a model and the last layers of it or of a second model",
            .explanation = RecipeText::tr(
                "The first layers of one model and the last layers of another, or of the same. "
                "Embeddings, norm, head and tokenizer come from the first."),
            .reference = "",
            .models = Recipe::Models::TwoOrSame,
            .parameters = {{"top", RecipeText::tr("First"), RecipeText::tr("Layers taken at the input side"),
                            true, zero, allLayers,
                            [](const RecipeInput& input) { return allLayers(input) - allLayers(input) / 4; }},
                           {"bottom", RecipeText::tr("Last"),
                            RecipeText::tr("Layers taken at the output side"), true, zero, allOfLastModel,
                            [](const RecipeInput& input) {
                                return allOfLastModel(input) - allOfLastModel(input) / 4;
                            }}},
            .make = [](Stack stack, const RecipeInput& input) {
                const RecipeModel& first = input.models.front();
                const RecipeModel& last = input.models.back();
                const std::array pieces {TwoEnded {first.source, first.layers, input.number(0), 0},
                                         TwoEnded {last.source, last.layers, 0, input.number(1)}};
                Blocks blocks = twoEnded(pieces);
                return Stack {withBase(std::move(stack.setup), first.source), std::move(blocks)};
            }};
}

/// The value of a NumberPerModel for one of the models.
Number valueFor(const std::vector<Number>& values, std::size_t model)
{
    return values.size() == 1 ? values.front() : values[model];
}

Recipe upscaleRecipe()
{
    return {.id = "upscale",
            .title = "",
            .verb = "upscale",
            .call = "",
            .summary = "First and last layers of several models; all other parts from --base",
            .explanation = "",
            .reference = "",
            .models = Recipe::Models::Many,
            .parameters =
                {{"top", RecipeText::tr("First"),
                  RecipeText::tr("Layers taken at the input side, once or once for each model"), true, zero,
                  allLayers, allLayers, Kind::NumberPerModel},
                 {"bottom", RecipeText::tr("Last"),
                  RecipeText::tr("Layers taken at the output side, once or once for each model"), true, zero,
                  allLayers, zero, Kind::NumberPerModel},
                 {"base", RecipeText::tr("Base"),
                  RecipeText::tr(
                      "Model that gives config, embeddings, norm, head and tokenizer (default the first)"),
                  false, zero, firstSource, firstSource, Kind::Source}},
            .make = [](Stack stack, const RecipeInput& input) {
                std::vector<TwoEnded> pieces;
                for (std::size_t i = 0; i < input.models.size(); ++i)
                    pieces.push_back({input.models[i].source, input.models[i].layers,
                                      valueFor(input.values[0], i), valueFor(input.values[1], i)});
                Blocks blocks = twoEnded(pieces);
                return Stack {withBase(std::move(stack.setup), input.source(2)), std::move(blocks)};
            }};
}

Recipe repeatRangeRecipe()
{
    return {.id = "repeat-range",
            .title = RecipeText::tr("Repeat range"),
            .verb = "repeat",
            .call = "",
            .summary = "The whole stack, or layers [i, j), several times",
            .explanation =
                RecipeText::tr("Layers i to j − 1 run again before the model goes on (RYS). No training was "
                               "reported to be needed for large models."),
            .reference = "https://dnhkng.github.io",
            .models = Recipe::Models::One,
            .parameters = {{"i", RecipeText::tr("i"), RecipeText::tr("First layer that runs again"), true,
                            zero, allButOne, fiveEighths},
                           {"j", RecipeText::tr("j"),
                            RecipeText::tr("The layer after the last one that runs again"), true,
                            [](const RecipeInput& input) { return input.number(0) + 1; }, allLayers,
                            [](const RecipeInput& input) { return allLayers(input) * 7 / 8; }},
                           runs(RecipeText::tr("How many times these layers run in all (default 2)"), two)},
            .make = [](Stack stack, const RecipeInput& input) {
                const RecipeModel& model = input.models.front();
                return withBlocks(
                    std::move(stack),
                    repeatRange(model.source, model.layers, input.layer(0), input.layer(1), input.number(2)));
            }};
}

Recipe rysRecipe()
{
    return {
        .id = "rys",
        .title = "",
        .verb = "repeat",
        .call = "rys",
        .summary = "",
        .explanation = "",
        .reference = "https://dnhkng.github.io",
        .models = Recipe::Models::One,
        .parameters = {{"range", RecipeText::tr("Range"),
                        RecipeText::tr("--i and --j in one; several are inserted one after the other (RYS)"),
                        true, zero, allLayers, zero, Kind::Ranges},
                       runs(RecipeText::tr("How many times these layers run in all (default 2)"), two)},
        .make = [](Stack stack, const RecipeInput& input) {
            const RecipeModel& model = input.models.front();
            const std::vector<LayerRange> ranges = input.ranges(0);
            if (input.number(1) != 2 && ranges.size() == 1)
                return withBlocks(
                    std::move(stack),
                    repeatRange(model.source, model.layers, ranges[0].begin, ranges[0].end, input.number(1)));
            if (input.number(1) != 2)
                throw Error(ErrorCode::Mismatch, "Only a single range can run other than 2 times");
            return withBlocks(std::move(stack), rys(model.source, model.layers, ranges));
        }};
}

Recipe repeatAllRecipe()
{
    return {
        .id = "repeat-all",
        .title = RecipeText::tr("Repeat whole model"),
        .verb = "repeat",
        .call = "",
        .summary = "",
        .explanation =
            RecipeText::tr("All layers, several times over. Twice is the control that depth up-scaling was "
                           "compared with; four times is what growing a model while it trains uses."),
        .reference = "https://arxiv.org/abs/2405.15319",
        .models = Recipe::Models::One,
        .parameters = {runs(RecipeText::tr("How many times the model stands in the stack (default 2)"), one)},
        .make = [](Stack stack, const RecipeInput& input) {
            const RecipeModel& model = input.models.front();
            return withBlocks(std::move(stack), repeatAll(model.source, model.layers, input.number(0)));
        }};
}

Recipe windowsRecipe()
{
    return {
        .id = "windows",
        .title = RecipeText::tr("Sliding windows"),
        .verb = "windows",
        .call = "",
        .summary = "Overlapping windows over the layers",
        .explanation = RecipeText::tr(
            "Windows of the model, each beginning a stride after the one before. Windows of 20 "
            "every 10 layers make the 140 layers of the 120B self-merges."),
        .reference = "",
        .models = Recipe::Models::One,
        .parameters = {windowSize(quarter),
                       {"stride", RecipeText::tr("Stride"),
                        RecipeText::tr("Layers from the start of one window to the start of the next"), true,
                        one, [](const RecipeInput& input) { return input.number(0); },
                        [](const RecipeInput& input) { return std::max<Number>(input.number(0) / 2, 1); }}},
        .make = [](Stack stack, const RecipeInput& input) {
            const RecipeModel& model = input.models.front();
            return withBlocks(std::move(stack),
                              windows(model.source, model.layers, input.number(0), input.number(1)));
        }};
}

Stack interleaved(Stack stack, const RecipeInput& input)
{
    const RecipeModel& first = input.models.front();
    std::vector<SourceIndex> sources;
    for (const RecipeModel& model : input.models) {
        if (model.layers != first.layers)
            throw Error(ErrorCode::Mismatch,
                        "The models have " + std::to_string(first.layers) + " and "
                            + std::to_string(model.layers) + " layers; interleaving needs equal depth");
        sources.push_back(model.source);
    }
    return withBlocks(std::move(stack), interleave(sources, first.layers, input.number(0), input.number(1)));
}

Recipe interleaveRecipe()
{
    return {.id = "interleave",
            .title = RecipeText::tr("Interleave models"),
            .verb = "interleave",
            .call = "",
            .summary = "Windows of several models in turn",
            .explanation = RecipeText::tr(
                "Windows of two models in turn, each beginning some layers before the one before it "
                "ended. Goliath 120B was made in this way from two 70B models."),
            .reference = "https://huggingface.co/alpindale/goliath-120b",
            .models = Recipe::Models::Many,
            .parameters = {windowSize([](const RecipeInput& input) {
                               return std::max<Number>(allLayers(input) / 5, 1);
                           }),
                           {"overlap", RecipeText::tr("Overlap"),
                            RecipeText::tr("Layers that neighbouring windows share"), true, zero,
                            [](const RecipeInput& input) { return input.number(0) - 1; },
                            [](const RecipeInput& input) { return input.number(0) / 2; }}},
            .make = interleaved};
}

Recipe expandRecipe()
{
    return {.id = "expand",
            .title = RecipeText::tr("Block expansion"),
            .verb = "expand",
            .call = "",
            .summary = "Block expansion: copies that add nothing until they are trained, evenly spread",
            .explanation = RecipeText::tr(
                "Copies of single layers, evenly spread, whose output projections are zero: they add nothing "
                "until they are trained (LLaMA-Pro). The number of layers must be a multiple of theirs."),
            .reference = "https://arxiv.org/abs/2401.02415",
            .models = Recipe::Models::One,
            .parameters = {{"extra", RecipeText::tr("Extra"), RecipeText::tr("Layers that are added"), true,
                            one, allLayers, quarter}},
            .make = [](Stack stack, const RecipeInput& input) {
                const RecipeModel& used = input.models.front();
                const Model* model = modelOf(stack, used.source);
                const std::vector<std::string> writers =
                    model ? model->family->residualWriters : std::vector<std::string>();
                if (model && writers.empty())
                    throw Error(ErrorCode::Mismatch,
                                "It is not known by which tensors the layers of "
                                    + (model->facts.modelType.empty() ? model->checkpoint->name()
                                                                      : model->facts.modelType)
                                    + " write to the residual, so no copy that adds nothing can be made");
                return withBlocks(std::move(stack),
                                  expand(used.source, used.layers, input.number(0), writers));
            }};
}

Recipe dropRecipe()
{
    return {.id = "drop",
            .title = RecipeText::tr("Drop range"),
            .verb = "drop",
            .call = "",
            .summary = "All layers but some",
            .explanation = RecipeText::tr(
                "The model without some of its layers. Dropping deep layers that do little is how "
                "ShortGPT prunes."),
            .reference = "https://arxiv.org/abs/2403.03853",
            .models = Recipe::Models::One,
            .parameters = {{"first", RecipeText::tr("First"), RecipeText::tr("First layer that is left out"),
                            true, zero, allButOne, fiveEighths},
                           {"count", RecipeText::tr("Count"), RecipeText::tr("How many layers are left out"),
                            true, one,
                            [](const RecipeInput& input) { return allLayers(input) - input.number(0); },
                            quarter}},
            .make = [](Stack stack, const RecipeInput& input) {
                const RecipeModel& model = input.models.front();
                return withBlocks(std::move(stack),
                                  drop(model.source, model.layers, input.layer(0), input.number(1)));
            }};
}

Recipe retargetRecipe()
{
    return {.id = "retarget",
            .title = RecipeText::tr("Write as another model"),
            .verb = "retarget",
            .call = "",
            .summary = "The whole stack under another model's config.json",
            .explanation = RecipeText::tr(
                "The layers stay as they are and are written under the config.json of another model "
                "whose names and shapes agree, as Mistral's weights can be written as a Llama model."),
            .reference = "",
            .models = Recipe::Models::One,
            .parameters = {{"config", RecipeText::tr("Config"),
                            RecipeText::tr("The model whose config.json is used"), true, zero, firstSource,
                            firstSource, Kind::Source}},
            .make = [](Stack stack, const RecipeInput& input) {
                Setup setup = retarget(stack, input.source(0));
                return Stack {std::move(setup), std::move(stack.blocks)};
            }};
}

} // namespace

std::vector<LayerRange> RecipeInput::ranges(std::size_t parameter) const
{
    const std::vector<std::uint32_t>& bounds = values[parameter];
    std::vector<LayerRange> ranges;
    for (std::size_t i = 0; i + 1 < bounds.size(); i += 2)
        ranges.push_back({LayerIndex::from(bounds[i]), LayerIndex::from(bounds[i + 1])});
    return ranges;
}

std::span<const Recipe> recipes()
{
    static const std::array all {dusRecipe(),         idusRecipe(),   twoEndedRecipe(),  upscaleRecipe(),
                                 repeatRangeRecipe(), rysRecipe(),    repeatAllRecipe(), windowsRecipe(),
                                 interleaveRecipe(),  expandRecipe(), dropRecipe(),      retargetRecipe()};
    return all;
}

void setInitialValues(const Recipe& recipe, RecipeInput& input)
{
    input.values.clear();
    for (const RecipeParameter& parameter : recipe.parameters)
        input.values.push_back({parameter.initial(input)});
    clampValues(recipe, input);
}

void clampValues(const Recipe& recipe, RecipeInput& input)
{
    for (std::size_t i = 0; i < recipe.parameters.size(); ++i) {
        const RecipeParameter& parameter = recipe.parameters[i];
        if (parameter.kind != Kind::Number)
            continue;
        const Number low = parameter.minimum(input);
        Number& value = input.values[i].front();
        value = std::clamp(value, low, std::max(low, parameter.maximum(input)));
    }
}

} // namespace layerloom::core
