#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// True when a source has quantized weights in its files, dequantized or not.
bool hasQuantizedSource(const Setup& setup);

/// True when every source with quantized weights is dequantized. True also without such sources.
bool dequantizesAll(const Setup& setup);

/// The setup whose quantized sources are all dequantized, or are all as they are stored. A source that cannot be dequantized
/// keeps its model, which P43 reports.
Setup withDequantized(Setup setup, bool dequantizes);

} // namespace layerloom::core
