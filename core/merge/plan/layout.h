#pragma once

#include "core/merge/plan/plan.h"

namespace layerloom::core {

/// Divides tensors into files of at most `shardBytes` of payload each (0: one file); a tensor that is larger stands alone.
/// Headers, offsets and names are set. Files, order and the spaces behind a header are chosen so that copied tensors keep
/// their place within a block, for file systems that share blocks: in the order given where 99 % can be shared so, else in
/// another. A single file is model.safetensors unless `alwaysSharded`. Depends on nothing but its arguments.
std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, std::uint64_t shardBytes,
                                 bool alwaysSharded = false);

/// The text of model.safetensors.index.json.
std::string indexText(const std::vector<PlannedShard>& shards, std::uint64_t payloadBytes);

} // namespace layerloom::core
