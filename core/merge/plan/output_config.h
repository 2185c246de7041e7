#pragma once

#include "core/document/output_settings.h"
#include "core/stack/stack.h"

namespace layerloom::core {

/// The output's config.json: that of the config's source with what follows the layers changed and every other byte kept.
/// REQUIRES: problems(stack) has no errors. Throws Error{Mismatch} naming a key that a model lacks.
std::string outputConfig(const Stack& stack, const OutputSettings& settings);

} // namespace layerloom::core
