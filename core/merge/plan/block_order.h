#pragma once

#include "core/merge/plan/plan.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// Which tensors stand in which file and in what order: indexes into one list of tensors.
using FileOrders = std::vector<std::vector<std::uint32_t>>;

/// The payload of every file begins at a multiple of this.
inline constexpr std::uint64_t kFileAlignment = 8;

/// An order in which tensors can keep the place within a block that they have in their source, so that a file system can
/// share their blocks. Tensors of one such place follow each other, by number; small ones whose place does not matter
/// fill the gap to the next, or another file begins. No file holds more than `shardBytes` of payload (0: one file), but a
/// tensor that is larger stands alone.
FileOrders blockOrder(const std::vector<PlannedTensor>& tensors, std::uint64_t shardBytes);

/// Bytes per element, or 1 where it is not known or less: where readers need a tensor to stand.
std::uint64_t alignmentOf(const PlannedTensor& tensor);

} // namespace layerloom::core
