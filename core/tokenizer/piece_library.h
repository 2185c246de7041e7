#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <string_view>

namespace layerloom::core {

/// What a tokenizer puts around a text by itself.
struct Ends {
    bool begin = true; ///< what LLaMA's tokenizer does when nothing is said
    bool end = false;
};

/// The library module in `core/tokenizer/sentencepiece` has one function: `extern "C" const TokenizerRules*
/// layerloomReadPieces(int abi, std::string_view model, Ends ends)`. It is null when the library was built for another
/// number than kPieceLibraryAbi; a model that cannot be used is Error{Corrupt}.
inline constexpr int kPieceLibraryAbi = 1;
using ReadPieces = const TokenizerRules* (*)(int abi, std::string_view model, Ends ends);

/// Loads that module where it is not loaded yet. REQUIRES: checkPieceModel(model) found nothing.
/// Throws Error{Unsupported} where it cannot be loaded.
std::shared_ptr<const TokenizerRules> readPieces(std::string_view model, Ends ends);

} // namespace layerloom::core
