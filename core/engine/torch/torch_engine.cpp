#include "core/engine/torch/torch_engine.h"

#include "core/base/error.h"
#include "core/engine/torch/cpu_convert.h"
#include "core/engine/torch/device_list.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/any.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/isinf.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/sum.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <new>

namespace layerloom::core {
namespace {

/// Runs `work`; what libtorch throws becomes an Error, without its pages of stack trace.
template <typename Work> auto atTheDoor(Work&& work)
{
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Error(ErrorCode::OutOfMemory, "There is not enough memory for this");
    } catch (const c10::Error& error) {
        std::string message = error.what_without_backtrace();
        message.resize(std::min(message.size(), message.find('\n')));
        const bool isMemory = message.find("out of memory") != std::string::npos
            || message.find("can't allocate memory") != std::string::npos;
        throw Error(isMemory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                    "The arithmetic engine failed: " + message);
    } catch (const std::exception& error) {
        throw Error(ErrorCode::Internal, std::string("The arithmetic engine failed: ") + error.what());
    }
}

at::ScalarType scalarType(FloatType type)
{
    switch (type) {
    case FloatType::BF16:
        return at::kBFloat16;
    case FloatType::F16:
        return at::kHalf;
    case FloatType::F32:
        break;
    }
    return at::kFloat;
}

/// The bytes as a row of numbers; nothing is copied. libtorch asks for writable memory even of what it only reads.
at::Tensor numbers(const std::byte* bytes, std::size_t size, FloatType type)
{
    const auto count = static_cast<std::int64_t>(size / bytesPerElement(type));
    return at::from_blob(const_cast<std::byte*>(bytes), {count}, at::TensorOptions(scalarType(type)));
}

bool mayOverflow(FloatType from, FloatType to, double scale)
{
    const bool narrows =
        from != to && to != FloatType::F32 && !(from == FloatType::F16 && to == FloatType::BF16);
    return narrows || std::abs(scale) > 1;
}

/// How many finite values of `before` are infinite in `after`.
std::uint64_t overflows(const at::Tensor& before, const at::Tensor& after)
{
    const at::Tensor infinite = at::isinf(after);
    if (!at::any(infinite).item().toBool())
        return 0;
    return static_cast<std::uint64_t>(
        at::sum(at::logical_and(at::isfinite(before), infinite)).item().toLong());
}

/// `source` as `to`, times `scale`. Types of 16 bits are multiplied in 32 bits and rounded once: libtorch's own
/// `tensor * scale`, spelled out so that every version and device does the same.
at::Tensor converted(const at::Tensor& source, at::ScalarType to, double scale)
{
    at::Tensor result = source.to(to);
    if (scale == 1)
        return result;
    return result.to(at::kFloat).mul(at::Scalar(scale)).to(to);
}

} // namespace

std::string TorchEngine::version() const
{
    return "libtorch " TORCH_VERSION;
}

std::vector<Device> TorchEngine::devices() const
{
    return atTheDoor([&] {
        const std::string engine = LAYERLOOM_ENGINE_NAME " (" + version() + ")";
        std::vector<Device> found;
        for (const std::string& id : deviceIds()) {
            // A device that cannot add is no device: a driver may be too old for this libtorch.
            try {
                at::empty({1}, at::TensorOptions(at::kFloat).device(c10::Device(id))).fill_(1).add_(1).item();
            } catch (const c10::Error&) {
                continue;
            }
            found.push_back(describeDevice(id, engine));
        }
        return found;
    });
}

void TorchEngine::use(const std::string& deviceId)
{
    atTheDoor([&] {
        const std::vector<std::string> ids = deviceIds();
        if (std::find(ids.begin(), ids.end(), deviceId) == ids.end())
            throw Error(ErrorCode::Unsupported, version() + " finds no device \"" + deviceId + "\"");
        m_device = c10::Device(deviceId);
    });
}

std::uint64_t TorchEngine::convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                                   FloatType to, double scale)
{
    assert(in.size() / bytesPerElement(from) == out.size() / bytesPerElement(to));
    if (m_device.is_cpu())
        return convertOnCpu(in, from, out, to, scale);
    return atTheDoor([&] {
        const c10::InferenceMode inference;
        const at::Tensor source = numbers(in.data(), in.size(), from).to(m_device);
        at::Tensor target = numbers(out.data(), out.size(), to);
        const at::Tensor result = converted(source, scalarType(to), scale);
        const std::uint64_t lost = mayOverflow(from, to, scale) ? overflows(source, result) : 0;
        target.copy_(result);
        return lost;
    });
}

} // namespace layerloom::core
