#pragma once

#include <string_view>

namespace layerloom::core {

/// Throws Error{Corrupt} when a SentencePiece model is not a valid protobuf message, or when its table of
/// normalized characters points outside itself: the library does not check that table.
void checkPieceModel(std::string_view model);

} // namespace layerloom::core
