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

/// Engine modules found: each folder of $LAYERLOOM_ENGINES (colon list), then
/// <program folder>/../lib/layerloom/engines/*/liblayerloom_engine.so, "default" last.
std::vector<std::filesystem::path> findEngines();

/// Loads the engine for a device: "auto" takes the first module that finds a GPU, else the default on the CPU; "cpu"
/// the default; "cuda:0" the first module that has it. Fails with Unsupported and a sentence that names what is there.
Result<LoadedEngine> loadEngine(const std::string& device);

/// All devices of all modules, the CPU always among them (with no engine module at all its `engine` says so).
/// Loads the modules.
std::vector<Device> listDevices();

} // namespace layerloom::core
