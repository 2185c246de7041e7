#include "core/merge/plan/layout.h"

#include "core/merge/plan/block_order.h"
#include "core/merge/plan/shared_ranges.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace layerloom::core {
namespace {

/// The order given, each file filled up to `shardBytes` of payload (0: one file).
FileOrders numericOrder(const std::vector<PlannedTensor>& tensors, std::uint64_t shardBytes)
{
    FileOrders files(1);
    std::uint64_t bytes = 0;
    for (std::uint32_t index = 0; index < tensors.size(); ++index) {
        if (shardBytes != 0 && !files.back().empty() && bytes + tensors[index].bytes > shardBytes) {
            files.emplace_back();
            bytes = 0;
        }
        bytes += tensors[index].bytes;
        files.back().push_back(index);
    }
    return files;
}

/// Where a tensor begins when the one before it ends at `end`.
std::uint64_t offsetAfter(std::uint64_t end, const PlannedTensor& tensor, const Container& container)
{
    if (!container.allowsGaps())
        return end;
    const std::uint64_t alignment = container.tensorAlignment(tensor);
    return (end + alignment - 1) / alignment * alignment;
}

/// Files of tensors in an order, before their headers are known.
class Draft {
public:
    Draft(const std::vector<PlannedTensor>& tensors, const Container& container, FileOrders files)
        : m_tensors(tensors)
        , m_container(container)
        , m_files(std::move(files))
        , m_starts(m_files.size())
    {
        for (std::size_t file = 0; file < m_files.size(); ++file) {
            align(m_files[file]);
            m_starts[file] = bestStart(m_files[file]);
            if (const std::optional<std::uint64_t> start = m_starts[file])
                m_sharedBytes += sharedBytesOf(m_files[file], *start);
        }
    }

    const FileOrders& files() const { return m_files; }
    /// The offset of a file's payload modulo the block size; nullopt when it does not matter.
    std::optional<std::uint64_t> start(std::size_t file) const { return m_starts[file]; }
    std::uint64_t sharedBytes() const { return m_sharedBytes; }

private:
    /// Where the order breaks the alignment of a tensor (a byte-sized one among larger ones) and gaps are not
    /// allowed, the tensors of larger alignment go first.
    void align(std::vector<std::uint32_t>& file) const
    {
        if (m_container.allowsGaps())
            return;
        std::uint64_t offset = 0;
        const bool isAligned = std::all_of(file.begin(), file.end(), [&](std::uint32_t index) {
            const bool fits = offset % m_container.tensorAlignment(m_tensors[index]) == 0;
            offset += m_tensors[index].bytes;
            return fits;
        });
        if (!isAligned)
            std::stable_sort(file.begin(), file.end(), [&](std::uint32_t left, std::uint32_t right) {
                return m_container.tensorAlignment(m_tensors[left])
                    > m_container.tensorAlignment(m_tensors[right]);
            });
    }

    /// The offset modulo the block size at which the payload must start for the most bytes to keep that of
    /// their source.
    std::optional<std::uint64_t> bestStart(const std::vector<std::uint32_t>& file) const
    {
        std::map<std::uint64_t, std::uint64_t> bytesByStart;
        std::uint64_t offset = 0;
        for (const std::uint32_t index : file) {
            const PlannedTensor& tensor = m_tensors[index];
            offset = offsetAfter(offset, tensor, m_container);
            const std::uint64_t start =
                (tensor.sourceOffset + kBlockBytes - offset % kBlockBytes) % kBlockBytes;
            if (tensor.isWholeCopy() && tensor.bytes >= kBlockBytes
                && start % m_container.fileAlignment() == 0)
                bytesByStart[start] += tensor.bytes;
            offset += tensor.bytes;
        }
        const auto most =
            std::max_element(bytesByStart.begin(), bytesByStart.end(),
                             [](const auto& left, const auto& right) { return left.second < right.second; });
        if (most == bytesByStart.end() || sharedBytesOf(file, most->first) == 0)
            return std::nullopt;
        return most->first;
    }

    std::uint64_t sharedBytesOf(const std::vector<std::uint32_t>& file, std::uint64_t start) const
    {
        SharedRangeFinder finder;
        for (const std::uint32_t index : file) {
            start = offsetAfter(start, m_tensors[index], m_container);
            finder.add(m_tensors[index], start);
            start += m_tensors[index].bytes;
        }
        return core::sharedBytes(finder.take());
    }

    const std::vector<PlannedTensor>& m_tensors;
    const Container& m_container;
    FileOrders m_files;
    std::vector<std::optional<std::uint64_t>> m_starts;
    std::uint64_t m_sharedBytes = 0;
};

/// Numeric order where nearly all blocks can be shared, else the order that shares more of them.
Draft bestDraft(const std::vector<PlannedTensor>& tensors, const Container& container,
                std::uint64_t shardBytes)
{
    Draft numeric(tensors, container, numericOrder(tensors, shardBytes));
    const std::uint64_t copied = std::accumulate(
        tensors.begin(), tensors.end(), std::uint64_t(0), [](std::uint64_t sum, const PlannedTensor& tensor) {
            return sum + (tensor.isWholeCopy() && tensor.bytes >= kLeastSharedBytes ? tensor.bytes : 0);
        });
    if (numeric.sharedBytes() >= copied - copied / 100)
        return numeric;
    Draft shared(tensors, container, blockOrder(tensors, container, shardBytes));
    return shared.sharedBytes() > numeric.sharedBytes() + copied / 200 ? std::move(shared)
                                                                       : std::move(numeric);
}

PlannedShard shardOf(std::vector<PlannedTensor> tensors, const Container& container,
                     std::optional<std::uint64_t> start)
{
    PlannedShard shard;
    shard.header = container.header(
        tensors, start ? HeaderPadding {kBlockBytes, *start} : HeaderPadding {container.fileAlignment(), 0});
    shard.fileBytes = shard.header.size();
    for (PlannedTensor& tensor : tensors) {
        tensor.offset = offsetAfter(shard.fileBytes, tensor, container);
        shard.fileBytes = tensor.offset + tensor.bytes;
    }
    shard.tensors = std::move(tensors);
    return shard;
}

} // namespace

std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, const Container& container,
                                 std::uint64_t shardBytes, bool alwaysSharded)
{
    const Draft draft = bestDraft(tensors, container, shardBytes);
    const std::size_t count = draft.files().size();
    std::vector<PlannedShard> shards;
    for (std::size_t file = 0; file < count; ++file) {
        std::vector<PlannedTensor> inFile;
        inFile.reserve(draft.files()[file].size());
        for (const std::uint32_t index : draft.files()[file])
            inFile.push_back(std::move(tensors[index]));
        shards.push_back(shardOf(std::move(inFile), container, draft.start(file)));
        shards.back().fileName = container.fileName(file, count, alwaysSharded);
    }
    return shards;
}

} // namespace layerloom::core
