#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// Conversion and scaling of elements; the engine implements it. Not thread-safe. Functions throw Error.
class ElementKernel {
public:
    virtual ~ElementKernel() = default;

    /// The number of elements that one call of convert() should get where there are as many: a device wants
    /// more than the CPU's cache holds.
    virtual std::size_t elementsAtOnce() const = 0;

    /// Converts elements to `to` (round to nearest even), then multiplies by `scale` in that type's
    /// arithmetic, as mergekit does. Returns the number of finite values that became infinite. REQUIRES:
    /// in.size() / bytesPerElement(from) == out.size() / bytesPerElement(to); the buffers do not overlap.
    virtual std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                                  FloatType to, double scale) = 0;
};

} // namespace layerloom::core
