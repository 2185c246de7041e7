#pragma once

#include "core/stack/stack.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A longer text is refused before it is read.
inline constexpr std::size_t kMaxExpressionBytes = 1'000'000;

/// The models that an expression may name: A is the first.
struct ExpressionModel {
    std::string label;
    std::uint32_t layers = 0;
};

/// Where an expression is wrong, and why, as a sentence: "Layer 40 does not exist: A has layers 0–31".
struct ExpressionMistake {
    std::size_t position = 0; ///< in bytes
    std::size_t length = 0;
    std::string message;
};

struct ParsedExpression {
    Blocks blocks; ///< meaningful when there is no mistake
    std::optional<ExpressionMistake> mistake;
};

/// Reads a layer expression: "A[0:24] A[8:32]", "range(0,24), range(8,32)", "0-23, 8-31", "[[0,24],[8,32]]",
/// "dus(A, 8)", "idus(A, 8, 8)", "interlock(A[0:24], B[8:32], 4)", "repeat(A[20:27], 2)", "rys(A, 31,34; 43,45)",
/// "layers:0,1,2", "0..14,12..39", "list(range(0, 24)) + list(range(8, 32))", "A[15]{o_proj=0}", "[0:4]*2".
/// A model alone stands for all its layers. Layers without a model belong to the model named last, at first to A.
/// No code is run. Limits: kMaxExpressionBytes of text, 64 nested brackets, 1,000 ranges of a call, and those of
/// core/stack/limits.h for blocks and scales.
ParsedExpression parseExpression(std::string_view text, std::span<const ExpressionModel> models);

/// The models of a stack by the names that an expression can use.
std::vector<ExpressionModel> expressionModels(const Stack& stack);

} // namespace layerloom::core
