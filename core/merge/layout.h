#pragma once

#include "core/merge/plan.h"

namespace layerloom::core {

/// Divides tensors into files of at most `shardBytes` of payload each (0: one file), in order; a tensor that is larger
/// stands alone. Headers, offsets and names are set.
std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, std::uint64_t shardBytes);

/// The text of model.safetensors.index.json.
std::string indexText(const std::vector<PlannedShard>& shards, std::uint64_t payloadBytes);

} // namespace layerloom::core
