#pragma once

#include "core/engine/engine.h"
#include "core/engine/torch/device_convert.h"

#include <c10/core/Device.h>

#include <optional>

namespace layerloom::core {

/// The engine on libtorch. Failures of libtorch arrive as Error.
class TorchEngine final : public Engine {
public:
    std::string version() const override;
    std::vector<Device> devices() const override;
    void use(const std::string& deviceId) override;
    std::size_t elementsAtOnce() const override;
    std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                          FloatType to, double scale) override;
    std::unique_ptr<Runner> makeRunner(FloatType compute) override;

private:
    c10::Device m_device = c10::Device(c10::DeviceType::CPU);
    std::optional<DeviceConverter> m_converter; ///< empty on the CPU, which uses convertOnCpu()
};

} // namespace layerloom::core
