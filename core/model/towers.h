#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace layerloom::core {

/// True for a tensor or module name of a part beside the language model: an encoder of pictures or sound, its projector,
/// or a predictor of more tokens.
inline bool isTowerName(std::string_view name)
{
    constexpr std::array<std::string_view, 9> kTowers {"vision",  "visual", "image",     "audio", "speech",
                                                       "project", "merger", "resampler", "mtp"};
    return std::any_of(kTowers.begin(), kTowers.end(),
                       [name](std::string_view tower) { return name.find(tower) != std::string_view::npos; });
}

} // namespace layerloom::core
