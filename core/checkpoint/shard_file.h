#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/io/file.h"

namespace layerloom::core {

/// Opens a shard's file to read tensors. Throws Error{Io}, Error{Mismatch} when its state is not
/// shard.state().
File openShard(const Shard& shard, Access access = Access::Random);

} // namespace layerloom::core
