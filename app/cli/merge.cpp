#include "app/cli/merge.h"

#include "app/cli/failure.h"
#include "app/cli/interrupt.h"
#include "app/cli/loadcheck.h"
#include "app/cli/number_option.h"
#include "app/cli/progress_line.h"
#include "app/cli/quantize_options.h"
#include "app/cli/stack_input.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/base/visible_text.h"
#include "core/checks/problems.h"
#include "core/document/document_json.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/merge/write/destination.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/prepare_merge.h"
#include "core/merge/write/run_merge.h"
#include "core/merge/write/staged_folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct MergeOptions {
    StackOptions stack;
    std::string output;
    std::optional<std::string> dtype;
    bool dtypeAll = false;
    QuantizeOptions quantize;
    std::optional<std::string> shardSize;
    bool alwaysSharded = false;
    std::optional<std::string> device;
    std::optional<std::string> verify;
    std::optional<std::string> part;
    bool loadCheck = false;
    std::string python = kPython;
    bool resume = false;
    bool finish = false;
    bool dryRun = false;
    bool quiet = false;
    bool json = false;
};

core::VerifyMode verifyMode(const std::string& name)
{
    const auto found = std::find(core::kVerifyNames.begin(), core::kVerifyNames.end(), name);
    if (found == core::kVerifyNames.end())
        failUnusable("--verify \"" + name + "\" is none of full, quick and off");
    return static_cast<core::VerifyMode>(found - core::kVerifyNames.begin());
}

std::optional<core::FloatType> dtypeNamed(const std::string& name)
{
    const std::optional<core::FloatType> dtype = core::floatTypeFromText(name);
    if (!dtype && name != "keep")
        failUnusable("--dtype \"" + name + "\" is none of keep, bf16, f16 and f32");
    return dtype;
}

std::uint64_t shardSize(const std::string& text)
{
    const std::optional<std::uint64_t> bytes = core::parseByteSize(text);
    if (!bytes)
        failUnusable("--shard-size \"" + text + R"(" is no size such as 5GB, 500MB or "one file")");
    return *bytes;
}

std::string deviceNamed(const std::string& name)
{
    const bool isCuda = name.starts_with("cuda:") && name.size() > 5
        && name.find_first_not_of("0123456789", 5) == std::string::npos;
    if (name != "auto" && name != "cpu" && !isCuda)
        failUnusable("--device \"" + name + "\" is none of auto, cpu, cuda:0, cuda:1, …");
    return name;
}

/// "2/4": the second of four.
core::MergePart partNamed(const std::string& text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos)
        failUnusable("--part \"" + text + "\" is no part such as 1/4, the first of four");
    constexpr std::uint64_t kMostParts = 1'000'000;
    const std::uint64_t of = wholeNumber("--part", text.substr(slash + 1), {1, kMostParts});
    const std::uint64_t number = wholeNumber("--part", text.substr(0, slash), {1, of});
    return {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(of)};
}

/// The settings of the file, replaced by those of the options.
core::OutputSettings settingsOf(core::OutputSettings settings, const MergeOptions& options)
{
    if (options.dtype)
        settings.dtype = dtypeNamed(*options.dtype);
    settings.convertsAll |= options.dtypeAll;
    if (options.shardSize)
        settings.shardBytes = shardSize(*options.shardSize);
    settings.alwaysSharded |= options.alwaysSharded;
    if (options.verify)
        settings.verify = verifyMode(*options.verify);
    if (options.device)
        settings.device = deviceNamed(*options.device);
    return withQuantization(std::move(settings), options.quantize);
}

/// Warnings and advice go to standard error; errors end the verb.
void report(const std::vector<core::Problem>& problems, bool isQuiet)
{
    Failure failure {HasErrors, {}};
    for (const core::Problem& problem : problems) {
        std::string line = std::string(core::severityName(problem.severity)) + ' '
            + core::problemCode(problem.id) + ": " + problem.message;
        for (const core::Fix& fix : problem.fixes)
            if (std::holds_alternative<core::SetDestination>(fix.action))
                line += " (" + core::fixLabel(fix.action) + ')';
        if (problem.severity == core::Severity::Error)
            failure.sentences.push_back(line);
        else if (!isQuiet)
            printNote("%s", line.c_str());
    }
    if (!failure.sentences.empty())
        throw failure;
}

