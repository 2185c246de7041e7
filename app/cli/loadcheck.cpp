#include "app/cli/loadcheck.h"

#include "app/cli/run_job.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"

#include <nlohmann/json.hpp>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct LoadCheckOptions {
    std::string folder;
    std::string python = kPython;
    bool quiet = false;
    bool json = false;
};

Json asJson(const core::LoadCheck& check)
{
    Json mismatched = Json::array();
    for (const core::ShapeMismatch& mismatch : check.mismatched)
        mismatched.push_back(
            {{"name", mismatch.name}, {"stored", mismatch.stored}, {"expected", mismatch.expected}});
    Json json {{"loads", check.loads()}, {"library", check.library}, {"version", check.version}};
    if (!check.refusal.empty())
        json["refusal"] = check.refusal;
    json["architecture"] = check.architecture;
    json["parameters"] = check.parameters;
    json["missing"] = check.missing;
    json["unexpected"] = check.unexpected;
    json["mismatched"] = std::move(mismatched);
    return json;
}

void loadCheck(const LoadCheckOptions& options)
{
    const core::LoadCheck check = runJob(options.quiet, [&](core::JobContext& job) {
        return core::checkLoading(options.folder, options.python, job);
    });
    if (options.json)
        printJson(asJson(check));
    requireLoading(check);
    if (!options.json && !options.quiet)
        printLine("%s loads in %s %s as %s: %s parameters, all names and shapes agree",
                  options.folder.c_str(), check.library.c_str(), check.version.c_str(),
                  check.architecture.c_str(), core::groupedDigits(check.parameters).c_str());
}

} // namespace

void requireLoading(const core::LoadCheck& check)
{
    if (!check.loads())
        throw Failure {Failed, core::faultsOf(check)};
}

void addPythonOption(CLI::App& verb, std::string& python)
{
    verb.add_option("--python", python, "Python that has transformers (default python3)")
        ->type_name("PROGRAM");
}

void addLoadCheckVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand(
        "loadcheck", "Ask transformers whether it loads a checkpoint, without reading weights");
    auto options = std::make_shared<LoadCheckOptions>();
    verb->add_option("DIR", options->folder, "Folder of the checkpoint")->required()->type_name("");
    addPythonOption(*verb, options->python);
    addQuietOption(*verb, options->quiet, "Print no progress and no summary");
    addJsonOption(*verb, options->json);
    verb->callback([options] { loadCheck(*options); });
}

} // namespace layerloom::app
