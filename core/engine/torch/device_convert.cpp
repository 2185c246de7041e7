#include "core/engine/torch/device_convert.h"

#include "core/engine/torch/torch_errors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isinf.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace layerloom::core {
namespace {

bool mayOverflow(FloatType from, FloatType to, double scale)
{
    const bool narrows =
        from != to && to != FloatType::F32 && !(from == FloatType::F16 && to == FloatType::BF16);
    return narrows || std::abs(scale) > 1;
}

/// The number of finite values of `before` that are infinite in `after`.
at::Tensor overflows(const at::Tensor& before, const at::Tensor& after)
{
    return at::sum(at::logical_and(at::isfinite(before), at::isinf(after)));
}

/// `source` as `to`, times `scale`. 16-bit types are multiplied in 32 bits and rounded once, as libtorch's
/// `tensor * scale` does, but explicitly, so that all versions and devices agree.
at::Tensor converted(const at::Tensor& source, at::ScalarType to, double scale)
{
    at::Tensor result = source.to(to);
    if (scale == 1)
        return result;
    return result.to(at::kFloat).mul(at::Scalar(scale)).to(to);
}

/// The CPU has only its default stream.
c10::Stream streamOf(c10::Device device)
{
    const c10::impl::VirtualGuardImpl guard(device.type());
    return device.is_cpu() ? guard.getStream(device) : guard.getStreamFromGlobalPool(device);
}

at::Tensor buffer(c10::Device device, std::size_t bytes)
{
    return at::empty({static_cast<std::int64_t>(bytes)},
                     at::TensorOptions(at::kByte).pinned_memory(!device.is_cpu()));
}

} // namespace

DeviceConverter::DeviceConverter(c10::Device device, std::size_t blockElements)
    : m_device(device)
    , m_blockElements(blockElements)
    , m_lanes {makeLane(), makeLane()}
{}

DeviceConverter::Lane DeviceConverter::makeLane() const
{
    const c10::InferenceMode inference;
    const c10::Stream stream = streamOf(m_device);
    const c10::StreamGuard guard(stream);
    const std::size_t bytes = m_blockElements * bytesPerElement(FloatType::F32);
    return {stream, buffer(m_device, bytes), buffer(m_device, bytes),
            at::zeros({}, at::TensorOptions(at::kLong).device(m_device))};
}

std::uint64_t DeviceConverter::convert(std::span<const std::byte> in, FloatType from,
                                       std::span<std::byte> out, FloatType to, double scale)
{
    const std::size_t elements = in.size() / bytesPerElement(from);
    std::size_t turn = 0;
    for (std::size_t first = 0; first < elements; first += m_blockElements, turn ^= 1U) {
        const std::size_t count = std::min(m_blockElements, elements - first);
        finish(m_lanes[turn]);
        begin(m_lanes[turn], in.subspan(first * bytesPerElement(from), count * bytesPerElement(from)), from,
              out.subspan(first * bytesPerElement(to), count * bytesPerElement(to)), to, scale);
    }
    std::uint64_t lost = 0;
    for (const std::size_t left : {turn, turn ^ 1U}) {
        Lane& lane = m_lanes[left];
        finish(lane);
        const c10::InferenceMode inference;
        const c10::StreamGuard guard(lane.stream);
        lost += static_cast<std::uint64_t>(lane.lost.item().toLong());
        lane.lost.zero_();
    }
    return lost;
}

void DeviceConverter::begin(Lane& lane, std::span<const std::byte> in, FloatType from,
                            std::span<std::byte> out, FloatType to, double scale) const
{
    const c10::InferenceMode inference;
    const c10::StreamGuard guard(lane.stream);
    const auto numbers = [](const at::Tensor& bytes, std::size_t size, FloatType type) {
        return bytes.narrow(0, 0, static_cast<std::int64_t>(size)).view(scalarType(type));
    };
    std::memcpy(lane.in.data_ptr(), in.data(), in.size());
    const at::Tensor source = numbers(lane.in, in.size(), from).to(m_device, /*non_blocking=*/true);
    const at::Tensor result = converted(source, scalarType(to), scale);
    if (mayOverflow(from, to, scale))
        lane.lost.add_(overflows(source, result));
    numbers(lane.out, out.size(), to).copy_(result, /*non_blocking=*/true);
    lane.target = out;
}

void DeviceConverter::finish(Lane& lane)
{
    if (lane.target.empty())
        return;
    lane.stream.synchronize();
    std::memcpy(lane.target.data(), lane.out.data_ptr(), lane.target.size());
    lane.target = {};
}

} // namespace layerloom::core
