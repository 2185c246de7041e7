#pragma once

#include <optional>
#include <string_view>

namespace layerloom::core {

/// One of the two stacks of an encoder-decoder model.
enum class StackSide { Encoder, Decoder };

/// "encoder" or "decoder".
std::string_view sideName(StackSide side);

/// The side with this sideName(); nullopt for any other text.
std::optional<StackSide> sideNamed(std::string_view name);

/// The side in a prefix of layer names: the first occurrence of "encoder" or "decoder" in the text decides
/// ("decoder.bert.encoder.layer." is a decoder). nullopt when neither occurs.
std::optional<StackSide> sideOf(std::string_view prefix);

} // namespace layerloom::core
