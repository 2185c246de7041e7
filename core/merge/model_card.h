#pragma once

#include "core/merge/merge_settings.h"
#include "core/stack/stack.h"

#include <cstdint>

namespace layerloom::core {

/// README.md of the output: front matter for the Hub, a table of the layers, and the recipe as a mergekit configuration
/// and as a layer expression.
std::string modelCard(const Stack& stack, const MergeSettings& settings, std::uint64_t parameters,
                      const std::string& mergekitConfig);

} // namespace layerloom::core
