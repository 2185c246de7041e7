#pragma once

#include "core/checkpoint/dtype.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <optional>
#include <string>

namespace layerloom::core {

/// README.md of the output: front matter for the Hub, a table of the layers, and the recipe as a layer
/// expression and as a mergekit configuration. Models without a name on the Hub are called by their labels;
/// no folder is told.
std::string modelCard(const Stack& stack, std::optional<FloatType> dtype, std::uint64_t parameters);

} // namespace layerloom::core
