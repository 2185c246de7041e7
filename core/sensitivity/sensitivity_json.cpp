#include "core/sensitivity/sensitivity_json.h"

#include "core/base/error.h"
#include "core/io/checksummed_text.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

// Grows when a number changes its meaning: older records are then computed again.
constexpr int kVersion = 2;

} // namespace

nlohmann::ordered_json sensitivityKeyJson(const SensitivityKey& key)
{
    nlohmann::ordered_json json;
    json["version"] = kVersion;
    json["fingerprint"] = key.fingerprint;
    json["text"] = key.text;
    json["tokens"] = key.tokens;
    json["window"] = key.window;
    json["compute_type"] = key.computeType;
    return json;
}

SensitivityKey sensitivityKeyFrom(const nlohmann::ordered_json& json)
{
    return {json.at("fingerprint").get<std::string>(), json.at("text").get<std::string>(),
            json.at("tokens").get<std::uint64_t>(), json.at("window").get<std::uint64_t>(),
            json.at("compute_type").get<std::string>()};
}

std::string sealedJson(const nlohmann::ordered_json& json)
{
    return withChecksum(json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace));
}

nlohmann::ordered_json unsealedJson(std::string_view text)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::parse(requireChecksum(text, "The measurement"));
    if (json.value("version", 0) != kVersion)
        throw Error(ErrorCode::Corrupt, "The measurement is of another version");
    return json;
}

bool areFinite(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

} // namespace layerloom::core
