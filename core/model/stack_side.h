#pragma once

#include <optional>
#include <string_view>

namespace layerloom::core {

/// Which of the two stacks of an encoder-decoder model.
enum class StackSide { Encoder, Decoder };

/// "encoder", "decoder".
std::string_view sideName(StackSide side);

/// The side of that name.
std::optional<StackSide> sideNamed(std::string_view name);

/// The side that a prefix of layers names: that of its first part with "encoder" or "decoder" in it
/// ("decoder.bert.encoder.layer." is a decoder). nullopt when none names one.
std::optional<StackSide> sideOf(std::string_view prefix);

} // namespace layerloom::core
