#include "core/merge/write/block_sharer.h"

#include <algorithm>

namespace layerloom::core {
namespace {

// Bytes of one call: with a source in very many extents each call takes long, and a cancel waits for it.
constexpr std::uint64_t kShareBytes = 1U << 30U;

} // namespace

std::vector<SharedRange> BlockSharer::share(const PlannedShard& shard, const File& target)
{
    std::vector<SharedRange> shared;
    for (const SharedRange& range : sharedRanges(shard))
        if (share(range, target))
            shared.push_back(range);
    return shared;
}

bool BlockSharer::share(const SharedRange& range, const File& target)
{
    const File& source = m_sources.file(range.model, range.sourceShard);
    const std::pair devices(source.device(), target.device());
    if (m_unable.contains(devices))
        return false;
    for (std::uint64_t done = 0; done < range.bytes; done += kShareBytes) {
        m_meter.checkStop();
        const Sharing sharing =
            target.shareBlocks(source, range.sourceOffset + done, std::min(kShareBytes, range.bytes - done),
                               range.offset + done);
        if (sharing == Sharing::Unable)
            m_unable.insert(devices);
        if (sharing != Sharing::Done)
            return false;
    }
    m_bytes += range.bytes;
    m_meter.advance(range.bytes);
    return true;
}

} // namespace layerloom::core
