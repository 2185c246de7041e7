#include "core/model/config_values.h"

#include "core/model/compute_keys.h"
#include "core/model/config_sections.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace layerloom::core {

namespace {

/// Old and new names of rotary positions are read by every family.
bool isOfRope(const std::string& key)
{
    return std::any_of(computeKeys().begin(), computeKeys().end(), [&](const ComputeKey& row) {
        return row.form == ComputeForm::Rope
            && std::find(row.keys.begin(), row.keys.end(), key) != row.keys.end();
    });
}

void requireComputeKey(const std::string& key)
{
    if (!isComputeKey(key))
        throw std::logic_error(key + " is not in compute_keys.json");
}

} // namespace

ConfigValues::ConfigValues(const ConfigText& config)
    : m_config(config)
    , m_defaults(computeDefaults(config.string(configKey(config, "model_type")).value_or("")))
{}

ConfigValues::ConfigValues(const ConfigText& config, const nlohmann::ordered_json& sizes)
    : ConfigValues(config)
{
    m_sizes = &sizes;
}

bool ConfigValues::isRead(const std::string& key) const
{
    requireComputeKey(key);
    const bool isNested = key.find('.') != std::string::npos; // the lists of families know whole objects only
    return !m_defaults || isNested || m_defaults->contains(key) || isOfRope(key);
}

std::string ConfigValues::fullKey(const std::string& key) const
{
    if (std::string full = configKey(m_config, key); m_config.has(full))
        return full;
    const std::string type = configKey(m_config, "model_type");
    return type.substr(0, type.rfind('.') + 1) + key;
}

bool ConfigValues::has(const std::string& key) const
{
    return isRead(key) && m_config.has(fullKey(key));
}

std::optional<std::string> ConfigValues::json(const std::string& key) const
{
    if (const auto raw = isRead(key) ? m_config.raw(fullKey(key)) : std::nullopt)
        return std::string(*raw);
    if (m_defaults && m_defaults->contains(key))
        return m_defaults->at(key).dump();
    return std::nullopt;
}

std::optional<double> ConfigValues::number(const std::string& key) const
{
    if (has(key))
        return m_config.number(fullKey(key));
    if (m_defaults && m_defaults->contains(key) && m_defaults->at(key).is_number())
        return m_defaults->at(key).get<double>();
    return std::nullopt;
}

bool ConfigValues::flag(const std::string& key) const
{
    return json(key) == "true";
}

std::optional<std::string> ConfigValues::string(const std::string& key) const
{
    if (has(key))
        return m_config.string(fullKey(key));
    if (m_defaults && m_defaults->contains(key) && m_defaults->at(key).is_string())
        return m_defaults->at(key).get<std::string>();
    return std::nullopt;
}

bool ConfigValues::isSwitchedOff(const std::string& key) const
{
    return json(key) == "false";
}

std::optional<double> ConfigValues::size(const std::string& key) const
{
    if (const std::string full = fullKey(key); m_config.has(full))
        return m_config.number(full);
    if (m_sizes && m_sizes->contains(key))
        return m_sizes->at(key).get<double>();
    return std::nullopt;
}

std::optional<std::string> ConfigValues::section(const std::vector<std::string>& keys) const
{
    for (const std::string& key : keys) {
        for (const std::string& full : presentKeys(m_config, {key})) {
            if (!m_config.keys(full).empty())
                return full;
        }
    }
    return std::nullopt;
}

} // namespace layerloom::core
