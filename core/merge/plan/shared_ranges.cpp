#include "core/merge/plan/shared_ranges.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace layerloom::core {

void SharedRangeFinder::add(const PlannedTensor& tensor, std::uint64_t offset)
{
    const bool continuesRun = tensor.isWholeCopy() && m_run.bytes > 0 && tensor.model == m_run.model
        && tensor.sourceShard == m_run.sourceShard && offset == m_run.offset + m_run.bytes
        && tensor.sourceOffset == m_run.sourceOffset + m_run.bytes;
    if (!continuesRun) {
        closeRun();
        if (!tensor.isWholeCopy())
            return;
        m_run = {offset, 0, tensor.model, tensor.sourceShard, tensor.sourceOffset};
    }
    m_run.bytes += tensor.bytes;
}

void SharedRangeFinder::closeRun()
{
    SharedRange run = std::exchange(m_run, {});
    if (run.offset % kBlockBytes != run.sourceOffset % kBlockBytes)
        return;
    const std::uint64_t edge = (kBlockBytes - run.offset % kBlockBytes) % kBlockBytes;
    if (run.bytes < edge + kLeastSharedBytes)
        return;
    run.offset += edge;
    run.sourceOffset += edge;
    run.bytes = (run.bytes - edge) / kBlockBytes * kBlockBytes;
    m_ranges.push_back(run);
}

std::vector<SharedRange> SharedRangeFinder::take()
{
    closeRun();
    return std::move(m_ranges);
}

std::vector<SharedRange> sharedRanges(const PlannedShard& shard)
{
    SharedRangeFinder finder;
    for (const PlannedTensor& tensor : shard.tensors)
        finder.add(tensor, tensor.offset);
    return finder.take();
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> partsOutside(const PlannedTensor& tensor,
                                                                  const std::vector<SharedRange>& ranges)
{
    std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
    const std::uint64_t end = tensor.offset + tensor.bytes;
    std::uint64_t at = tensor.offset;
    auto range = std::partition_point(ranges.begin(), ranges.end(), [&](const SharedRange& candidate) {
        return candidate.offset + candidate.bytes <= at;
    });
    for (; range != ranges.end() && range->offset < end; ++range) {
        if (range->offset > at)
            parts.emplace_back(at - tensor.offset, range->offset - tensor.offset);
        at = range->offset + range->bytes;
    }
    if (at < end)
        parts.emplace_back(at - tensor.offset, tensor.bytes);
    return parts;
}

std::uint64_t sharedBytes(const std::vector<SharedRange>& ranges)
{
    return std::accumulate(ranges.begin(), ranges.end(), std::uint64_t(0),
                           [](std::uint64_t sum, const SharedRange& range) { return sum + range.bytes; });
}

} // namespace layerloom::core
