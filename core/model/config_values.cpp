#include "core/model/config_values.h"

#include "core/model/config_sections.h"
#include "core/model/family.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

ConfigValues::ConfigValues(const ConfigText& config, const nlohmann::ordered_json& defaults)
    : m_config(config)
    , m_defaults(defaults)
{}

std::optional<std::string> ConfigValues::fullKey(const std::string& key) const
{
    const std::vector<std::string> keys = presentKeys(m_config, {key});
    return keys.empty() ? std::nullopt : std::optional(keys.front());
}

bool ConfigValues::has(const std::string& key) const
{
    return fullKey(key).has_value();
}

std::optional<double> ConfigValues::number(const std::string& key) const
{
    if (const auto full = fullKey(key))
        return m_config.number(*full);
    if (const auto entry = m_defaults.find(key); entry != m_defaults.end() && entry->is_number())
        return entry->get<double>();
    return std::nullopt;
}

bool ConfigValues::flag(const std::string& key) const
{
    if (const auto full = fullKey(key))
        return m_config.boolean(*full).value_or(false);
    const auto entry = m_defaults.find(key);
    return entry != m_defaults.end() && entry->is_boolean() && entry->get<bool>();
}

std::optional<std::string> ConfigValues::string(const std::string& key) const
{
    if (const auto full = fullKey(key))
        return m_config.string(*full);
    if (const auto entry = m_defaults.find(key); entry != m_defaults.end() && entry->is_string())
        return entry->get<std::string>();
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