Json quantizationJson(const core::Quantization& quantization, const core::MergePlan& plan)
{
    Json json;
    json["format"] = core::quantizationName(quantization.type);
    json["double_quant"] = quantization.doubleQuant;
    json["skip_modules"] = quantization.skippedModules;
    json["modules"] = plan.quantizedModules;
    json["weights"] = plan.quantizedWeights;
    json["bytes"] = plan.quantizedBytes;
    json["bits_per_weight"] = core::bitsPerWeight(plan);
    json["exact"] = !plan.isEstimate;
    return json;
}

/// What a run was asked to do.
struct MergeRun {
    const core::MergePlan& plan;
    const core::OutputSettings& settings;
    const MergeOptions& options;
};

Json asJson(const core::MergeReport& report, const MergeRun& run)
{
    const MergeOptions& options = run.options;
    Json json;
    json["output"] = report.output.string();
    json["shards"] = report.shards;
    json["bytes"] = report.bytes;
    json["shared"] = report.shared;
    json["seconds"] = report.seconds;
    json["verified"] = report.verified == core::VerifyMode::Off ? Json(nullptr) : Json(true);
    json["verification"] = core::kVerifyNames[static_cast<std::size_t>(report.verified)];
    if (options.part)
        json["part"] = *options.part;
    json["not_copied"] = report.notCopied;
    json["kept_f32"] = report.keptF32;
    if (run.settings.quantize)
        json["quantization"] = quantizationJson(*run.settings.quantize, run.plan);
    json["dequantized"] = report.dequantized;
    return json;
}

/// Names the first of them.
void printNotCopied(const std::vector<std::string>& files)
{
    constexpr std::size_t kShown = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(kShown, files.size()); ++i)
        names += (i > 0 ? ", " : "") + files[i];
    if (files.size() > kShown)
        names += " and " + core::counted(files.size() - kShown, "other");
    if (!names.empty())
        printLine("not copied: %s", names.c_str());
}

/// Names the first kinds.
void printKeptF32(const std::map<std::string, std::uint64_t>& kinds)
{
    constexpr std::size_t kShown = 5;
    std::uint64_t tensors = 0;
    std::string names;
    std::size_t shown = 0;
    for (const auto& [kind, count] : kinds) {
        tensors += count;
        if (++shown <= kShown)
            names += (names.empty() ? "" : ", ") + kind;
    }
    if (shown > kShown)
        names += ", …";
    if (tensors > 0)
        printLine("kept in F32, as the model stores them beside 16-bit weights: %s (%s); --dtype-all "
                  "converts them too",
                  core::counted(tensors, "tensor").c_str(), names.c_str());
}

const char* verified(core::VerifyMode mode)
{
    switch (mode) {
    case core::VerifyMode::Off:
        return "not verified";
    case core::VerifyMode::Quick:
        return "names and shapes verified against the sources, values not";
    case core::VerifyMode::Full:
        break;
    }
    return "every byte verified against the sources";
}

void printQuantization(const MergeRun& run)
{
    if (!run.settings.quantize)
        return;
    const core::MergePlan& plan = run.plan;
    printLine("%s: %s, %.3f bits a weight%s", core::quantizationTitle(*run.settings.quantize).c_str(),
              core::counted(plan.quantizedModules, "linear module").c_str(), core::bitsPerWeight(plan),
              plan.isEstimate ? " at most, as scales were not read" : "");
}

void printReport(const core::MergeReport& report, const MergeRun& run)
{
    const auto& [plan, settings, options] = run;
    if (options.json)
        return printJson(asJson(report, run));
    if (options.quiet)
        return;
    const std::string place = report.output.empty() ? std::string() : report.output.string() + ": ";
    const std::string what =
        options.part ? "part " + *options.part : core::groupedDigits(plan.parameters) + " parameters";
    std::string line =
        place + what + ", " + core::shortBytes(report.bytes) + " in " + core::counted(report.shards, "shard");
    if (options.dryRun)
        line += "; nothing was written, reading " + core::shortBytes(plan.bytesRead) + " and writing "
            + core::shortBytes(plan.bytesWritten);
    else if (report.shared > 0)
        line += ", " + core::shortBytes(report.shared) + " shared with the sources";
    if (options.dryRun)
        printLine("%s", line.c_str());
    else
        printLine("%s, %.1f s, %s", line.c_str(), report.seconds, verified(report.verified));
    printQuantization(run);
    printNotCopied(report.notCopied);
    printKeptF32(report.keptF32);
    if (report.dequantized > 0)
        printLine("dequantized: %s", core::counted(report.dequantized, "tensor").c_str());
}

