#include "app/cli/cache.h"
#include "app/cli/check.h"
#include "app/cli/clean.h"
#include "app/cli/devices.h"
#include "app/cli/distance.h"
#include "app/cli/evaluate.h"
#include "app/cli/exit_code.h"
#include "app/cli/export_yaml.h"
#include "app/cli/failure.h"
#include "app/cli/generate.h"
#include "app/cli/inspect.h"
#include "app/cli/loadcheck.h"
#include "app/cli/measure.h"
#include "app/cli/merge.h"
#include "app/cli/predict.h"
#include "app/cli/program_help.h"
#include "app/cli/recipe.h"
#include "app/cli/sample.h"
#include "app/cli/sizes.h"
#include "app/cli/suggest.h"
#include "app/cli/terminal.h"
#include "core/engine/load_engine.h"
#include "core/help/description.h"
#include "core/io/home_path.h"
#include "core/io/record_cache.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

using namespace layerloom;

namespace {

constexpr const char* kDescription = "Stack the layers of language models: look at checkpoints, compose a "
                                     "new stack from their layers, and write it";
constexpr const char* kFooter =
    "FILE is a .loom document, a mergekit YAML (a model card or a merged folder too), or a layer\n"
    "expression such as \"A[0:24] A[8:32]\", whose models are named with --model.\n\n";

void sayWhyNothingIsKept(const core::RecordCache& cache)
{
    if (const std::string fault = cache.fault(); !fault.empty())
        app::printNote("note: results are not cached: %s", fault.c_str());
}

/// The verbs, in the order of --help.
void addVerbs(CLI::App& program, const core::RecordCache& cache)
{
    const auto withCache = [&](void (*addVerb)(CLI::App&, const core::RecordCache&)) {
        return [&cache, addVerb](CLI::App& to) {
            addVerb(to, cache);
            to.get_subcommands({}).back()->preparse_callback(
                [kept = cache](std::size_t) { sayWhyNothingIsKept(kept); });
        };
    };
    const std::vector<std::function<void(CLI::App&)>> verbs {
        &app::addInspectVerb,
        &app::addCheckVerb,
        &app::addMergeVerb,
        &app::addLoadCheckVerb,
        &app::addCleanVerb,
        &app::addRecipeVerb,
        &app::addExportYamlVerb,
        &app::addSampleVerb,
        &app::addDevicesVerb,
        withCache(&app::addDistanceVerb),
        withCache(&app::addMeasureVerb),
        withCache(&app::addPredictVerb),
        withCache(&app::addEvaluateVerb),
        &app::addSizesVerb,
        &app::addGenerateVerb,
        withCache(&app::addSuggestVerb),
        withCache(&app::addCacheVerb),
    };
    program.require_subcommand(1);
    program.set_version_flag("--version", "layerloom-cli " LAYERLOOM_VERSION);
    program.get_formatter()->label("SUBCOMMAND", "VERB");
    for (const auto& addVerb : verbs)
        addVerb(program);
    for (CLI::App* verb : program.get_subcommands({}))
        verb->group("Verbs");
    program.footer(kFooter + app::exitCodesText()); // after the verbs, which would inherit it
}

std::string verbNames(const CLI::App& program)
{
    std::string names;
    for (const CLI::App* verb : program.get_subcommands({}))
        names += (names.empty() ? "" : ", ") + verb->get_name();
    return names;
}

/// The first word must be a verb; CLI11 would only say that a subcommand is required.
void requireVerb(CLI::App& program, const std::vector<std::string>& words)
{
    const std::string word = words.empty() ? "" : words.front();
    if (word.starts_with('-'))
        return;
    if (word.empty())
        app::failUnusable("A verb is missing: one of " + verbNames(program));
    const auto verbs =
        program.get_subcommands([&](const CLI::App* verb) { return verb->get_name() == word; });
    if (verbs.empty())
        app::failUnusable('"' + word + "\" is no verb; the verbs are " + verbNames(program));
    if (verbs.front()->get_require_subcommand_min() > 0)
        requireVerb(*verbs.front(), {words.begin() + 1, words.end()});
}

/// What no verb and no option took, as it was written.
std::string strayWords(const CLI::App& program)
{
    std::string words;
    for (const std::string& word : program.remaining(true))
        words += (words.empty() ? "" : " ") + word;
    return '"' + words + '"';
}

std::string sentenceOf(const CLI::ParseError& error, const CLI::App& program)
{
    constexpr std::string_view kConversion = "Could not convert: ";
    std::string text = error.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
        return strayWords(program) + " is not expected here";
    if (text.starts_with(kConversion))
        return text.substr(kConversion.size()) + " is not a number that can be used here";
    return text;
}

/// The words of the command line with "~/" as the home folder also where a shell leaves it: behind "=" and in quotes.
std::vector<std::string> wordsOf(int argc, char** argv)
{
    std::vector<std::string> words(argv + 1, argv + argc);
    for (std::string& word : words) {
        const std::size_t value = word.starts_with("--") ? word.find('=') + 1 : 0;
        word = word.substr(0, value) + core::withHome(word.substr(value));
    }
    return words;
}

/// Hidden, for building packages: --describe man, bash or zsh.
app::ExitCode describe(const CLI::App& program, const std::string& format)
{
    const auto text = core::describeProgram(app::programHelp(program), format);
    if (!text)
        app::failUnusable("--describe takes man, bash or zsh");
    app::printLines(*text);
    return app::Success;
}

int run(int argc, char** argv)
{
    CLI::App program(kDescription, "layerloom-cli");
    try {
        addVerbs(program, core::RecordCache(core::userRecordFolder()));
        std::vector<std::string> words = wordsOf(argc, argv);
        if (words.size() == 2 && words.front() == "--describe")
            return describe(program, words.back());
        requireVerb(program, words);
        std::reverse(words.begin(), words.end()); // as CLI11 takes them
        program.parse(std::move(words));
        return app::Success;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0)
            return program.exit(error);
        app::printError(sentenceOf(error, program));
        return app::Unusable;
    } catch (const app::Failure& failure) {
        for (const std::string& sentence : failure.sentences)
            app::printError(sentence);
        return failure.code;
    } catch (...) {
        const core::Error error = core::currentError();
        app::printError(error.message());
        return app::exitCode(error);
    }
}

} // namespace

int main(int argc, char** argv)
{
    app::prepareStreams();
    core::letEnginesSleep();
    try {
        return app::finishOutput(run(argc, argv));
    } catch (...) {
        std::fputs("There is not enough memory to say what went wrong\n", stderr);
    }
    return app::Failed;
}
