#pragma once

#include "core/dequantize/stored_groups.h"

namespace layerloom::core {

/// The weights that bitsandbytes quantized, as transformers saves them: 4 bits (NF4, FP4) beside a quant_state, or 8 bits
/// beside SCB.
void addBnbTensors(StoredGroups& groups);

} // namespace layerloom::core
