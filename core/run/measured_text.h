#pragma once

#include "core/base/result.h"
#include "core/sensitivity/measure.h"
#include "core/tokenizer/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string>

namespace layerloom::core {

/// Which text models are run on.
struct TextChoice {
    std::string file; ///< empty: the text that comes with the program
    std::optional<std::uint64_t> tokens; ///< how many of its first tokens; none: the usual number
    std::uint64_t window = kWindow; ///< tokens that are run from one empty context
};

/// How many tokens models are measured on when nobody says, and how many stacks are.
inline constexpr std::uint64_t kMeasuredTokens = 512;
inline constexpr std::uint64_t kEvaluatedTokens = 1024;

/// The text's tokens as a tokenizer makes them by itself: as many as asked for, else `usual` or all there are. Fails with a
/// sentence: a file that cannot be read or is no UTF-8, a text that is too short, fewer than two tokens asked for.
Result<MeasuredText> readMeasuredText(const Tokenizer& tokenizer, const TextChoice& choice,
                                      std::uint64_t usual);

} // namespace layerloom::core
