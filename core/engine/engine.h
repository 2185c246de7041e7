#pragma once

#include "core/checkpoint/dtype.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace layerloom::core {

class Runner;

/// Where arithmetic can run.
struct Device {
    std::string id; ///< "cpu", "cuda:0"
    std::string name; ///< "NVIDIA RTX 4090", the CPU's model name
    std::string engine; ///< which engine drives it: "default (libtorch 1.13.1)"
    std::uint64_t memoryFree = 0;
    std::uint64_t memoryTotal = 0;
};

/// Arithmetic over spans of bytes; libtorch stands behind it in a library of its own. Not thread-safe: one per job.
/// Functions throw Error.
class Engine {
public:
    virtual ~Engine() = default;

    /// "libtorch 1.13.1"
    virtual std::string version() const = 0;
    /// The CPU first, then every device that works.
    virtual std::vector<Device> devices() const = 0;
    /// Chooses where the following calls run ("cpu", "cuda:0").
    virtual void use(const std::string& deviceId) = 0;
    /// How many elements one call of convert() shall bring where there are as many: a device wants more than the CPU's
    /// cache holds.
    virtual std::size_t elementsAtOnce() const = 0;
    /// Converts elements to `to` (round to nearest even), then multiplies by `scale` in that type's arithmetic, as
    /// mergekit does. Returns how many finite values became infinite.
    /// REQUIRES: in.size() / size(from) == out.size() / size(to).
    virtual std::uint64_t convert(std::span<const std::byte> in, FloatType from, std::span<std::byte> out,
                                  FloatType to, double scale) = 0;
    /// Something that runs layers on the chosen device, computing in `compute`; the engine must outlive it.
    virtual std::unique_ptr<Runner> makeRunner(FloatType compute) = 0;
};

/// The entry point of an engine library: `extern "C" layerloom::core::Engine* layerloomCreateEngine(int abi)`;
/// null when `abi` is not its own.
inline constexpr int kEngineAbi = 3;
using CreateEngine = Engine* (*)(int abi);

} // namespace layerloom::core
