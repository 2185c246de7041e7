#pragma once

#include "core/notation/layer_expression.h"

#include <cstdint>
#include <string_view>

namespace layerloom::core {

/// Reads fusion_bench's `layer_indices`, where [0, 2] is two layers: `[0, 2, 4, "range(6,12)", -1]`. Limits as those of
/// parseExpression().
ParsedExpression parseLayerIndices(std::string_view text, std::uint32_t layers);

} // namespace layerloom::core