core::MergeReport plannedReport(const core::MergePlan& plan, const std::string& output)
{
    core::MergeReport report;
    report.output = output;
    report.shards = static_cast<std::uint32_t>(plan.shards.size());
    report.bytes = plan.payloadBytes;
    report.notCopied = plan.notCopied;
    report.keptF32 = plan.keptF32;
    report.dequantized = plan.dequantized;
    return report;
}

core::LastCheck lastCheckOf(const MergeOptions& options)
{
    if (!options.loadCheck)
        return {};
    return [python = options.python](const std::filesystem::path& files, core::JobContext& job) {
        core::requireLoadable(files, python, job);
    };
}

core::Result<core::MergeReport> runAsAsked(const MergeRun& run, core::JobContext& job)
{
    const auto& [plan, settings, options] = run;
    if (options.loadCheck)
        if (core::Result<void> found = core::findTransformers(options.python, job); !found)
            return found.error();
    if (options.part)
        return core::mergePart(plan, settings, options.output, partNamed(*options.part), job);
    if (options.finish)
        return core::finishMerge(plan, settings, options.output, job, lastCheckOf(options));
    return (options.resume ? core::resumeMerge : core::runMerge)(plan, settings, options.output, job,
                                                                 lastCheckOf(options));
}

std::string cancelSentence(const MergeOptions& options)
{
    return options.part || options.finish ? "Cancelled; what the parts have written was kept"
                                          : "Cancelled; nothing was left at " + options.output;
}

/// Ends the verb with the error of a merge. With --json, a failed verification prints its report too.
[[noreturn]] void fail(const core::Error& error, core::Stage stage, const core::MergeReport& report,
                       const MergeRun& run)
{
    const MergeOptions& options = run.options;
    if (error.code() == core::ErrorCode::Cancelled)
        throw Failure {Cancelled, {cancelSentence(options)}};
    if (error.code() == core::ErrorCode::Unsupported)
        failUnusable(error.message());
    if (options.json && error.code() == core::ErrorCode::Mismatch && stage == core::Stage::Verifying) {
        Json json = asJson(report, run);
        json["verified"] = false;
        printJson(json);
    }
    Failure failure {Failed, {}};
    for (const std::string_view line : core::splitLines(error.message()))
        failure.sentences.emplace_back(line);
    throw failure;
}

/// For an end that leaves no time to remove anything.
std::string farewell(const MergeOptions& options)
{
    if (options.output.empty())
        return {};
    const std::string staged = core::stagedFolder(options.output).string();
    return core::visible("Stopped at once; what was written is left in " + staged + ": finish it with "
                         + (options.part || options.finish ? "the same command" : "--resume")
                         + ", or remove it with layerloom-cli clean " + options.output)
        + '\n';
}

/// A plan that can be run, and the report of its run.
struct FinishedMerge {
    core::MergePlan plan;
    core::MergeReport report;
};

FinishedMerge run(core::MergePlan plan, const core::Stack& stack, const core::OutputSettings& settings,
                  const MergeOptions& options)
{
    rememberInterrupts(farewell(options));
    ProgressLine line(options.quiet);
    std::stop_source stop;
    core::Stage stage = core::Stage::Preparing;
    const auto start = std::chrono::steady_clock::now();
    core::JobContext job(stop.get_token(), [&](const core::Progress& progress) {
        if (wasInterrupted())
            stop.request_stop();
        stage = progress.stage;
        line.show(progress);
    });
    const core::MergePlan estimate = plan;
    core::Result<core::MergePlan> prepared = core::prepareMerge(std::move(plan), stack, settings, job);
    core::Result<core::MergeReport> report = prepared ? runAsAsked({*prepared, settings, options}, job)
                                                      : core::Result<core::MergeReport>(prepared.error());
    line.finish();
    if (report)
        return {std::move(prepared).value(), std::move(report).value()};
    core::MergeReport planned = plannedReport(estimate, options.output);
    planned.verified = settings.verify;
    planned.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fail(report.error(), stage, planned, {estimate, settings, options});
}

