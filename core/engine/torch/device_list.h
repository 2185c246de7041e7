#pragma once

#include "core/engine/engine.h"

#include <string>
#include <vector>

namespace layerloom::core {

/// Opens libtorch_cuda beside the libtorch_cpu that this module is linked with, if there is one, which
/// registers its devices. REQUIRES: called once, before anything else.
void openDeviceLibraries();

/// Ids of the devices of libtorch: "cpu", "cuda:0", …
std::vector<std::string> deviceIds();

/// Name and memory of one of these devices, driven by `engine`.
Device describeDevice(const std::string& id, const std::string& engine);

} // namespace layerloom::core
