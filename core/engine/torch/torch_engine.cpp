#include "core/engine/torch/torch_engine.h"

#include "core/engine/torch/cpu_convert.h"
#include "core/engine/torch/device_list.h"
#include "core/engine/torch/torch_errors.h"
#include "core/engine/torch/torch_runner.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <torch/version.h>

#include <algorithm>
#include <cassert>

namespace layerloom::core {
namespace {

// At most 4 MiB: enough for the full bandwidth of the bus.
constexpr std::size_t kBlockElements = 1U << 20U;

} // namespace

std::string TorchEngine::version() const
{
    return "libtorch " TORCH_VERSION;
}

std::vector<Device> TorchEngine::devices() const
{
    return translateTorchErrors([&] {
        const std::string engine = LAYERLOOM_ENGINE_NAME " (" + version() + ")";
        std::vector<Device> found;
        for (const std::string& id : deviceIds()) {
            // A device may be listed and not work, with a driver too old for this libtorch.
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
    translateTorchErrors([&] {
        const std::vector<std::string> ids = deviceIds();
        if (std::find(ids.begin(), ids.end(), deviceId) == ids.end())
            throw Error(ErrorCode::Unsupported, version() + " finds no device \"" + deviceId + "\"");
        m_device = c10::Device(deviceId);
        m_converter.reset();
        if (deviceId != "cpu")
            m_converter.emplace(m_device, kBlockElements);
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
    return translateTorchErrors([&] { return m_converter->convert(in, from, out, to, scale); });
}

std::unique_ptr<Runner> TorchEngine::makeRunner(FloatType compute)
{
    return std::make_unique<TorchRunner>(m_device, compute);
}

} // namespace layerloom::core
