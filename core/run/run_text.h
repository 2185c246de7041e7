#pragma once

#include "core/base/result.h"
#include "core/run/token_windows.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// A text that models are run on, as tokens.
struct RunText {
    std::vector<std::int32_t> tokens;
    std::uint64_t window = kWindow; ///< tokens that are run from one empty context
};

/// Where a RunText comes from.
struct TextChoice {
    std::string file; ///< empty: the text that comes with the program
    std::optional<std::uint64_t> tokens; ///< length of the prefix that is run; default: depends on the use
    std::uint64_t window = kWindow; ///< tokens that are run from one empty context
};

/// Default number of tokens for measuring the sensitivity of a model, and for evaluating a stack.
inline constexpr std::uint64_t kSensitivityTokens = 512;
inline constexpr std::uint64_t kEvaluationTokens = 1024;

/// Tokenizes the chosen text and keeps its first `choice.tokens` tokens, else `usual` or all there are. Fails with a
/// sentence: a file that cannot be read or is not UTF-8, a text that is too short, fewer than two tokens asked for.
Result<RunText> readRunText(const Tokenizer& tokenizer, const TextChoice& choice, std::uint64_t usual);

} // namespace layerloom::core
