#include "app/cli/distance.h"

#include "app/cli/model_names.h"
#include "app/cli/run_job.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/distance/cached_distances.h"
#include "core/io/json_matrix.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

Json asJson(const std::vector<core::LayerStatistics>& layers)
{
    Json list = Json::array();
    for (const core::LayerStatistics& layer : layers) {
        const auto elements = static_cast<double>(std::max<std::uint64_t>(1, layer.counts.elements));
        list.push_back({{"norm", layer.norm},
                        {"zeros", static_cast<double>(layer.counts.zeros) / elements},
                        {"nan", layer.counts.nans},
                        {"inf", layer.counts.infinities}});
    }
    return list;
}

Json asJson(const core::Cached<core::WeightDistances>& kept)
{
    const core::WeightDistances& found = kept.value;
    Json kinds = Json::object();
    for (const core::KindDistances& kind : found.kinds)
        kinds[kind.kind] = core::matrixJson(kind.distances);
    Json json;
    json["kinds"] = std::move(kinds);
    json["all"] = core::matrixJson(found.all);
    json["layers"] = asJson(found.rows);
    if (found.betweenModels)
        json["layers2"] = asJson(found.columns);
    json["problems"] = found.problems;
    json["not_compared"] = found.notCompared;
    json["cached"] = kept.wasCached;
    return json;
}

std::string distanceText(double distance)
{
    if (std::isnan(distance))
        return "-";
    char text[32];
    std::snprintf(text, sizeof(text), "%.3f", distance);
    return text;
}

/// "1.410 to 1.415", and what that means when it is always the same.
std::string rangeText(const core::Matrix& distances, bool betweenModels)
{
    const auto range = core::rangeOf(distances, betweenModels);
    if (!range)
        return "nothing to compare";
    std::string text = distanceText(range->least) + " to " + distanceText(range->largest);
    if (range->hasLittleVariation() && distances.values.size() > 1)
        text += ", little variation";
    return text;
}

/// The layer nearest to that of a row; its own column is left out within a model.
std::optional<std::size_t> nearest(const core::WeightDistances& found, std::size_t row)
{
    std::optional<std::size_t> best;
    for (std::size_t column = 0; column < found.all.columns; ++column) {
        const double distance = found.all.at(row, column);
        const bool isItself = !found.betweenModels && column == row;
        if (!isItself && !std::isnan(distance) && (!best || distance < found.all.at(row, *best)))
            best = column;
    }
    return best;
}

void printLayers(const core::WeightDistances& found)
{
    const std::size_t step = found.betweenModels ? 0 : 1;
    printBlankLine();
    printLine("layer     norm   zeros   %s  nearest",
              found.betweenModels ? "to the same layer" : "to the next layer");
    for (std::size_t row = 0; row < found.all.rows; ++row) {
        const core::LayerStatistics& layer = found.rows[row];
        const auto elements = static_cast<double>(std::max<std::uint64_t>(1, layer.counts.elements));
        const std::size_t other = row + step;
        const std::string toOther =
            other < found.all.columns ? distanceText(found.all.at(row, other)) : std::string("-");
        const auto near = nearest(found, row);
        printLine("%5zu %8.2f %5.2f %%   %17s  %s", row, layer.norm,
                  100 * static_cast<double>(layer.counts.zeros) / elements, toOther.c_str(),
                  near ? (std::to_string(*near) + " at " + distanceText(found.all.at(row, *near))).c_str()
                       : "-");
    }
}

void print(const core::Cached<core::WeightDistances>& kept)
{
    const core::WeightDistances& found = kept.value;
    printLine("Relative distance of weights%s: 0 is a copy, 1.414 has nothing in common",
              kept.wasCached ? ", measured before" : "");
    printBlankLine();
    printLine("%-40s %s", "all", rangeText(found.all, found.betweenModels).c_str());
    for (const core::KindDistances& kind : found.kinds)
        printLine("%-40s %s", kind.kind.c_str(), rangeText(kind.distances, found.betweenModels).c_str());
    printLayers(found);
    const auto range = core::rangeOf(found.all, found.betweenModels);
    if (range && range->hasLittleVariation()) {
        printBlankLine();
        printLine("Little variation: this map says that the layers are different, and nothing more");
    }
    for (const std::string& kind : found.notCompared)
        printLine("%s was not compared: its tensors are no plain floating-point numbers", kind.c_str());
}

struct DistanceOptions {
    std::string folder;
    std::string otherFolder; ///< empty: within one model
    std::string side; ///< --stack
    bool json = false;
    bool quiet = false;
};

core::Cached<core::WeightDistances> measured(const DistanceOptions& options, const core::RecordCache& cache)
{
    const core::Source first = openSource({{}, options.folder, core::sideNamed(options.side)});
    std::shared_ptr<const core::Model> second;
    if (!options.otherFolder.empty())
        second = openSource({{}, options.otherFolder, core::sideNamed(options.side)}).model;
    return runJob(options.quiet, [&](core::JobContext& job) {
        return core::findOrMeasureDistances(*first.model, second.get(), cache, job);
    });
}

} // namespace

void addDistanceVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb =
        program.add_subcommand("distance", "Compute the weight distances of all pairs of layers");
    auto options = std::make_shared<DistanceOptions>();
    addModelFolder(*verb, options->folder);
    verb->add_option("DIR2", options->otherFolder,
                     "Model of the same shape to compare the layers of DIR with")
        ->type_name("");
    addSideOption(*verb, options->side);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] {
        const core::Cached<core::WeightDistances> found = measured(*options, cache);
        for (const std::string& problem : found.value.problems)
            printNote("problem: %s", problem.c_str());
        if (options->json)
            printJson(asJson(found));
        else
            print(found);
    });
}

} // namespace layerloom::app
