#pragma once

#include "core/model/config_text.h"
#include "core/stack/stack.h"

#include <optional>
#include <string>

namespace layerloom::core {

/// `rope_theta = 500000`, for people; a long value is cut.
std::string overrideText(const ConfigPatch& patch);

/// Why a value must not be set in config.json on purpose: it would decide which code a program that loads the checkpoint
/// runs, or state a number of layers other than the stack's. nullopt for every other value.
std::optional<std::string> overrideFault(const Stack& stack, const ConfigPatch& patch);

} // namespace layerloom::core
