#include "app/cli/cache.h"

#include "app/cli/failure.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/distance/distance_record.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "core/sensitivity/sensitivity.h"
#include "core/sensitivity/state_distances.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <variant>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct CacheOptions {
    bool clear = false;
    bool json = false;
};

/// The value of a record; monostate when it is damaged or of another version.
using Value = std::variant<std::monostate, core::Sensitivity, core::StateDistances, core::DistanceRecord,
                           core::EvaluatedStacks>;

template <typename Parsed>
bool isParsed(Value& value, const core::Record& record, const core::RecordFormat<Parsed>& format)
{
    std::optional<Parsed> parsed = core::parseRecord(record, format);
    if (parsed)
        value = std::move(*parsed);
    return parsed.has_value();
}

Value valueOf(const core::RecordFile& file)
{
    Value value;
    if (const std::optional<core::Record> record = core::RecordCache::read(file.file))
        (void)(isParsed(value, *record, core::sensitivityFormat())
               || isParsed(value, *record, core::stateDistancesFormat())
               || isParsed(value, *record, core::distanceFormat())
               || isParsed(value, *record, core::evaluatedStacksFormat()));
    return value;
}

Json asJson(const std::monostate& /*unusable*/)
{
    return Json::object();
}

Json asJson(const core::Sensitivity& found)
{
    return {{"holds", "measurement"},
            {"model", found.model},
            {"tokens", found.key.tokens},
            {"compute_type", found.key.computeType},
            {"device", found.device},
            {"base_loss", found.baseLoss},
            {"fingerprint", found.key.fingerprint}};
}

Json asJson(const core::StateDistances& found)
{
    return {{"holds", "angles"},
            {"tokens", found.key.tokens},
            {"compute_type", found.key.computeType},
            {"fingerprint", found.key.fingerprint},
            {"other", found.other}};
}

Json asJson(const core::DistanceRecord& found)
{
    Json json = {{"holds", "weights"},
                 {"model", found.model},
                 {"layers", found.distances.rows.size()},
                 {"kinds", found.distances.kinds.size()},
                 {"fingerprint", found.key.first}};
    if (!found.distances.betweenModels)
        return json;
    json["other_model"] = found.otherModel;
    json["other_layers"] = found.distances.columns.size();
    json["other"] = found.key.other;
    return json;
}

Json asJson(const core::EvaluatedStacks& found)
{
    return {{"holds", "stacks"},
            {"stacks", found.stacks.size()},
            {"tokens", found.key.tokens},
            {"fingerprint", found.key.fingerprint}};
}

Json asJson(const core::RecordFile& file)
{
    const Value value = valueOf(file);
    Json json = {{"file", file.file.string()},
                 {"bytes", file.bytes},
                 {"usable", !std::holds_alternative<std::monostate>(value)}};
    json.update(std::visit([](const auto& found) { return asJson(found); }, value));
    return json;
}

std::string text(const std::monostate& /*unusable*/)
{
    return {};
}

/// "base, 30 layers, 512 tokens, F32 on cpu"
std::string text(const core::Sensitivity& found)
{
    return found.model + ", " + core::counted(found.layers(), "layer") + ", "
        + core::groupedDigits(found.key.tokens) + " tokens, " + found.key.computeType + " on " + found.device;
}

/// "between 9b2073d551bbbf61 and 1c2073d551bbbf62, 512 tokens, F32"
std::string text(const core::StateDistances& found)
{
    return "between " + found.key.fingerprint + " and " + found.other + ", "
        + core::groupedDigits(found.key.tokens) + " tokens, " + found.key.computeType;
}

/// "weights of base, 30 layers, and of tuned, 30 layers"
std::string text(const core::DistanceRecord& found)
{
    const auto model = [](const std::string& name, const std::vector<core::LayerStatistics>& layers) {
        return name + ", " + core::counted(layers.size(), "layer");
    };
    std::string text = "weights of " + model(found.model, found.distances.rows);
    if (found.distances.betweenModels)
        text += ", and of " + model(found.otherModel, found.distances.columns);
    return text;
}

/// "10 evaluated stacks of 9b2073d551bbbf61, for its sensitivity on 512 tokens"
std::string text(const core::EvaluatedStacks& found)
{
    return core::counted(found.stacks.size(), "evaluated stack") + " of " + found.key.fingerprint
        + ", for its sensitivity on " + core::groupedDigits(found.key.tokens) + " tokens";
}

void print(const core::RecordFile& file)
{
    std::string line = std::visit([](const auto& found) { return text(found); }, valueOf(file));
    if (line.empty())
        line = file.file.filename().string() + " is damaged or of another version";
    printLine("  %-10s %s", core::shortBytes(file.bytes).c_str(), line.c_str());
}

void clearCache(const core::RecordCache& cache, bool json)
{
    const core::ClearedCache cleared = cache.clear();
    noteFinishedWork();
    if (json) {
        printJson(Json({{"folder", cache.folder().string()},
                        {"removed", cleared.records},
                        {"left_alone", cleared.leftAlone}}));
    } else {
        printLine("Removed %s from %s", core::counted(cleared.records, "file").c_str(),
                  cache.folder().c_str());
        for (const std::string& name : cleared.leftAlone)
            printLine("%s: left alone, it is no file of the cache", name.c_str());
    }
    Failure failure {Failed, {}};
    for (const std::string& name : cleared.failed)
        failure.sentences.push_back((cache.folder() / name).string() + " cannot be removed");
    if (!failure.sentences.empty())
        throw failure;
}

void listCache(const core::RecordCache& cache, bool json)
{
    const std::vector<core::RecordFile> files = cache.list();
    std::uint64_t bytes = 0;
    Json list = Json::array();
    for (const core::RecordFile& file : files) {
        bytes += file.bytes;
        if (json)
            list.push_back(asJson(file));
    }
    if (json) {
        printJson({{"folder", cache.folder().string()}, {"bytes", bytes}, {"measurements", list}});
        return;
    }
    printLine("%s, %s in %s", core::counted(files.size(), "file").c_str(), core::shortBytes(bytes).c_str(),
              cache.folder().c_str());
    for (const core::RecordFile& file : files)
        print(file);
}

} // namespace

void addCacheVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb =
        program.add_subcommand("cache", "List or remove cached sensitivities, distances and evaluations");
    auto options = std::make_shared<CacheOptions>();
    verb->add_flag("--clear", options->clear, "Remove them all, and nothing else");
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] {
        if (options->clear)
            clearCache(cache, options->json);
        else
            listCache(cache, options->json);
    });
}

} // namespace layerloom::app
