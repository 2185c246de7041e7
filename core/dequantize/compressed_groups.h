#pragma once

#include "core/dequantize/stored_groups.h"

namespace layerloom::core {

/// The weights of compressed-tensors (llm-compressor): "pack-quantized" with 4 or 8 bits, and integers or FP8 of 8 bits
/// stored one by one ("naive-quantized", "int-quantized", "float-quantized"). Of several config_groups the one that fits a
/// weight's shapes counts; where two different ones fit, that is an error.
void addCompressedTensors(StoredGroups& groups);

} // namespace layerloom::core
