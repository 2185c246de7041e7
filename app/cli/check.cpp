#include "app/cli/check.h"

#include "app/cli/failure.h"
#include "app/cli/quantize_options.h"
#include "app/cli/stack_input.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/checks/preview.h"
#include "core/merge/plan/plan.h"
#include "core/notation/format_expression.h"
#include "core/stack/overrides.h"
#include "core/stack/part_origins.h"

#include <nlohmann/json.hpp>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

Json place(const core::Block& block)
{
    return {{"source", core::sourceLetter(block.source)}, {"layer", block.layer.value}};
}

Json asJson(const core::Stack& stack, const core::Preview& preview)
{
    Json sources = Json::array();
    for (core::SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index)
        sources.push_back({{"letter", core::sourceLetter(index)},
                           {"label", stack.setup.sources[index.value].label},
                           {"path", stack.setup.sources[index.value].path}});
    Json seams = Json::array();
    for (const core::Seam& seam : preview.seams)
        seams.push_back({{"at", seam.at},
                         {"from", place(seam.from)},
                         {"to", place(seam.to)},
                         {"distance", seam.distance},
                         {"jump", seam.jump}});
    Json problems = Json::array();
    for (const core::Problem& problem : preview.problems)
        problems.push_back({{"id", core::problemCode(problem.id)},
                            {"severity", core::severityName(problem.severity)},
                            {"message", problem.message}});
    Json overrides = Json::array();
    for (const core::ConfigPatch& patch : stack.setup.overrides)
        overrides.push_back({{"key", patch.key}, {"value", patch.value}});
    Json parts = Json::array();
    for (const core::PartOrigin& origin : core::partOrigins(stack))
        parts.push_back(
            {{"name", origin.name}, {"source", core::sourceLetter(origin.source)}, {"tied", origin.isTied}});
    Json json;
    json["layers"] = preview.totals.layers;
    json["parameters"] = preview.totals.parameters;
    json["bytes"] = preview.totals.bytes;
    json["sources"] = sources;
    json["parts"] = parts;
    json["seams"] = seams;
    json["max_distance"] = preview.totals.maxDistance;
    json["sum_distance"] = preview.totals.sumDistance;
    json["overrides"] = overrides;
    json["problems"] = problems;
    json["expression"] = core::formatExpression(stack.blocks);
    return json;
}

std::string placeText(const core::Block& block)
{
    return core::sourceLetter(block.source) + std::to_string(block.layer.value);
}

void print(const core::Stack& stack, const core::Preview& preview)
{
    const core::Totals& totals = preview.totals;
    printLine("%s, %s parameters, %s", core::counted(totals.layers, "layer").c_str(),
              core::groupedDigits(totals.parameters).c_str(), core::shortBytes(totals.bytes).c_str());
    for (core::SourceIndex index = 0; index.value < stack.setup.sources.size(); ++index)
        printLine("  %s = %s (%s)", core::sourceLetter(index).c_str(),
                  stack.setup.sources[index.value].label.c_str(),
                  stack.setup.sources[index.value].path.c_str());
    printLine("  %s", core::formatExpression(stack.blocks).c_str());
    for (const core::PartOrigin& origin : core::partOrigins(stack))
        printLine("  %s: %s%s", origin.name.c_str(), core::sourceLetter(origin.source).c_str(),
                  origin.isTied ? " (its embeddings, tied)" : "");
    for (const core::ConfigPatch& patch : stack.setup.overrides)
        printLine("  config.json: %s", core::overrideText(patch).c_str());
    for (const core::Seam& seam : preview.seams)
        printLine("  seam at %zu: %s to %s, distance %u, jump %+lld", seam.at, placeText(seam.from).c_str(),
                  placeText(seam.to).c_str(), seam.distance, static_cast<long long>(seam.jump));
    printLine("%s, largest distance %u, sum %s", core::counted(totals.seams, "seam").c_str(),
              totals.maxDistance, core::groupedDigits(totals.sumDistance).c_str());
    for (const core::Problem& problem : preview.problems)
        printLine("%s %s: %s", std::string(core::severityName(problem.severity)).c_str(),
                  core::problemCode(problem.id).c_str(), problem.message.c_str());
    if (preview.problems.empty())
        printLine("No problems");
}

struct CheckOptions {
    StackOptions stack;
    QuantizeOptions quantize;
    bool json = false;
};

} // namespace

void addCheckVerb(CLI::App& program)
{
    CLI::App* verb =
        program.add_subcommand("check", "Show the layers, parameters, seams and problems of a stack");
    auto options = std::make_shared<CheckOptions>();
    addStackOptions(*verb, options->stack);
    addQuantizeOptions(*verb, options->quantize);
    addDequantizeOption(*verb, options->stack);
    addJsonOption(*verb, options->json);
    verb->callback([options] {
        const StackInput input = readStack(options->stack);
        const core::OutputSettings settings = withQuantization(input.settings, options->quantize);
        core::Preview preview = core::preview(input.stack);
        preview.problems = core::mergeProblems(input.stack, settings);
        // With double quantization that is an upper bound.
        if (settings.quantize && !core::hasErrors(preview.problems))
            preview.totals.bytes = core::planMerge(input.stack, settings).value().payloadBytes;
        if (options->json)
            printJson(asJson(input.stack, preview));
        else
            print(input.stack, preview);
        if (core::hasErrors(preview.problems))
            throw Failure {HasErrors, {}};
    });
}

} // namespace layerloom::app
