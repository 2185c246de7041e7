#include "core/sensitivity/sensitivity_json.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

nlohmann::ordered_json sensitivityKeyJson(const SensitivityKey& key)
{
    nlohmann::ordered_json json;
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

std::string asciiText(const nlohmann::ordered_json& json)
{
    return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

bool areFinite(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

} // namespace layerloom::core
