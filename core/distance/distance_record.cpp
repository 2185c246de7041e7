#include "core/distance/distance_record.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <bit>
#include <charconv>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDigits = 16;

[[noreturn]] void fail(const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "The distances of weights " + what);
}

/// The bits of each number as hex digits: JSON knows neither NaN nor infinity.
std::string bitsText(const std::vector<double>& numbers)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    text.reserve(numbers.size() * kDigits);
    for (const double number : numbers)
        for (std::size_t digit = kDigits; digit-- > 0;)
            text += kHex[(std::bit_cast<std::uint64_t>(number) >> (4 * digit)) & 15U];
    return text;
}

std::vector<double> numbersOf(const Json& json)
{
    const auto& text = json.get_ref<const std::string&>();
    if (text.size() % kDigits != 0)
        fail("hold a number that is cut off");
    std::vector<double> numbers;
    numbers.reserve(text.size() / kDigits);
    for (const char* at = text.data(); at != text.data() + text.size(); at += kDigits) {
        std::uint64_t bits = 0;
        if (std::from_chars(at, at + kDigits, bits, 16).ptr != at + kDigits)
            fail("hold something that is not a number");
        numbers.push_back(std::bit_cast<double>(bits));
    }
    return numbers;
}

Matrix matrixOf(const Json& json, const WeightDistances& found)
{
    Matrix matrix(found.rows.size(), found.columns.size());
    std::vector<double> numbers = numbersOf(json);
    if (numbers.size() != matrix.values.size())
        fail("do not have one number of layers");
    matrix.values = std::move(numbers);
    return matrix;
}

Json layersJson(const std::vector<LayerStatistics>& layers)
{
    std::vector<double> norms;
    Json counts = Json::array();
    for (const LayerStatistics& layer : layers) {
        norms.push_back(layer.norm);
        counts.push_back(
            {layer.counts.elements, layer.counts.zeros, layer.counts.nans, layer.counts.infinities});
    }
    return {{"norms", bitsText(norms)}, {"counts", std::move(counts)}};
}

std::vector<LayerStatistics> layersOf(const Json& json)
{
    const std::vector<double> norms = numbersOf(json.at("norms"));
    const Json& counts = json.at("counts");
    if (norms.empty() || counts.size() != norms.size())
        fail("do not have one number of layers");
    std::vector<LayerStatistics> layers;
    for (std::size_t layer = 0; layer < norms.size(); ++layer) {
        const auto count = [&](std::size_t which) { return counts[layer].at(which).get<std::uint64_t>(); };
        layers.push_back({{count(0), count(1), count(2), count(3)}, norms[layer]});
    }
    return layers;
}

Json distancesJson(const WeightDistances& found)
{
    Json kinds = Json::array();
    for (const KindDistances& kind : found.kinds)
        kinds.push_back({{"kind", kind.kind}, {"distances", bitsText(kind.distances.values)}});
    Json json;
    json["rows"] = layersJson(found.rows);
    if (found.betweenModels)
        json["columns"] = layersJson(found.columns);
    json["all"] = bitsText(found.all.values);
    json["kinds"] = std::move(kinds);
    json["problems"] = found.problems;
    json["not_compared"] = found.notCompared;
    return json;
}

WeightDistances distancesOf(const Json& json, bool betweenModels)
{
    WeightDistances found;
    found.betweenModels = betweenModels;
    found.rows = layersOf(json.at("rows"));
    found.columns = betweenModels ? layersOf(json.at("columns")) : found.rows;
    found.all = matrixOf(json.at("all"), found);
    for (const Json& kind : json.at("kinds"))
        found.kinds.push_back({kind.at("kind").get<std::string>(), matrixOf(kind.at("distances"), found)});
    if (found.kinds.empty())
        fail("name no kind of tensor");
    found.problems = json.at("problems").get<std::vector<std::string>>();
    found.notCompared = json.at("not_compared").get<std::vector<std::string>>();
    return found;
}

std::string serialized(const DistanceRecord& record)
{
    Json json;
    json["first"] = record.key.first;
    json["other"] = record.key.other;
    json["model"] = record.model;
    json["other_model"] = record.otherModel;
    json["distances"] = distancesJson(record.distances);
    return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

DistanceRecord parsed(std::string_view body)
{
    const Json json = Json::parse(body);
    const auto word = [&](const char* name) { return json.at(name).get<std::string>(); };
    DistanceRecord found {{word("first"), word("other")}, word("model"), word("other_model"), {}};
    found.distances = distancesOf(json.at("distances"), !found.key.other.empty());
    return found;
}

} // namespace

std::string recordId(const DistanceKey& key)
{
    return key.other.empty() ? key.first : key.first + ' ' + key.other;
}

RecordFormat<DistanceRecord> distanceFormat()
{
    // The number grows when a value changes its meaning: older records then count as missing.
    return {"weight-distances-1", serialized, parsed};
}

} // namespace layerloom::core
