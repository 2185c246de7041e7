#include "core/base/shape_text.h"

namespace layerloom::core {

std::string shapeText(std::span<const std::uint64_t> shape)
{
    std::string text = "[";
    for (const std::uint64_t extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + ']';
}

} // namespace layerloom::core
