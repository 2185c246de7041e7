#include "app/cli/cache.h"

#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/sensitivity/measurement_cache.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct CacheOptions {
    bool clear = false;
    bool json = false;
};

Json asJson(const core::DistanceRecord& found)
{
    Json json;
    json["holds"] = "weights";
    json["model"] = found.model;
    json["layers"] = found.distances.rows.size();
    json["kinds"] = found.distances.kinds.size();
    json["fingerprint"] = found.key.first;
    if (!found.distances.betweenModels)
        return json;
    json["other_model"] = found.otherModel;
    json["other_layers"] = found.distances.columns.size();
    json["other"] = found.key.other;
    return json;
}

Json asJson(const core::CachedMeasurement& file)
{
    Json json;
    json["file"] = file.file.string();
    json["bytes"] = file.bytes;
    json["usable"] = file.isUsable();
    if (file.cross) {
        json["holds"] = "angles";
        json["tokens"] = file.cross->key.tokens;
        json["compute_type"] = file.cross->key.computeType;
        json["fingerprint"] = file.cross->key.fingerprint;
        json["other"] = file.cross->other;
    }
    if (file.distances)
        json.update(asJson(*file.distances));
    if (file.stacks) {
        json["holds"] = "stacks";
        json["stacks"] = file.stacks->stacks.size();
        json["tokens"] = file.stacks->key.tokens;
        json["fingerprint"] = file.stacks->key.fingerprint;
    }
    if (!file.sensitivity)
        return json;
    json["holds"] = "measurement";
    json["model"] = file.sensitivity->model;
    json["tokens"] = file.sensitivity->key.tokens;
    json["compute_type"] = file.sensitivity->key.computeType;
    json["device"] = file.sensitivity->device;
    json["base_loss"] = file.sensitivity->baseLoss;
    json["fingerprint"] = file.sensitivity->key.fingerprint;
    return json;
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

/// "10 stacks of 9b2073d551bbbf61 that ran, for its measurement on 512 tokens"
std::string text(const core::EvaluatedStacks& noted)
{
    return core::counted(noted.stacks.size(), "stack") + " of " + noted.key.fingerprint
        + " that ran, for its measurement on " + core::groupedDigits(noted.key.tokens) + " tokens";
}

void print(const core::CachedMeasurement& file)
{
    const std::string bytes = core::shortBytes(file.bytes);
    if (file.cross) {
        std::printf("  %-10s between %s and %s, %s tokens, %s\n", bytes.c_str(),
                    file.cross->key.fingerprint.c_str(), file.cross->other.c_str(),
                    core::groupedDigits(file.cross->key.tokens).c_str(), file.cross->key.computeType.c_str());
        return;
    }
    if (file.distances) {
        std::printf("  %-10s %s\n", bytes.c_str(), text(*file.distances).c_str());
        return;
    }
    if (file.stacks) {
        std::printf("  %-10s %s\n", bytes.c_str(), text(*file.stacks).c_str());
        return;
    }
    if (!file.sensitivity) {
        std::printf("  %-10s %s is damaged or of another version\n", bytes.c_str(),
                    file.file.filename().c_str());
        return;
    }
    const core::Sensitivity& found = *file.sensitivity;
    std::printf("  %-10s %s, %s, %s tokens, %s on %s\n", bytes.c_str(), found.model.c_str(),
                core::counted(found.layers(), "layer").c_str(), core::groupedDigits(found.key.tokens).c_str(),
                found.key.computeType.c_str(), found.device.c_str());
}

void clearCache(const core::MeasurementCache& cache, bool json)
{
    const std::size_t removed = cache.clear();
    if (json)
        printJson(Json({{"folder", cache.folder().string()}, {"removed", removed}}));
    else
        std::printf("Removed %s from %s\n", core::counted(removed, "file").c_str(), cache.folder().c_str());
}

void listCache(const core::MeasurementCache& cache, bool asked)
{
    const auto files = cache.list();
    Json list = Json::array();
    std::uint64_t bytes = 0;
    for (const core::CachedMeasurement& file : files) {
        list.push_back(asJson(file));
        bytes += file.bytes;
    }
    if (asked) {
        const Json json = {{"folder", cache.folder().string()}, {"bytes", bytes}, {"measurements", list}};
        printJson(json);
        return;
    }
    std::printf("%s, %s in %s\n", core::counted(files.size(), "file").c_str(),
                core::shortBytes(bytes).c_str(), cache.folder().c_str());
    for (const core::CachedMeasurement& file : files)
        print(file);
}

} // namespace

void addCacheVerb(CLI::App& program)
{
    CLI::App* verb =
        program.add_subcommand("cache", "List or remove cached sensitivities, distances and evaluations");
    auto options = std::make_shared<CacheOptions>();
    verb->add_flag("--clear", options->clear, "Remove everything");
    addJsonOption(*verb, options->json);
    verb->callback([options] {
        const core::MeasurementCache cache = core::MeasurementCache::ofUser();
        if (options->clear)
            clearCache(cache, options->json);
        else
            listCache(cache, options->json);
    });
}

} // namespace layerloom::app
