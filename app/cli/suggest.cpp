#include "app/cli/suggest.h"

#include "app/cli/model_names.h"
#include "app/cli/number_option.h"
#include "app/cli/run_job.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/predict/candidates.h"
#include "core/predict/prediction_facts.h"
#include "core/predict/screen_candidates.h"
#include "core/sensitivity/measure_sensitivity.h"
#include "core/stack/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct SuggestOptions {
    std::string folder;
    std::uint64_t layers = 0;
    std::uint64_t count = 10;
    core::TextChoice text;
    DeviceChoice device;
    bool json = false;
    bool quiet = false;
};

/// A suggested stack and how it ran.
struct Tried {
    core::Candidate candidate;
    core::Evaluation measured;
};

/// What was tried, the best first.
struct Outcome {
    std::vector<Tried> stacks;
    std::size_t leftOut = 0; ///< stacks whose numbers overflow
};

/// Where candidates are evaluated.
struct Bench {
    const core::RunText& text;
    const core::RunDevice& device;
    const core::RecordCache& cache; ///< gets the evaluations
};

/// Evaluates the candidates that the screening puts first, and caches each result at once.
Outcome tryBest(core::CandidateTrial trial, const core::Screening& screening, const Bench& bench,
                core::JobContext& job)
{
    const core::RunText& text = bench.text;
    const core::RunDevice& device = bench.device;
    const auto& model = trial.setup.sources[0].model;
    core::StackRunner runner(device.engine, core::computeTypeFor(*model, device.id), device.budget);
    core::StackEvaluator evaluator(runner, core::prepareRun(model).value(), text.tokens, text.window);
    core::screenCandidates(runner, trial, screening, job);
    Outcome outcome;
    trial.skipped = [&](std::size_t) { ++outcome.leftOut; };
    trial.report = [&](std::size_t at, const core::Evaluation& soFar, bool isDone) {
        if (isDone)
            noteRun(bench.cache, {trial.setup, trial.candidates[at].blocks}, text, soFar);
    };
    for (const auto& [at, measured] : core::evaluateCandidates(evaluator, trial, screening.count, job))
        outcome.stacks.push_back({std::move(trial.candidates[at]), measured});
    std::stable_sort(outcome.stacks.begin(), outcome.stacks.end(), [](const Tried& left, const Tried& right) {
        return left.measured.delta < right.measured.delta;
    });
    return outcome;
}

Json asJson(const Outcome& outcome, const core::LossScale& scale)
{
    Json stacks = Json::array();
    for (const Tried& each : outcome.stacks)
        stacks.push_back({{"expression", core::formatExpression(each.candidate.blocks)},
                          {"predicted", scale.expected(each.candidate.prediction.deltaLoss).deltaLoss},
                          {"measured", each.measured.delta},
                          {"standard_error", numberOrNull(each.measured.deltaError)},
                          {"rule", each.candidate.rule}});
    return {{"stacks", std::move(stacks)}, {"left_out", outcome.leftOut}};
}

/// " ± 0.012  ", as wide where the error is not known.
std::string errorColumn(const std::optional<double>& error)
{
    constexpr std::size_t kWidth = 10;
    std::string column = errorText(error, 3);
    const std::size_t shown = column.empty() ? 0 : column.size() - 1; // ± has two bytes
    return column.append(kWidth - std::min(kWidth, shown), ' ');
}

void print(const Outcome& outcome, const core::LossScale& scale)
{
    printLine("measured            predicted   rule        stack");
    for (const Tried& each : outcome.stacks)
        printLine("%+7.3f%s   %+7.2f     %-10s  %s", each.measured.delta,
                  errorColumn(each.measured.deltaError).c_str(),
                  scale.expected(each.candidate.prediction.deltaLoss).deltaLoss, each.candidate.rule.c_str(),
                  core::formatExpression(each.candidate.blocks).c_str());
    printBlankLine();
    printLine("Measured, predicted: the loss increase over the model, in nats per token");
    if (outcome.leftOut > 0)
        printLine("Skipped: %s whose numbers overflow", core::counted(outcome.leftOut, "stack").c_str());
}

void suggest(const SuggestOptions& options, const core::RecordCache& cache)
{
    const core::Source source = openSource({{}, options.folder});
    const core::RunText text = readText(*source.model, options.text, core::kSensitivityTokens);
    usable(core::prepareRun(source.model));
    const core::RunDevice device = openDevice(options.device);
    core::Cached<core::Sensitivity> found = runJob(options.quiet, [&](core::JobContext& job) {
        return core::findOrMeasureSensitivity({source.model, text, device}, cache, job);
    });
    // These evaluations improve the predictions of the next search, as in the window.
    const core::PredictionFacts facts =
        core::predictionFacts(cache, std::make_shared<const core::Sensitivity>(std::move(found.value)));
    const Outcome outcome = runJob(options.quiet, [&](core::JobContext& job) {
        return core::guarded([&] {
            core::CandidateTrial trial;
            trial.setup.sources = {source};
            trial.candidates =
                core::findCandidates(*facts.sensitivity, 0, static_cast<std::uint32_t>(options.layers),
                                     core::kScreenedPerCandidate * options.count, job);
            const core::Screening screening {*source.model, *facts.sensitivity, 0, text.tokens,
                                             options.count};
            return tryBest(std::move(trial), screening, {text, device, cache}, job);
        });
    });
    printResult(asJson(outcome, facts.scale), options.json, options.quiet, device,
                [&] { print(outcome, facts.scale); });
}

} // namespace

void addSuggestVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb = program.add_subcommand(
        "suggest", "Search for stacks of a given depth and evaluate the best candidates");
    auto options = std::make_shared<SuggestOptions>();
    addModelFolder(*verb, options->folder);
    addNumber(*verb, {"--layers", "Layers of the stack"}, WholeRange {1, core::kMaxBlocks}, options->layers)
        ->required();
    addNumber(*verb, {"--count", "Candidates to evaluate (default 10)"}, WholeRange {1, 1000},
              options->count);
    addTextOptions(*verb, options->text, core::kSensitivityTokens);
    addDeviceOptions(*verb, options->device);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] { suggest(*options, cache); });
}

} // namespace layerloom::app
