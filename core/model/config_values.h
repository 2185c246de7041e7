#pragma once

#include "core/model/config_text.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Values of a config.json, at its root or in the section of its language model; of a key that is not there what
/// the family's code takes instead. A null is a value: nothing.
class ConfigValues {
public:
    /// REQUIRES: both outlive this.
    ConfigValues(const ConfigText& config, const nlohmann::ordered_json& defaults);

    bool has(const std::string& key) const; ///< in the config itself
    std::optional<double> number(const std::string& key) const;
    bool flag(const std::string& key) const;
    std::optional<std::string> string(const std::string& key) const;
    /// The first of these objects that the config has with a member in it, as a full key.
    std::optional<std::string> section(const std::vector<std::string>& keys) const;
    const ConfigText& config() const { return m_config; }

private:
    /// The first present key of this name, with its section; nullopt when there is none.
    std::optional<std::string> fullKey(const std::string& key) const;

    const ConfigText& m_config;
    const nlohmann::ordered_json& m_defaults;
};

} // namespace layerloom::core
