#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// ElementKernel::convert() on the CPU: one pass in blocks that fit the first-level cache, with loops that
/// compilers vectorize. libtorch 1.13 converts 16-bit numbers one by one and keeps the result of each step in
/// memory.
std::uint64_t convertOnCpu(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                           FloatType to, double scale);

} // namespace layerloom::core
