#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace layerloom::core {

/// An engine that is loaded, ready on `device`.
struct LoadedEngine {
    std::shared_ptr<Engine> engine;
    std::string name; ///< folder of the module: "default"
    std::string device; ///< "cpu", "cuda:0"
};

/// Lets the threads of an engine sleep while they wait for each other. Else they spin, and where other work runs too all of
/// it takes several times as long. A person's OMP_WAIT_POLICY is respected. Changes the environment: call it first in main().
void letEnginesSleep();

/// Engine modules found: each folder of $LAYERLOOM_ENGINES (colon list), then
/// <program folder>/../lib/layerloom/engines/*/liblayerloom_engine.so, "default" last.
std::vector<std::filesystem::path> findEngines();

/// Loads the engine for a device: "auto" is the first GPU, else the CPU. A process loads one module only (two releases of
/// libtorch crash each other): where a GPU's driver runs the first that can be loaded, else the default.
/// Fails with Unsupported and a sentence that names what is there.
Result<LoadedEngine> loadEngine(const std::string& device);

/// What "auto" means where there are these devices, the CPU among them.
const Device& autoDevice(const std::vector<Device>& devices);

/// The devices of that module, the CPU always first (with no engine at all its `engine` says why). Loads the module.
std::vector<Device> listDevices();

} // namespace layerloom::core
