#pragma once

#include "core/model/config_text.h"
#include "core/stack/stack.h"

#include <optional>
#include <string>

namespace layerloom::core {

/// `rope_theta = 500000`, for people; a long value is cut.
std::string overrideText(const ConfigPatch& patch);

/// Why a value must not be set in config.json on purpose, as the end of a sentence: it is not one value of JSON; its key
/// decides what code a loader runs (auto_map, …), or names a class that no source has (architectures, model_type, …); or
/// its key counts layers, whatever the number. The same holds for every member of an object. nullopt for other values.
std::optional<std::string> overrideFault(const Stack& stack, const ConfigPatch& patch);

} // namespace layerloom::core
