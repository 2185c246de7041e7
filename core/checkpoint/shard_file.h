#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/io/input_file.h"

#include <memory>

namespace layerloom::core {

/// A shard's file, opened to read tensors. Throws Error{Io}, or Error{Mismatch} when its size or time is not what it was
/// when the checkpoint was opened.
std::unique_ptr<InputFile> openShard(const Shard& shard);

} // namespace layerloom::core
