#pragma once

#include "core/model/model.h"

namespace layerloom::core {

/// Reads the facts from the config, and sizes that it lacks from the tensors.
ModelFacts readModelFacts(const ConfigText& config, const Family& family, const LayerTable& table,
                          const Checkpoint& checkpoint);

/// The names of the config key that holds the hidden size; the first that a config has counts.
const std::vector<std::string>& hiddenSizeKeys();

/// The width of the embeddings where the config states another one than the hidden size (ELECTRA).
std::optional<std::int64_t> embeddingSize(const ConfigText& config);

/// The facts from the config alone.
ModelFacts configFacts(const ConfigText& config, const Family& family);

} // namespace layerloom::core
