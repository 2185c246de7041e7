#include "app/cli/evaluate.h"

#include "app/cli/failure.h"
#include "app/cli/number_option.h"
#include "app/cli/quantize_options.h"
#include "app/cli/run_job.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/run/evaluate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct EvaluateVerbOptions {
    StackOptions stack;
    QuantizeOptions quantize;
    core::TextChoice text;
    DeviceChoice device;
    std::optional<double> wantedError;
    bool json = false;
    bool quiet = false;
};

void print(const core::Evaluation& found, double seconds, const std::optional<core::Quantization>& quantize)
{
    if (quantize)
        printLine("As %s, as merge would write it:", core::quantizationTitle(*quantize).c_str());
    printLine("Loss %.4f%s nats per token on %s tokens, perplexity %.2f", found.loss,
              errorText(found.standardError, 4).c_str(), core::groupedDigits(found.tokens).c_str(),
              std::exp(found.loss));
    printLine("Base %.4f, difference %+.4f%s, %.1f s", found.baseLoss, found.delta,
              errorText(found.deltaError, 4).c_str(), seconds);
}

Json asJson(const core::Evaluation& found, double seconds)
{
    Json json;
    json["loss"] = found.loss;
    json["standard_error"] = numberOrNull(found.standardError);
    json["base_loss"] = found.baseLoss;
    json["delta"] = found.delta;
    json["perplexity"] = std::exp(found.loss);
    json["tokens"] = found.tokens;
    json["seconds"] = seconds;
    json["delta_standard_error"] = numberOrNull(found.deltaError);
    json["predicted_tokens"] = found.predicted;
    return json;
}

/// Sharpens what is predicted of other stacks of the model: from its usual measurement on that text, where this did not
/// run on less of it, and from one on as many tokens as were asked for.
void note(const core::RecordCache& cache, const core::Stack& stack, const core::TextChoice& choice,
          const core::RunText& text, const core::Evaluation& found)
{
    if (choice.window != core::kWindow) // no model is measured so
        return;
    core::RunText usual = text;
    usual.tokens.resize(std::min<std::size_t>(usual.tokens.size(), core::kSensitivityTokens));
    const auto ran = found.tokens + 1; // a single token that is left over is not run
    if (ran >= usual.tokens.size())
        noteRun(cache, stack, usual, found);
    if (choice.tokens && text.tokens.size() != usual.tokens.size() && ran >= text.tokens.size())
        noteRun(cache, stack, text, found);
}

void evaluate(const EvaluateVerbOptions& options, const core::RecordCache& cache)
{
    const StackInput input = readStack(options.stack);
    const core::RunText text = readText(*tokenizerModel(input.stack), options.text, core::kEvaluationTokens);
    const auto base = baseModel(input.stack);
    const std::optional<core::Quantization> quantize =
        withQuantization(input.settings, options.quantize).quantize;
    const core::RunnableStack stack = usable(core::prepareRun(input.stack, quantize));
    const core::RunnableStack unchanged = usable(core::prepareRun(base));
    const core::RunDevice device = openDevice(options.device);
    const auto start = std::chrono::steady_clock::now();
    const core::Evaluation found = runJob(options.quiet, [&](core::JobContext& job) {
        return core::guarded([&] {
            core::StackRunner runner(device.engine, core::computeTypeFor(*base, device.id), device.budget);
            core::StackEvaluator evaluator(runner, unchanged, text.tokens, text.window);
            return evaluator.evaluate(stack, job, {.wantedError = options.wantedError.value_or(0)});
        });
    });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // Predictions are of stacks as they are.
    if (!quantize)
        note(cache, input.stack, options.text, text, found);
    Json json = asJson(found, seconds);
    if (quantize)
        json["quantization"] = {{"format", core::quantizationName(quantize->type)},
                                {"double_quant", quantize->doubleQuant}};
    printResult(std::move(json), options.json, options.quiet, device,
                [&] { print(found, seconds, quantize); });
}

} // namespace

void addEvaluateVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb = program.add_subcommand("evaluate", "Run a stack without writing it and print its loss");
    auto options = std::make_shared<EvaluateVerbOptions>();
    addStackOptions(*verb, options->stack);
    addQuantizeOptions(*verb, options->quantize);
    addTextOptions(*verb, options->text, core::kEvaluationTokens);
    addNumber(*verb, {"--window", "Tokens run from one empty context (default 256)"}, WholeRange {.least = 2},
              options->text.window);
    addNumber(*verb,
              {"--error",
               "Stop when the standard error of the difference is at most this (default: run all tokens)",
               "NATS"},
              DecimalRange {0, 1000, true}, options->wantedError);
    addDeviceOptions(*verb, options->device);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] { evaluate(*options, cache); });
}

} // namespace layerloom::app
