#include "app/cli/clean.h"

#include "app/cli/failure.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/merge/write/leftovers.h"

#include <nlohmann/json.hpp>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct CleanOptions {
    std::string folder;
    bool dryRun = false;
    bool json = false;
};

/// A leftover and what became of it.
struct Cleaned {
    core::Leftover leftover;
    bool isRemoved = false;
};

Json asJson(const std::vector<Cleaned>& cleaned, const std::vector<core::LeftAlone>& leftAlone)
{
    Json list = Json::array();
    for (const auto& [leftover, isRemoved] : cleaned)
        list.push_back({{"folder", leftover.folder.string()},
                        {"bytes", leftover.bytes},
                        {"in_use", leftover.isInUse},
                        {"removed", isRemoved}});
    Json others = Json::array();
    for (const core::LeftAlone& other : leftAlone)
        others.push_back({{"folder", other.folder.string()}, {"reason", other.reason}});
    return {{"leftovers", std::move(list)}, {"left_alone", std::move(others)}};
}

void print(const Cleaned& cleaned)
{
    const core::Leftover& leftover = cleaned.leftover;
    const char* fate = leftover.isInUse ? "a merge is writing it, kept"
        : cleaned.isRemoved             ? "removed"
                                        : "not removed";
    printLine("%s: %s, %s", leftover.folder.c_str(), core::shortBytes(leftover.bytes).c_str(), fate);
}

void printAll(const std::vector<Cleaned>& cleaned, const std::vector<core::LeftAlone>& leftAlone,
              const CleanOptions& options)
{
    if (options.json)
        return printJson(asJson(cleaned, leftAlone));
    for (const Cleaned& each : cleaned)
        print(each);
    if (cleaned.empty())
        printLine("No merge has left anything at %s", options.folder.c_str());
    for (const core::LeftAlone& other : leftAlone)
        printLine("%s: left alone, %s", other.folder.c_str(), other.reason.c_str());
}

void clean(const CleanOptions& options)
{
    std::vector<Cleaned> cleaned;
    Failure failure {Failed, {}};
    for (core::Leftover& leftover : core::findLeftovers(options.folder)) {
        Cleaned each {std::move(leftover)};
        if (!each.leftover.isInUse && !options.dryRun) {
            const core::Result<std::uint64_t> removed = core::removeLeftover(each.leftover);
            each.isRemoved = removed.hasValue();
            if (!removed)
                failure.sentences.push_back(removed.error().message());
        }
        cleaned.push_back(std::move(each));
    }
    if (!options.dryRun)
        noteFinishedWork();
    printAll(cleaned, core::findLeftAlone(options.folder), options);
    if (!failure.sentences.empty())
        throw failure;
}

} // namespace

void addCleanVerb(CLI::App& program)
{
    CLI::App* verb =
        program.add_subcommand("clean", "Remove the leftovers of killed merges, and nothing else");
    auto options = std::make_shared<CleanOptions>();
    verb->add_option("DIR", options->folder, "Destination of a killed merge, or the folder that contains it")
        ->required()
        ->type_name("");
    verb->add_flag("--dry-run", options->dryRun, "List them, remove nothing");
    addJsonOption(*verb, options->json);
    verb->callback([options] { clean(*options); });
}

} // namespace layerloom::app
