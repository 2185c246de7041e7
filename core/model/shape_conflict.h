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
/// Compares the sizes in `config` (hidden_size, intermediate_size, heads, vocab_size) with tensors of these names and
/// shapes. Returns a sentence about the first difference; nullopt when there is none or nothing can be compared.
std::optional<std::string> shapeConflict(const ConfigText& config, const Family& family,
                                         const std::vector<const TensorInfo*>& layerTensors,
                                         const std::vector<const TensorInfo*>& embeddingTensors);

} // namespace layerloom::core
