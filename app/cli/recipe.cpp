#include "app/cli/recipe_verb.h"
#include "app/cli/verbs.h"
#include "core/stack/retarget.h"
#include "core/stack/source_commands.h"
#include "core/stack/stack_rules.h"

#include <charconv>

namespace layerloom::app {

namespace {

using core::Blocks;
using core::SourceIndex;

std::uint32_t depthOf(const core::Stack& stack, SourceIndex source)
{
    return stack.setup.sources[source].layers;
}

/// The layers of a model that take part: the first n, or all.
std::uint32_t usedDepth(const core::Stack& stack, SourceIndex source, const RecipeOptions& options)
{
    const std::uint32_t depth = depthOf(stack, source);
    const std::uint32_t n = options.n.value_or(depth);
    if (n > depth)
        failUnusable("--n " + std::to_string(n) + " is more than the " + std::to_string(depth) + " layers of "
                     + stack.setup.sources[source].label);
    return n;
}

std::pair<std::uint32_t, std::uint32_t> rangeOf(const std::string& text)
{
    std::pair<std::uint32_t, std::uint32_t> range;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, range.first);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',')
        failUnusable("--range \"" + text + "\" is not i,j: two layer numbers");
    const auto second = std::from_chars(first.ptr + 1, end, range.second);
    if (second.ec != std::errc() || second.ptr != end)
        failUnusable("--range \"" + text + "\" is not i,j: two layer numbers");
    return range;
}

/// Those of --range, or the one of --i and --j.
std::vector<std::pair<std::uint32_t, std::uint32_t>> rangesOf(const RecipeOptions& options)
{
    if (options.i.has_value() != options.j.has_value())
        failUnusable("--i and --j go together: layers [i, j) are repeated");
    if (options.i && !options.ranges.empty())
        failUnusable("--range says the same as --i and --j; one of them is enough");
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
    ranges.reserve(options.ranges.size());
    for (const std::string& text : options.ranges)
        ranges.push_back(rangeOf(text));
    if (options.i)
        ranges.emplace_back(*options.i, *options.j);
    return ranges;
}

/// One number for all models, or one for each.
std::uint32_t numberFor(const std::vector<std::uint32_t>& numbers, std::size_t model)
{
    return numbers.size() == 1 ? numbers.front() : numbers[model];
}

std::vector<core::TwoEnded> piecesOf(const RecipeInput& input, const RecipeOptions& options)
{
    const std::size_t count = input.models.size();
    for (const auto* numbers : {&options.top, &options.bottom})
        if (numbers->size() != 1 && numbers->size() != count)
            failUnusable("--top and --bottom are given once for all models, or once for each of the "
                         + std::to_string(count));
    std::vector<core::TwoEnded> pieces;
    for (std::size_t i = 0; i < count; ++i)
        pieces.push_back({input.models[i], depthOf(input.stack, input.models[i]), numberFor(options.top, i),
                          numberFor(options.bottom, i)});
    return pieces;
}

void makeInterlock(RecipeInput& input, const RecipeOptions& options)
{
    if (input.models.size() > 2)
        failUnusable("An interlock takes one or two models, not " + std::to_string(input.models.size()));
    const SourceIndex first = input.models.front();
    const SourceIndex second = input.models.back();
    const std::uint32_t n = usedDepth(input.stack, first, options);
    if (usedDepth(input.stack, second, options) != n)
        failUnusable("An interlock takes models of equal depth; these have " + std::to_string(n) + " and "
                     + std::to_string(depthOf(input.stack, second)) + " layers");
    input.stack.blocks = core::interlock(first, second, n, options.m, options.g);
}

void makeRepeat(RecipeInput& input, const RecipeOptions& options)
{
    const SourceIndex source = input.models.front();
    const std::uint32_t n = depthOf(input.stack, source);
    const auto ranges = rangesOf(options);
    if (ranges.empty())
        input.stack.blocks = core::repeatAll(source, n, options.times);
    else if (ranges.size() == 1)
        input.stack.blocks = core::repeatRange(source, n, ranges[0].first, ranges[0].second, options.times);
    else if (options.times == 2)
        input.stack.blocks = core::rys(source, n, ranges);
    else
        failUnusable("--times other than 2 goes with one --range");
}

void makeUpscale(RecipeInput& input, const RecipeOptions& options)
{
    input.stack.blocks = core::twoEnded(piecesOf(input, options));
    const SourceIndex base =
        options.base.empty() ? input.models.front() : sourceMeant(input.stack, options.base);
    input.stack.setup = core::withBase(std::move(input.stack.setup), base);
}

void makeRetarget(RecipeInput& input, const RecipeOptions& options)
{
    core::Stack& stack = input.stack;
    stack.blocks = core::layerRange(0, 0, depthOf(stack, 0));
    stack.setup = core::retarget(stack, sourceMeant(stack, options.config));
    input.isMoreThanBlocks = true;
}

