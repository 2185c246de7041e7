#pragma once

#include "core/merge/plan/container.h"

namespace layerloom::core {

/// Divides tensors into files: sets headers, offsets and file names. Depends on nothing but its arguments, so
/// that the same plan has the same bytes everywhere. No file has more than `shardBytes` of payload (0: one
/// file), except one that holds a single larger tensor.
///
/// File systems with reference links (Btrfs, XFS) can share blocks between two files, but only where the
/// bytes have the same offset modulo the block size (4 KiB) in both. Two drafts are compared by the bytes
/// that could be shared:
///   1. numeric order (the order given), each file filled up to `shardBytes`;
///   2. the order of block_order.h, which may need more files.
/// Numeric order wins when it shares 99 % of the bytes copied in long runs, or at most 0.5 % of them less
/// than the other. Each file's header is then padded so that its payload starts at the offset modulo 4 KiB at
/// which the most bytes keep their offset in the source. Padding is at most one block a file.
std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, const Container& container,
                                 std::uint64_t shardBytes, bool alwaysSharded = false);

} // namespace layerloom::core
