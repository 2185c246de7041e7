#pragma once

#include "core/merge/plan/shared_ranges.h"
#include "core/merge/write/job_meter.h"
#include "core/merge/write/source_files.h"

#include <set>
#include <utility>
#include <vector>

namespace layerloom::core {

/// Makes files of the output share blocks with their sources (FICLONERANGE) where the file system can. A file
/// system that cannot is asked once.
class BlockSharer {
public:
    /// REQUIRES: all arguments outlive this.
    BlockSharer(SourceFiles& sources, JobMeter& meter)
        : m_sources(sources)
        , m_meter(meter)
    {}

    /// Shares all ranges that can be shared. Returns the ranges that now hold the bytes of their sources, in file order;
    /// all others remain to be written.
    std::vector<SharedRange> share(const PlannedShard& shard, const File& target);
    /// Bytes shared so far.
    std::uint64_t bytes() const { return m_bytes; }

private:
    bool share(const SharedRange& range, const File& target);

    SourceFiles& m_sources;
    JobMeter& m_meter;
    std::set<std::pair<std::uint64_t, std::uint64_t>> m_unable; // devices of a source and a target
    std::uint64_t m_bytes = 0;
};

} // namespace layerloom::core
