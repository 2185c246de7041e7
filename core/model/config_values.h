#pragma once

#include "core/model/config_text.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The settings that change what layers compute (compute_keys.h), as the family of the language model reads them in a
/// config.json: at its root or in a section. A key that is not there has the value that the family's code takes; one that
/// the family does not read has none. A null is a value: nothing.
///
/// REQUIRES, except for fullKey(), size() and section(): `key` is a compute key, so that everything that is run is also
/// compared; otherwise std::logic_error is thrown.
class ConfigValues {
public:
    /// REQUIRES: the config outlives this.
    explicit ConfigValues(const ConfigText& config);
    /// With `sizes`, the values of absent keys that are no compute keys. REQUIRES: they outlive this.
    ConfigValues(const ConfigText& config, const nlohmann::ordered_json& sizes);

    bool has(const std::string& key) const; ///< stated in the config itself, and read by the family
    /// The value as JSON text; nullopt when neither the config nor the family has one.
    std::optional<std::string> json(const std::string& key) const;
    std::optional<double> number(const std::string& key) const;
    bool flag(const std::string& key) const;
    std::optional<std::string> string(const std::string& key) const;
    /// True when the family knows the key but its value is false.
    bool isSwitchedOff(const std::string& key) const;
    /// A number that is no compute key: a size, which the tensors' shapes tell too.
    std::optional<double> size(const std::string& key) const;
    /// The first of these objects that the config has with a member in it, as a full key.
    std::optional<std::string> section(const std::vector<std::string>& keys) const;
    /// Where `key` is in the config, or would be written.
    std::string fullKey(const std::string& key) const;
    /// False for a key that a known family does not read.
    bool isRead(const std::string& key) const;
    const ConfigText& config() const { return m_config; }

private:
    const ConfigText& m_config;
    std::shared_ptr<const nlohmann::ordered_json>
        m_defaults; // null: an unknown family, which may read every key
    const nlohmann::ordered_json* m_sizes = nullptr;
};

} // namespace layerloom::core