/// Throws Failure{HasErrors} when a killed merge has left a partial result for this destination.
void requireNothingLeft(const MergeOptions& options)
{
    const std::optional<core::Leftover> left = core::leftoverOf(options.output);
    if (left && !left->isInUse)
        throw Failure {HasErrors,
                       {"A merge to " + options.output + " was interrupted and left "
                        + core::shortBytes(left->bytes) + " in " + left->folder.string()
                        + ": finish it with --resume, or remove it with layerloom-cli clean "
                        + options.output}};
}

/// The problems of the destination. A full disk is only a warning with --dry-run, which writes nothing.
std::vector<core::Problem> problemsThere(const core::MergePlan& plan, const MergeOptions& options)
{
    std::vector<core::Problem> problems = core::destinationProblems(plan, options.output);
    for (core::Problem& problem : problems)
        if (options.dryRun && problem.id == core::ProblemId::NotEnoughSpace)
            problem.severity = core::Severity::Warning;
    return problems;
}

void merge(const MergeOptions& options)
{
    if (options.output.empty() && !options.dryRun)
        failUnusable("--output is missing: the folder to write");
    if (options.part)
        partNamed(*options.part); // before anything else is told
    const StackInput input = readStack(options.stack);
    const core::OutputSettings settings = settingsOf(input.settings, options);
    report(core::problems(input.stack), options.quiet);
    report(core::quantizationProblems(input.stack, settings), options.quiet);
    core::Result<core::MergePlan> plan = core::planMerge(input.stack, settings);
    if (!plan)
        report({core::refusal(plan.error())}, options.quiet);
    // A merge that continues checks the partial result itself.
    const bool isContinued = options.resume || options.part || options.finish;
    if (!options.output.empty() && !isContinued) {
        if (!options.dryRun)
            requireNothingLeft(options);
        report(problemsThere(*plan, options), options.quiet);
    }
    if (options.dryRun)
        return printReport(plannedReport(*plan, options.output), {*plan, settings, options});
    const FinishedMerge done = run(std::move(plan).value(), input.stack, settings, options);
    for (const auto& [tensor, count] : done.report.overflows)
        printNote("warning: %s of %s became infinite", core::counted(count, "value").c_str(), tensor.c_str());
    noteFinishedWork();
    printReport(done.report, {done.plan, settings, options});
}

} // namespace

void addMergeVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("merge", "Write a stack as a checkpoint");
    auto options = std::make_shared<MergeOptions>();
    addStackOptions(*verb, options->stack);
    addDequantizeOption(*verb, options->stack);
    verb->add_option("--output", options->output, "Folder to write; it must not contain files")
        ->type_name("DIR");
    verb->add_option("--dtype", options->dtype,
                     "Data type of float tensors: keep (default), bf16, f16 or f32")
        ->type_name("TYPE");
    verb->add_flag("--dtype-all", options->dtypeAll,
                   "Convert also the tensors that their model keeps in F32 beside 16-bit weights");
    addQuantizeOptions(*verb, options->quantize);
    verb->add_option("--shard-size", options->shardSize,
                     "Largest size of a file: 5GB (default), 500MB or \"one file\"")
        ->type_name("SIZE");
    verb->add_flag("--always-sharded", options->alwaysSharded,
                   "Name a single file shard 1 of 1, and write an index");
    verb->add_option("--device", options->device, "Device for arithmetic: auto (default), cpu or cuda:0")
        ->type_name("DEVICE");
    verb->add_option("--verify", options->verify, "Verification of the result: full (default), quick or off")
        ->type_name("MODE");
    auto* resume = verb->add_flag("--resume", options->resume, "Continue a killed merge, or start one");
    auto* part =
        verb->add_option("--part", options->part,
                         "Write only one part, such as 2/4, into DIR.partial; run all, then --finish")
            ->type_name("I/N");
    auto* finish =
        verb->add_flag("--finish", options->finish, "Complete the checkpoint that all parts have written");
    resume->excludes(part)->excludes(finish);
    part->excludes(finish)->excludes(
        verb->add_flag("--loadcheck", options->loadCheck,
                       "Ask transformers whether it loads the result before that gets its name"));
    addPythonOption(*verb, options->python);
    verb->add_flag("--dry-run", options->dryRun, "Plan and check everything, write nothing");
    addQuietOption(*verb, options->quiet, "Print no progress, no warnings and no summary");
    addJsonOption(*verb, options->json);
    verb->callback([options] { merge(*options); });
}

} // namespace layerloom::app
