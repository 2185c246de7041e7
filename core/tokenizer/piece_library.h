#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <string_view>

// SentencePiece is a module of its own because Debian's library exports the protobuf inside it and libtorch brings another
// one: linked into one program they crash while loading. Both modules are opened with RTLD_LOCAL, in either order
// (two_libraries_test). The loader still merges some symbols: constants, equal in both, and protobuf's list of objects to
// free at shutdown, which has the same layout in both.

namespace layerloom::core {

/// Whether encode() adds the tokens that begin and end a text.
struct Ends {
    bool begin = true; ///< the default of LLaMA's tokenizer
    bool end = false;
};

/// Version of layerloomReadPieces(), the one function of the library in core/tokenizer/sentencepiece
/// (pieces_by_library.h).
inline constexpr int kPieceLibraryAbi = 1;
using ReadPieces = const TokenizerRules* (*)(int abi, std::string_view model, Ends ends);

/// Reads a SentencePiece model with that library, which is loaded on first use. REQUIRES:
/// checkPieceModel(model) threw nothing. Throws Error{Unsupported} when the library cannot be loaded,
/// Error{Corrupt} for a model that it refuses.
std::shared_ptr<const TokenizerRules> readPieces(std::string_view model, Ends ends);

} // namespace layerloom::core
