#include "app/cli/clean.h"

#include "app/cli/failure.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/merge/write/leftovers.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct CleanOptions {
    std::string folder;
    bool dryRun = false;
    bool json = false;
};

Json asJson(const std::vector<core::Leftover>& leftovers, bool isDry)
{
    Json list = Json::array();
    for (const core::Leftover& leftover : leftovers)
        list.push_back({{"folder", leftover.folder.string()},
                        {"bytes", leftover.bytes},
                        {"in_use", leftover.isInUse},
                        {"removed", !isDry && !leftover.isInUse}});
    return {{"leftovers", std::move(list)}};
}

void print(const core::Leftover& leftover, bool isDry)
{
    const char* fate = leftover.isInUse ? "a merge is writing it, kept" : isDry ? "not removed" : "removed";
    std::printf("%s: %s, %s\n", leftover.folder.c_str(), core::shortBytes(leftover.bytes).c_str(), fate);
}

void clean(const CleanOptions& options)
{
    const std::vector<core::Leftover> leftovers = core::findLeftovers(options.folder);
    Failure failure {Failed, {}};
    for (const core::Leftover& leftover : leftovers) {
        if (leftover.isInUse || options.dryRun)
            continue;
        const core::Result<std::uint64_t> removed = core::removeLeftover(leftover);
        if (!removed)
            failure.sentences.push_back(removed.error().message());
    }
    if (!failure.sentences.empty())
        throw failure;
    if (options.json)
        return printJson(asJson(leftovers, options.dryRun));
    for (const core::Leftover& leftover : leftovers)
        print(leftover, options.dryRun);
    if (leftovers.empty())
        std::printf("No merge has left anything at %s\n", options.folder.c_str());
}

} // namespace

void addCleanVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("clean", "Remove the leftovers of killed merges");
    auto options = std::make_shared<CleanOptions>();
    verb->add_option("DIR", options->folder, "Destination of a killed merge, or the folder that contains it")
        ->required()
        ->type_name("");
    verb->add_flag("--dry-run", options->dryRun, "List them, remove nothing");
    addJsonOption(*verb, options->json);
    verb->callback([options] { clean(*options); });
}

} // namespace layerloom::app
