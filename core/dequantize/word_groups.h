#pragma once

#include "core/dequantize/stored_groups.h"

namespace layerloom::core {

/// The weights of GPTQ with 4 or 8 bits: qweight, qzeros, scales and, with desc_act or as a rule, g_idx.
void addGptqTensors(StoredGroups& groups);

/// The weights of AWQ with 4 bits in GEMM order: qweight, qzeros, scales.
void addAwqTensors(StoredGroups& groups);

/// The experts of gpt-oss in MXFP4: "_blocks" and "_scales".
void addMxfp4Tensors(StoredGroups& groups);

} // namespace layerloom::core
