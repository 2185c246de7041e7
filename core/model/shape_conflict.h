#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/config_text.h"
#include "core/model/family.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Sizes in ShapeRule::extents: hidden, intermediate, vocabulary, query (heads × head size), keyValue, queryKeyValue,
/// or a multiple of one ("3*hidden").
///
/// Compares what `config` promises (hidden_size, intermediate_size, heads, vocab_size) with tensors of these names
/// and shapes; the sentence of the first disagreement, nullopt when all agree or nothing can be said.
std::optional<std::string> shapeConflict(const ConfigText& config, const Family& family,
                                         const std::vector<const TensorInfo*>& layerTensors,
                                         const std::vector<const TensorInfo*>& embeddingTensors);

} // namespace layerloom::core
