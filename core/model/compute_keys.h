#pragma once

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// How the value of a ComputeKey is compared: as it is, by activation function, as a window that may be switched off, as
/// rotary positions in their spellings, or as a factor over the square root of the depth.
enum class ComputeForm { Plain, Activation, Window, Rope, PerRootDepth };

/// A setting that changes what layers compute: a row of compute_keys.json.
struct ComputeKey {
    std::vector<std::string>
        keys; ///< its names in config.json, or "code.…" for what the family's code decides
    ComputeForm form = ComputeForm::Plain;
    std::string title; ///< instead of the key in sentences; empty: the key
    std::string switchKey; ///< false: the setting is off
    std::optional<std::string>
        off; ///< what absence means where the family is unknown, as JSON; nullopt: unknown
    bool isError = false; ///< layers of another value compute nonsense
};

/// All rows, in the order of the file.
const std::vector<ComputeKey>& computeKeys();

/// True when a row has this key, or is switched by it.
bool isComputeKey(std::string_view key);

/// The defaults in the code of a family (model_type) for compute keys that config.json lacks; it reads no other compute
/// keys. Null for an unknown family.
std::shared_ptr<const nlohmann::ordered_json> computeDefaults(const std::string& modelType);

} // namespace layerloom::core
