#pragma once

#include "core/transform/element_kernel.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace layerloom::core {

class Runner;

/// A device that can do the arithmetic.
struct Device {
    std::string id; ///< "cpu", "cuda:0"
    std::string name; ///< "NVIDIA RTX 4090", the CPU's model name
    std::string engine; ///< the module that drives it: "default (libtorch 1.13.1)"
    std::uint64_t memoryFree = 0; ///< bytes
    std::uint64_t memoryTotal = 0; ///< bytes
};

/// Arithmetic on one device at a time. It comes from a module of its own, the only code that links libtorch
/// (load_engine.h). Not thread-safe: one per job. Functions throw Error.
class Engine : public ElementKernel {
public:
    /// "libtorch 1.13.1"
    virtual std::string version() const = 0;
    /// The CPU first, then every device on which a small computation succeeds.
    virtual std::vector<Device> devices() const = 0;
    /// Chooses the device of the following calls and runners ("cpu", "cuda:0"). Throws Error{Unsupported}
    /// when there is no such device.
    virtual void use(const std::string& deviceId) = 0;
    /// Runs layers on the chosen device with activations of type `compute`. REQUIRES: the engine outlives the
    /// runner.
    virtual std::unique_ptr<Runner> makeRunner(FloatType compute) = 0;
};

/// Version of this interface and of runner.h; the entry point of a module, `extern "C" Engine*
/// layerloomCreateEngine(int abi)`, returns null for any other. The caller owns the engine.
inline constexpr int kEngineAbi = 5;
using CreateEngine = Engine* (*)(int abi);

} // namespace layerloom::core
