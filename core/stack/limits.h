#pragma once

#include <cstddef>

namespace layerloom::core {

/// Limits for stacks that are read from a text of any form: a few bytes of it can stand for millions of layers or scales.
inline constexpr std::size_t kMaxBlocks = 100'000;
inline constexpr std::size_t kMaxScalesPerBlock = 64;
inline constexpr std::size_t kMaxScaleName = 256; ///< bytes of a scale's tensor
inline constexpr std::size_t kMaxScales = 400'000; ///< of all layers together

} // namespace layerloom::core
