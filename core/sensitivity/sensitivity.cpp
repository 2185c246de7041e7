#include "core/sensitivity/sensitivity.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/io/checksummed_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

// Grows when a figure means something else than before: older files are then made again.
constexpr int kVersion = 2;

[[noreturn]] void fail(const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "The measurement " + what);
}

/// REQUIRES: rows is an array.
Matrix matrixOf(const Json& rows)
{
    Matrix matrix(rows.size(), rows.empty() ? 0 : rows[0].size());
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        if (rows[row].size() != matrix.columns)
            fail("has a table of uneven rows");
        for (std::size_t column = 0; column < matrix.columns; ++column)
            matrix.at(row, column) = rows[row][column].get<double>();
    }
    return matrix;
}

Json rowsOf(const Matrix& matrix)
{
    Json rows = Json::array();
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const auto begin = matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.columns);
        rows.push_back(std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(matrix.columns)));
    }
    return rows;
}

bool areFinite(const std::vector<double>& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

/// REQUIRES: the measurement has layers.
void requireRanges(const Sensitivity& found)
{
    std::size_t length = 2;
    for (const RangeLosses& range : found.ranges) {
        const std::size_t count = found.layers() > length ? found.layers() - length + 1 : 0;
        if (range.length != length || range.drop.size() != count || range.repeat.size() != count)
            fail("has ranges of another model");
        length *= 2;
    }
    if (length < found.layers())
        fail("lacks ranges of " + std::to_string(length) + " layers");
}

void requireSense(const Sensitivity& found)
{
    const std::size_t layers = found.layers();
    if (layers == 0 || found.repeat.size() != layers || found.blockInfluence.size() != layers
        || found.angular.rows != layers + 1 || found.angular.columns != layers + 1)
        fail("does not speak of one number of layers");
    if (!found.isFinite())
        fail("holds a figure that is no number");
    requireRanges(found);
}

Json keyJson(const SensitivityKey& key)
{
    Json json;
    json["version"] = kVersion;
    json["fingerprint"] = key.fingerprint;
    json["text"] = key.text;
    json["tokens"] = key.tokens;
    json["window"] = key.window;
    json["compute_type"] = key.computeType;
    return json;
}

SensitivityKey keyOf(const Json& json)
{
    return {json.at("fingerprint").get<std::string>(), json.at("text").get<std::string>(),
            json.at("tokens").get<std::uint64_t>(), json.at("window").get<std::uint64_t>(),
            json.at("compute_type").get<std::string>()};
}

std::string textOf(const Json& json)
{
    return withChecksum(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

Json versionedJson(std::string_view text)
{
    Json json = Json::parse(requireChecksum(text, "The measurement"));
    if (json.value("version", 0) != kVersion)
        fail("is of another version");
    return json;
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

Sensitivity fromJson(const Json& json)
{
    Sensitivity found;
    found.key = keyOf(json);
    found.model = json.at("model").get<std::string>();
    found.device = json.at("device").get<std::string>();
    found.engine = json.at("engine").get<std::string>();
    found.seconds = json.at("seconds").get<double>();
    found.baseLoss = json.at("base_loss").get<double>();
    found.angular = matrixOf(json.at("angular"));
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

std::string sensitivityText(const Sensitivity& sensitivity)
{
    Json json = keyJson(sensitivity.key);
    json["model"] = sensitivity.model;
    json["device"] = sensitivity.device;
    json["engine"] = sensitivity.engine;
    json["seconds"] = sensitivity.seconds;
    json["base_loss"] = sensitivity.baseLoss;
    json["angular"] = rowsOf(sensitivity.angular);
    json["block_influence"] = sensitivity.blockInfluence;
    json["drop"] = sensitivity.drop;
    json["repeat"] = sensitivity.repeat;
    json["ranges"] = rangesJson(sensitivity.ranges);
    return textOf(json);
}

Sensitivity readSensitivity(std::string_view text)
{
    return fromJson(versionedJson(text));
}

std::string stateDistancesText(const StateDistances& sensitivity)
{
    Json json = keyJson(sensitivity.key);
    json["other"] = sensitivity.other;
    json["angular"] = rowsOf(sensitivity.angular);
    return textOf(json);
}

StateDistances readStateDistances(std::string_view text)
{
    const Json json = versionedJson(text);
    StateDistances found {keyOf(json), json.at("other").get<std::string>(), matrixOf(json.at("angular"))};
    if (found.angular.values.empty() || !areFinite(found.angular.values))
        fail("holds no angles, or one that is no number");
    return found;
}

} // namespace layerloom::core
