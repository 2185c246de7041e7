#pragma once

#include "core/stack/stack.h"

#include <span>
#include <string>

namespace layerloom::core {

/// The normal form of a layer expression: one half-open item per slice, splits joined: "A[0:24] A[8:32]",
/// "A[15]{o_proj=0, down_proj=0}". parseExpression() reads it back to the same blocks, splits aside, unless it is longer than
/// kMaxExpressionBytes (many thousands of scaled layers).
std::string formatExpression(std::span<const Block> blocks);

} // namespace layerloom::core
