#pragma once

#include "core/document/output_settings.h"
#include "core/stack/stack.h"

namespace layerloom::core {

/// The output's config.json: the one of the source for Part::Config, with the values that depend on the
/// layers changed and every other byte kept. REQUIRES: problems(stack) has no errors. Throws Error{Mismatch}
/// naming a key that a model lacks.
std::string outputConfig(const Stack& stack, const OutputSettings& settings);

} // namespace layerloom::core
