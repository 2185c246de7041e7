#pragma once

#include "core/merge/plan/plan.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace layerloom::core {

/// What file systems that share blocks between files have as their block, where nobody chose another.
inline constexpr std::uint64_t kBlockBytes = 4096;
/// Shorter ranges are not worth a place of their own in a file system's map.
inline constexpr std::uint64_t kLeastSharedBytes = 16 * kBlockBytes;

/// Whole blocks of an output file that can be the blocks of a source file: both offsets and the length are multiples of
/// kBlockBytes.
struct SharedRange {
    std::uint64_t offset = 0; ///< in the output file
    std::uint64_t bytes = 0;
    std::uint32_t model = 0; ///< index into MergePlan::models
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< in that shard's file
    friend bool operator==(const SharedRange&, const SharedRange&) = default;
};

/// Finds the ranges of one file whose tensors are told in file order.
class SharedRangeFinder {
public:
    void add(const PlannedTensor& tensor, std::uint64_t offset);
    /// The ranges in file order; the finder is done then.
    std::vector<SharedRange> take();

private:
    void closeRun();

    SharedRange m_run; // bytes of one source that stand here as they do there
    std::vector<SharedRange> m_ranges;
};

/// What of a planned file can share the blocks of its sources, in file order.
std::vector<SharedRange> sharedRanges(const PlannedShard& shard);
/// The parts of a tensor that lie in none of `ranges` (in file order), as [begin, end) counted from its first byte.
std::vector<std::pair<std::uint64_t, std::uint64_t>> partsOutside(const PlannedTensor& tensor,
                                                                  const std::vector<SharedRange>& ranges);
std::uint64_t sharedBytes(const std::vector<SharedRange>& ranges);

} // namespace layerloom::core
