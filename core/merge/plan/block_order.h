#pragma once

#include "core/merge/plan/container.h"

#include <cstdint>
#include <vector>

namespace layerloom::core {

/// The tensors of each file in file order: indexes into one list of tensors.
using FileOrders = std::vector<std::vector<std::uint32_t>>;

/// Orders tensors so that as many as possible keep their offset modulo the block size, so that a file system
/// can share their blocks with the source.
///
/// Let B = 4096 be the block size, s(t) = sourceOffset mod B and n(t) the bytes of tensor t. After a tensor
/// that starts at residue r the next one starts at (r + n(t)) mod B. Blocks of t can be shared when t starts
/// at residue s(t).
///   - A *group* holds the large copied tensors (>= 64 KiB) of one s(t), in numeric order.
///   - A *filler* is a tensor that may start anywhere with n(t) mod B = 0: it never changes the residue.
///   - A *shim* is any other small, converted or scaled tensor: it moves the residue by n(t) mod B.
/// The next tensor comes from the group of the current residue, after the fillers of lower number. Where no
/// group has this residue, a breadth-first search over the B residues finds the fewest shims that lead to one
/// that has (a *bridge*, at most 64 shims). Where there is none, a new file begins at the residue of the
/// largest group, if that group has at least 1/16 of a full file; else the remaining tensors follow in
/// numeric order, larger alignment first. Files are sorted by their lowest number. Deterministic; each
/// residue is visited once a search.
///
/// No file holds more than `shardBytes` of payload (0: one file), except a single larger tensor. Assumes no
/// gaps: where a container allows them the order is still valid, but may share less.
FileOrders blockOrder(const std::vector<PlannedTensor>& tensors, const Container& container,
                      std::uint64_t shardBytes);

} // namespace layerloom::core
