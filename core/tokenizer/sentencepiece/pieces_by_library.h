#pragma once

#include "core/tokenizer/piece_library.h"

/// Reads a SentencePiece model. The result belongs to the caller; null when `abi` is not the kPieceLibraryAbi
/// that the library was built with. Throws Error{Corrupt} for a model that cannot be used, std::bad_alloc,
/// and nothing else.
extern "C" __attribute__((visibility("default"))) const layerloom::core::TokenizerRules*
layerloomReadPieces(int abi, std::string_view model, layerloom::core::Ends ends);
