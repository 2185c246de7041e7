#include "core/model/stack_side.h"

namespace layerloom::core {

std::string_view sideName(StackSide side)
{
    return side == StackSide::Encoder ? "encoder" : "decoder";
}

std::optional<StackSide> sideNamed(std::string_view name)
{
    for (const StackSide side : {StackSide::Encoder, StackSide::Decoder})
        if (name == sideName(side))
            return side;
    return std::nullopt;
}

std::optional<StackSide> sideOf(std::string_view prefix)
{
    const std::size_t encoder = prefix.find("encoder");
    const std::size_t decoder = prefix.find("decoder");
    if (encoder == decoder)
        return std::nullopt;
    return encoder < decoder ? StackSide::Encoder : StackSide::Decoder;
}

} // namespace layerloom::core
