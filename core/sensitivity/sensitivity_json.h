#pragma once

#include "core/sensitivity/sensitivity.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

// What the records of Sensitivity and of StateDistances have in common.

/// A new record with its version and key.
nlohmann::ordered_json sensitivityKeyJson(const SensitivityKey& key);
SensitivityKey sensitivityKeyFrom(const nlohmann::ordered_json& json);

/// The record with a checksum.
std::string sealedJson(const nlohmann::ordered_json& json);
/// Parses it. Throws Error{Corrupt} for damage and for another version.
nlohmann::ordered_json unsealedJson(std::string_view text);

bool areFinite(const std::vector<double>& values);

} // namespace layerloom::core
