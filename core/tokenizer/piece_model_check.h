#pragma once

#include <string_view>

namespace layerloom::core {

/// Throws Error{Corrupt} when a SentencePiece model is no sound protobuf message, or when its table of replaced
/// characters points outside itself: the library follows that table without looking.
void checkPieceModel(std::string_view model);

} // namespace layerloom::core