void addUpscaling(CLI::App& recipe)
{
    constexpr const char* kDepth = "Layers that take part: the first n (default all)";
    RecipeVerb dus(recipe, "dus", "Depth up-scaling: [0, n-m) and [m, n)");
    dus.number("--n", &RecipeOptions::n, kDepth);
    dus.number("--m", &RecipeOptions::m, "Layers left out at the seam on each side")->required();
    dus.makes([](RecipeInput& input, const RecipeOptions& options) {
        const SourceIndex source = input.models.front();
        input.stack.blocks = core::dus(source, usedDepth(input.stack, source, options), options.m);
    });

    RecipeVerb interlock(recipe, "interlock",
                         "Interlocked up-scaling: groups of g of [0, n-m) and [m, n) in turn");
    interlock.number("--n", &RecipeOptions::n, kDepth);
    interlock.number("--m", &RecipeOptions::m, "Layers left out on each side")->required();
    interlock.number("--g", &RecipeOptions::g, "Layers in a group")->required();
    interlock.takesModels(2).makes(makeInterlock);

    RecipeVerb expand(recipe, "expand",
                      "Block expansion: copies that add nothing yet, spread over the stack");
    expand.number("--extra", &RecipeOptions::extra, "How many layers are added")->required();
    expand.makes([](RecipeInput& input, const RecipeOptions& options) {
        const SourceIndex source = input.models.front();
        const core::Model& model = *input.stack.setup.sources[source].model;
        input.stack.blocks =
            core::expand(source, depthOf(input.stack, source), options.extra, model.family->residualWriters);
    });
}

void addEnds(CLI::App& recipe)
{
    RecipeVerb downscale(recipe, "downscale", "The first and the last layers of a model");
    downscale.numbers("--top", &RecipeOptions::top, "How many of the first layers")->required();
    downscale.numbers("--bottom", &RecipeOptions::bottom, "How many of the last layers")->required();
    downscale.makes([](RecipeInput& input, const RecipeOptions& options) {
        input.stack.blocks = core::twoEnded(piecesOf(input, options));
    });

    RecipeVerb upscale(recipe, "upscale", "First and last layers of several models; all else from --base");
    upscale
        .numbers("--top", &RecipeOptions::top, "How many of the first layers, once or once for each model")
        ->required();
    upscale
        .numbers("--bottom", &RecipeOptions::bottom,
                 "How many of the last layers, once or once for each model")
        ->required();
    upscale.text("--base", &RecipeOptions::base,
                 "Model of config, embeddings, norm, head and tokenizer (default the first)");
    upscale.takesModels(kAnyNumber).makes(makeUpscale);
}

void addRepeats(CLI::App& recipe)
{
    RecipeVerb repeat(recipe, "repeat", "The whole stack, or layers [i, j), several times");
    repeat.number("--times", &RecipeOptions::times, "How often they run (default 2)");
    repeat.number("--i", &RecipeOptions::i, "The first layer to repeat");
    repeat.number("--j", &RecipeOptions::j, "The layer after the last one to repeat");
    repeat.texts("--range", &RecipeOptions::ranges,
                 "--i and --j in one; several are inserted one after the other (RYS)");
    repeat.makes(makeRepeat);

    RecipeVerb windows(recipe, "windows", "Overlapping windows over the layers");
    windows.number("--window", &RecipeOptions::window, "Layers in a window")->required();
    windows.number("--stride", &RecipeOptions::stride, "From one window's start to the next")->required();
    windows.makes([](RecipeInput& input, const RecipeOptions& options) {
        const SourceIndex source = input.models.front();
        input.stack.blocks =
            core::windows(source, depthOf(input.stack, source), options.window, options.stride);
    });

    RecipeVerb interleave(recipe, "interleave", "Windows of several models in turn");
    interleave.number("--window", &RecipeOptions::window, "Layers in a window")->required();
    interleave.number("--overlap", &RecipeOptions::overlap, "Layers two neighbours share")->required();
    interleave.takesModels(kAnyNumber).makes([](RecipeInput& input, const RecipeOptions& options) {
        input.stack.blocks = core::interleave(input.models, depthOf(input.stack, input.models.front()),
                                              options.window, options.overlap);
    });
}

void addOthers(CLI::App& recipe)
{
    RecipeVerb drop(recipe, "drop", "All layers but some");
    drop.number("--first", &RecipeOptions::first, "The first layer to leave out")->required();
    drop.number("--count", &RecipeOptions::count, "How many to leave out")->required();
    drop.makes([](RecipeInput& input, const RecipeOptions& options) {
        const SourceIndex source = input.models.front();
        input.stack.blocks = core::drop(source, depthOf(input.stack, source), options.first, options.count);
    });

    RecipeVerb retarget(recipe, "retarget", "The whole stack under another model's config.json");
    retarget.text("--config", &RecipeOptions::config, "The model whose config.json is used")->required();
    retarget.makes(makeRetarget);
}

} // namespace

void addRecipe(CLI::App& program)
{
    CLI::App* recipe =
        program.add_subcommand("recipe", "Make a stack by a rule; print its expression or write a document");
    recipe->require_subcommand(1);
    addUpscaling(*recipe);
    addEnds(*recipe);
    addRepeats(*recipe);
    addOthers(*recipe);
    for (CLI::App* rule : recipe->get_subcommands({}))
        rule->group("Recipes");
}

} // namespace layerloom::app
