#pragma once

#include "core/model/compute_settings.h"
#include "core/model/config_values.h"
#include "core/model/hyper_parameters.h"

namespace layerloom::core {

/// The rotary positions of full layers, or with `isLocal` of sliding ones, for heads of `headSize` numbers. Throws
/// Error{Unsupported} naming a scaling that cannot be run.
Rope readRope(const ConfigValues& values, std::uint32_t headSize, bool isLocal);

/// The same as settings to compare: base, scaling (of any name) and the share of a head that turns, equal in meaning for equal
/// positions in whatever spelling. Those of sliding layers mean nothing when they turn as the full ones.
std::vector<ComputeSetting> ropeSettings(const ConfigValues& values, bool isLocal);

} // namespace layerloom::core
