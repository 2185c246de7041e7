#pragma once

#include "core/checkpoint/dtype.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Stream.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace layerloom::core {

/// ElementKernel::convert() by libtorch on one device, in blocks that alternate between two streams: one
/// block is computed while the other is copied to or from the device through pinned memory. On the CPU the
/// steps run one after the other. Throws c10::Error, and cannot be used afterwards.
class DeviceConverter {
public:
    /// `blockElements`: elements converted at once.
    DeviceConverter(c10::Device device, std::size_t blockElements);

    /// See ElementKernel::convert().
    std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                          FloatType to, double scale);

private:
    struct Lane {
        c10::Stream stream;
        at::Tensor in; ///< bytes in pinned memory, as `out`
        at::Tensor out;
        at::Tensor lost; ///< on the device
        std::span<std::byte> target {}; ///< destination of the block in flight; empty when there is none
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
