#include "core/model/compute_settings.h"

#include "core/model/compute_keys.h"
#include "core/model/config_values.h"
#include "core/model/rope_parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace layerloom::core {

namespace {

using SettingJson = nlohmann::ordered_json;

/// The key of the row that counts: the first that config.json states, else the first that the family's code knows; a null
/// only where no other is anything.
std::string countingKey(const ComputeKey& row, const ConfigValues& values)
{
    const auto first = [&](const auto& holds) {
        const auto key = std::find_if(row.keys.begin(), row.keys.end(), holds);
        return key == row.keys.end() ? std::string() : *key;
    };
    const auto isValue = [&](const std::string& key) { return values.json(key).value_or("null") != "null"; };
    for (const std::string& key :
         {first([&](const std::string& name) { return values.has(name) && isValue(name); }),
          first([&](const std::string& name) { return !values.has(name) && isValue(name); }),
          first([&](const std::string& name) { return values.json(name).has_value(); }),
          first([&](const std::string& name) { return values.isRead(name); })})
        if (!key.empty())
            return key;
    return row.keys.front();
}

bool isOff(const ComputeKey& row, const ConfigValues& values, const std::string& key)
{
    if (!row.switchKey.empty() && values.isSwitchedOff(row.switchKey))
        return true;
    return row.form == ComputeForm::Window && values.number(key).value_or(1) <= 0;
}

std::string meaningOf(const ComputeKey& row, const std::string& value, std::size_t layers)
{
    if (row.form == ComputeForm::Activation)
        return sameActivation(value);
    if (row.form == ComputeForm::PerRootDepth && layers > 0)
        if (const SettingJson number = SettingJson::parse(value, nullptr, false); number.is_number())
            return SettingJson(number.get<double>() / std::sqrt(static_cast<double>(layers))).dump();
    return sameText(value);
}

ComputeSetting settingOf(const ComputeKey& row, const ConfigValues& values, std::size_t layers)
{
    const std::string key = countingKey(row, values);
    const bool isCode = key.starts_with("code.");
    ComputeSetting setting;
    setting.name = row.title.empty() ? key : row.title;
    setting.key = isCode ? std::string() : values.fullKey(key);
    setting.isError = row.isError;
    std::string value = values.json(key).value_or("");
    const bool isNothing = value.empty() || value == "null" || isOff(row, values, key);
    if (isNothing)
        value = row.off.value_or(value);
    setting.value = value;
    setting.meaning = value.empty() ? "not stated" : meaningOf(row, value, layers);
    return setting;
}

} // namespace

std::string sameText(const std::string& json)
{
    const SettingJson value = SettingJson::parse(json, nullptr, false);
    if (value.is_discarded())
        return json;
    return value.is_number() ? SettingJson(value.get<double>()).dump() : value.dump();
}

std::string sameActivation(const std::string& json)
{
    static const std::map<std::string, std::string> spellings {{"swish", "silu"},
                                                               {"gelu_python", "gelu"},
                                                               {"gelu_new", "gelu_tanh"},
                                                               {"gelu_fast", "gelu_tanh"},
                                                               {"gelu_pytorch_tanh", "gelu_tanh"}};
    const SettingJson value = SettingJson::parse(json, nullptr, false);
    const std::string name = value.is_string() ? value.get<std::string>() : json;
    const auto spelling = spellings.find(name);
    return spelling == spellings.end() ? name : spelling->second;
}

std::vector<ComputeSetting> computeSettings(const ConfigText& config, std::size_t layers)
{
    const ConfigValues values(config);
    std::vector<ComputeSetting> settings;
    for (const ComputeKey& row : computeKeys()) {
        if (row.form == ComputeForm::Rope)
            for (const bool isLocal : {false, true})
                std::ranges::move(ropeSettings(values, isLocal), std::back_inserter(settings));
        else
            settings.push_back(settingOf(row, values, layers));
    }
    return settings;
}

} // namespace layerloom::core
