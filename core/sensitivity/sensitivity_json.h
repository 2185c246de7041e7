#pragma once

#include "core/sensitivity/sensitivity.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace layerloom::core {

// What the records of Sensitivity, StateDistances and EvaluatedStacks have in common.

/// A new JSON object with the members of a key.
nlohmann::ordered_json sensitivityKeyJson(const SensitivityKey& key);
SensitivityKey sensitivityKeyFrom(const nlohmann::ordered_json& json);

/// JSON on one line, everything that is not ASCII escaped.
std::string asciiText(const nlohmann::ordered_json& json);

bool areFinite(const std::vector<double>& values);

} // namespace layerloom::core
