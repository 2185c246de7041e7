#pragma once

#include "core/engine/engine.h"

#include <string>
#include <vector>

namespace layerloom::core {

/// Opens the CUDA half of libtorch that lies beside the one this module is linked with, if there is one: that
/// registers its device. Called once, before anything else.
void openDeviceLibraries();

/// Ids of the devices that libtorch can drive: "cpu" first, then "cuda:0", …
std::vector<std::string> deviceIds();

/// Name and memory of a device of that list.
Device describeDevice(const std::string& id, const std::string& engine);

} // namespace layerloom::core
