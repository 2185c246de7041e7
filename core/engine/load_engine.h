#pragma once

#include "core/base/result.h"
#include "core/engine/engine.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace layerloom::core {

/// An engine that uses `device`.
struct LoadedEngine {
    std::shared_ptr<Engine> engine;
    std::string name; ///< the module's folder name: "default"
    std::string device; ///< "cpu", "cuda:0"
};

/// Makes the threads of an engine sleep while they wait for each other. Spinning, the default, slows
/// everything several times when other processes run. Keeps an OMP_WAIT_POLICY that is set. Changes the
/// environment: call it first in main().
void letEnginesSleep();

/// Engine modules found: each folder of $LAYERLOOM_ENGINES (colon list), then
/// <program folder>/../lib/layerloom/engines/*/liblayerloom_engine.so, "default" last.
std::vector<std::filesystem::path> findEngines();

/// Loads the engine for a device: "auto" is the first GPU, else the CPU. A process loads one module only,
/// because two releases of libtorch in one process crash: with a GPU driver the first that can be loaded,
/// else the default. Fails with Unsupported; the message names the devices there are.
Result<LoadedEngine> loadEngine(const std::string& device);

/// The device that "auto" chooses: the first GPU, else the CPU. REQUIRES: `devices` is not empty.
const Device& autoDevice(const std::vector<Device>& devices);

/// The devices of that module, the CPU first. Without an engine only the CPU, whose `engine` is the reason.
/// Loads the module.
std::vector<Device> listDevices();

} // namespace layerloom::core
