#include "core/engine/torch/torch_engine.h"

#include "core/base/error.h"
#include "core/engine/torch/cpu_convert.h"
#include "core/engine/torch/device_list.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <algorithm>
#include <cassert>
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

// Blocks of 4 MiB and less: long enough for the bus to reach its speed.
constexpr std::size_t kBlockElements = 1U << 20U;

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
        m_converter.reset();
        if (deviceId != "cpu")
            m_converter.emplace(c10::Device(deviceId), kBlockElements);
    });
}

std::size_t TorchEngine::elementsAtOnce() const
{
    return m_converter ? 8 * kBlockElements : kBlockElements / 2;
}

std::uint64_t TorchEngine::convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                                   FloatType to, double scale)
{
    assert(in.size() / bytesPerElement(from) == out.size() / bytesPerElement(to));
    if (!m_converter)
        return convertOnCpu(in, from, out, to, scale);
    return atTheDoor([&] { return m_converter->convert(in, from, out, to, scale); });
}

} // namespace layerloom::core
