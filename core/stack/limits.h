#pragma once

#include <cstddef>

namespace layerloom::core {

/// What a text may make of itself, whatever its form: a few bytes of it can stand for millions of layers or scales.
inline constexpr std::size_t kMaxBlocks = 100'000;
inline constexpr std::size_t kMaxScalesPerBlock = 64;
inline constexpr std::size_t kMaxScaleName = 256; ///< bytes of a scale's tensor
inline constexpr std::size_t kMaxScales = 400'000; ///< of all layers together

} // namespace layerloom::core
