#include "core/sensitivity/sensitivity.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/io/json_matrix.h"
#include "core/sensitivity/sensitivity_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void failSensitivity(const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "The measurement " + what);
}

/// REQUIRES: the measurement has layers.
void requireRanges(const Sensitivity& found)
{
    std::size_t length = 2;
    for (const RangeLosses& range : found.ranges) {
        const std::size_t count = found.layers() > length ? found.layers() - length + 1 : 0;
        if (range.length != length || range.drop.size() != count || range.repeat.size() != count)
            failSensitivity("has ranges of another model");
        length *= 2;
    }
    if (length < found.layers())
        failSensitivity("lacks ranges of " + std::to_string(length) + " layers");
}

void requireSense(const Sensitivity& found)
{
    const std::size_t layers = found.layers();
    if (layers == 0 || found.repeat.size() != layers || found.blockInfluence.size() != layers
        || found.angular.rows != layers + 1 || found.angular.columns != layers + 1)
        failSensitivity("does not have one number of layers");
    if (!found.isFinite())
        failSensitivity("holds NaN or Inf");
    requireRanges(found);
}

Json rangesJson(const std::vector<RangeLosses>& ranges)
{
    Json json = Json::array();
    for (const RangeLosses& range : ranges)
        json.push_back({{"length", range.length}, {"drop", range.drop}, {"repeat", range.repeat}});
    return json;
}

std::vector<RangeLosses> rangesOf(const Json& json)
{
    std::vector<RangeLosses> ranges;
    for (const Json& range : json)
        ranges.push_back({range.at("length").get<std::uint32_t>(),
                          range.at("drop").get<std::vector<double>>(),
                          range.at("repeat").get<std::vector<double>>()});
    return ranges;
}

std::string serializedSensitivity(const Sensitivity& sensitivity)
{
    Json json = sensitivityKeyJson(sensitivity.key);
    json["model"] = sensitivity.model;
    json["device"] = sensitivity.device;
    json["engine"] = sensitivity.engine;
    json["seconds"] = sensitivity.seconds;
    json["base_loss"] = sensitivity.baseLoss;
    json["angular"] = matrixJson(sensitivity.angular);
    json["block_influence"] = sensitivity.blockInfluence;
    json["drop"] = sensitivity.drop;
    json["repeat"] = sensitivity.repeat;
    json["ranges"] = rangesJson(sensitivity.ranges);
    return asciiText(json);
}

Sensitivity parsedSensitivity(std::string_view body)
{
    const Json json = Json::parse(body);
    Sensitivity found;
    found.key = sensitivityKeyFrom(json);
    found.model = json.at("model").get<std::string>();
    found.device = json.at("device").get<std::string>();
    found.engine = json.at("engine").get<std::string>();
    found.seconds = json.at("seconds").get<double>();
    found.baseLoss = json.at("base_loss").get<double>();
    found.angular = matrixFrom(json.at("angular"));
    found.blockInfluence = json.at("block_influence").get<std::vector<double>>();
    found.drop = json.at("drop").get<std::vector<double>>();
    found.repeat = json.at("repeat").get<std::vector<double>>();
    found.ranges = rangesOf(json.at("ranges"));
    requireSense(found);
    return found;
}

} // namespace

bool Sensitivity::isFinite() const
{
    return std::isfinite(baseLoss) && areFinite(drop) && areFinite(repeat) && areFinite(blockInfluence)
        && areFinite(angular.values)
        && std::all_of(ranges.begin(), ranges.end(), [](const RangeLosses& range) {
               return areFinite(range.drop) && areFinite(range.repeat);
           });
}

std::string hashOfTokens(const std::vector<std::int32_t>& tokens)
{
    return hashDigits(std::as_bytes(std::span(tokens)));
}

std::string recordId(const SensitivityKey& key)
{
    return key.fingerprint + ' ' + key.text + ' ' + std::to_string(key.tokens) + ' '
        + std::to_string(key.window) + ' ' + key.computeType;
}

RecordFormat<Sensitivity> sensitivityFormat()
{
    // The number grows when a value changes its meaning: older records then count as missing.
    return {"sensitivity-1", serializedSensitivity, parsedSensitivity};
}

std::optional<Sensitivity> findSensitivity(const RecordCache& cache, SensitivityKey key)
{
    for (const char* type : {"F32", "BF16", "F16"}) {
        key.computeType = type;
        if (std::optional<Sensitivity> found = findCached(cache, recordId(key), sensitivityFormat()))
            return found;
    }
    return std::nullopt;
}

} // namespace layerloom::core
