#pragma once

#include "core/merge/plan/planned_files.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace layerloom::core {

/// The default block size of the file systems that can share blocks between files (Btrfs, XFS).
inline constexpr std::uint64_t kBlockBytes = 4096;
/// Shorter ranges are not worth an extent of their own.
inline constexpr std::uint64_t kLeastSharedBytes = 16 * kBlockBytes;

/// Blocks that an output file can share with a source file: both offsets and the length are multiples of
/// kBlockBytes.
struct SharedRange {
    std::uint64_t offset = 0; ///< in the output file
    std::uint64_t bytes = 0;
    std::uint32_t model = 0; ///< index into MergePlan::models
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< in that shard's file
    friend bool operator==(const SharedRange&, const SharedRange&) = default;
};

/// Collects the ranges of one file.
class SharedRangeFinder {
public:
    /// Adds the next tensor in file order, at `offset` of the output file.
    void add(const PlannedTensor& tensor, std::uint64_t offset);
    /// The ranges in file order. Ends the use of this finder.
    std::vector<SharedRange> take();

private:
    void closeRun();

    SharedRange m_run; // contiguous both in the output and in one source
    std::vector<SharedRange> m_ranges;
};

/// The ranges of a planned file that can share blocks with its sources, in file order.
std::vector<SharedRange> sharedRanges(const PlannedShard& shard);
/// The parts of a tensor outside `ranges` (in file order), as [begin, end) counted from its first byte.
std::vector<std::pair<std::uint64_t, std::uint64_t>> partsOutside(const PlannedTensor& tensor,
                                                                  const std::vector<SharedRange>& ranges);
/// The sum of their lengths.
std::uint64_t sharedBytes(const std::vector<SharedRange>& ranges);

} // namespace layerloom::core
