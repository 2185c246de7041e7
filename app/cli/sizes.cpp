#include "app/cli/sizes.h"

#include "app/cli/failure.h"
#include "app/cli/run_job.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/checks/problems.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/run/evaluate.h"
#include "core/run/format_sizes.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <optional>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct SizesOptions {
    StackOptions stack;
    core::TextChoice text;
    DeviceChoice device;
    bool measure = false;
    bool json = false;
    bool quiet = false;
};

/// A format, and how its loss differs from that of the stack as it is.
struct MeasuredFormat {
    core::FormatSize size;
    std::optional<core::Evaluation> evaluation;
};

Json asJson(const std::vector<MeasuredFormat>& formats)
{
    Json list = Json::array();
    for (const MeasuredFormat& format : formats) {
        Json json {{"name", format.size.name},
                   {"bytes", format.size.bytes},
                   {"bits_per_weight", format.size.bitsPerWeight}};
        if (format.evaluation) {
            json["delta"] = format.evaluation->delta;
            json["standard_error"] = numberOrNull(format.evaluation->deltaError);
        }
        list.push_back(std::move(json));
    }
    return {{"formats", std::move(list)}};
}

void print(const std::vector<MeasuredFormat>& formats)
{
    for (const MeasuredFormat& format : formats) {
        std::string line = core::groupedDigits(format.size.bytes);
        line.insert(0, line.size() < 18 ? 18 - line.size() : 0, ' ');
        std::array<char, 128> figures {};
        std::snprintf(figures.data(), figures.size(), " bytes  %6.3f bits a weight",
                      format.size.bitsPerWeight);
        line += figures.data();
        if (format.evaluation) {
            std::snprintf(figures.data(), figures.size(), "  %+.4f nats", format.evaluation->delta);
            line += figures.data() + errorText(format.evaluation->deltaError, 4);
        }
        printLine("%s  %s", line.c_str(), core::formatTitle(format.size).c_str());
    }
}

/// Errors end the verb.
void requireMergeable(const core::Stack& stack)
{
    Failure failure {HasErrors, {}};
    for (const core::Problem& problem : core::problems(stack))
        if (problem.severity == core::Severity::Error)
            failure.sentences.push_back("error " + core::problemCode(problem.id) + ": " + problem.message);
    if (!failure.sentences.empty())
        throw failure;
}

std::vector<MeasuredFormat> sizesOf(const StackInput& input, bool isQuiet)
{
    std::vector<MeasuredFormat> formats;
    for (core::FormatSize& size : runJob(isQuiet, [&](core::JobContext& job) {
             return core::formatSizes(input.stack, input.settings, job);
         }))
        formats.push_back({std::move(size), std::nullopt});
    return formats;
}

void measure(const StackInput& input, const SizesOptions& options, const core::RunDevice& device,
             std::vector<MeasuredFormat>& formats)
{
    const core::RunText text = readText(*tokenizerModel(input.stack), options.text, core::kEvaluationTokens);
    const core::RunnableStack plain = usable(core::prepareRun(input.stack));
    const auto base = baseModel(input.stack);
    runJob(options.quiet, [&](core::JobContext& job) {
        return core::guarded([&] {
            core::StackRunner runner(device.engine, core::computeTypeFor(*base, device.id), device.budget);
            core::StackEvaluator evaluator(runner, plain, text.tokens, text.window);
            for (MeasuredFormat& format : formats)
                format.evaluation =
                    evaluator.evaluate(core::prepareRun(input.stack, format.size.quantize).value(), job);
            return true;
        });
    });
}

void sizes(const SizesOptions& options)
{
    const StackInput input = readStack(options.stack);
    requireMergeable(input.stack);
    std::vector<MeasuredFormat> formats = sizesOf(input, options.quiet);
    if (!options.quiet)
        for (const core::Problem& problem : core::quantizationProblems(
                 input.stack, {.quantize = core::Quantization {core::QuantizationType::Int8, false, {}}}))
            printNote("%s: %s", core::problemCode(problem.id).c_str(), problem.message.c_str());
    if (!options.measure) {
        if (options.json)
            return printJson(asJson(formats));
        return print(formats);
    }
    const core::RunDevice device = openDevice(options.device);
    measure(input, options, device, formats);
    printResult(asJson(formats), options.json, options.quiet, device, [&] { print(formats); });
}

} // namespace

void addSizesVerb(CLI::App& program)
{
    CLI::App* verb =
        program.add_subcommand("sizes", "Show what a stack takes in every format it can be written in");
    auto options = std::make_shared<SizesOptions>();
    addStackOptions(*verb, options->stack);
    verb->add_flag("--measure", options->measure,
                   "Run the stack in each format and print what it adds to the loss");
    addTextOptions(*verb, options->text, core::kEvaluationTokens);
    addDeviceOptions(*verb, options->device);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options] { sizes(*options); });
}

} // namespace layerloom::app
