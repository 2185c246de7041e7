#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// What Engine::convert() promises, on the processor: in one pass through its nearest cache, by loops that compilers turn
/// into vector instructions. libtorch 1.13 takes 16-bit numbers one by one and keeps each step's result in memory.
std::uint64_t convertOnCpu(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                           FloatType to, double scale);

} // namespace layerloom::core
