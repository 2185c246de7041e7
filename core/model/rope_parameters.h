#pragma once

#include "core/model/config_values.h"
#include "core/model/hyper_parameters.h"

namespace layerloom::core {

/// The rotary positions of full layers, or with `isLocal` of sliding ones, for heads of `headSize` numbers; `shareKey` names
/// the older key of the share that turns. Throws Error{Unsupported} naming a scaling that cannot be run.
Rope readRope(const ConfigValues& values, const std::string& shareKey, std::uint32_t headSize, bool isLocal);

} // namespace layerloom::core
