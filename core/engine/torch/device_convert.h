#pragma once

#include "core/checkpoint/dtype.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Stream.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// Conversions and scales by libtorch on one device, in blocks that take turns on two streams: while one block is
/// computed, the other goes to the device or comes back, through buffers that the device reads and writes itself.
/// On the CPU the same happens one after the other. Throws what libtorch throws, and is of no use afterwards.
class DeviceConverter {
public:
    /// `blockElements`: how many are converted at once.
    DeviceConverter(c10::Device device, std::size_t blockElements);

    /// As Engine::convert().
    std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                          FloatType to, double scale);

private:
    struct Lane {
        c10::Stream stream;
        at::Tensor in; ///< bytes in pinned memory, as `out`
        at::Tensor out;
        at::Tensor lost; ///< on the device
        std::span<std::byte> target {}; ///< where what is under way belongs; empty when nothing is
    };

    Lane makeLane() const;
    void begin(Lane& lane, std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
               FloatType to, double scale) const;
    static void finish(Lane& lane);

    c10::Device m_device;
    std::size_t m_blockElements;
    std::array<Lane, 2> m_lanes;
};

} // namespace layerloom::core
