#pragma once

#include "core/checkpoint/dtype.h"
#include "core/stack/stack.h"

#include <optional>
#include <string>

namespace layerloom::core {

/// The stack as a passthrough configuration; importMergekit() reads the same stack from it. Zero-length slices name the
/// models that give embeddings and head where these are not the models of the first and last block.
std::string exportMergekit(const Stack& stack, std::optional<FloatType> dtype);

} // namespace layerloom::core
