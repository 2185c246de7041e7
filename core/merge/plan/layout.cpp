#include "core/merge/plan/layout.h"

#include "core/checkpoint/safetensors_header.h"
#include "core/merge/plan/block_order.h"
#include "core/merge/plan/shared_ranges.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <numeric>

namespace layerloom::core {
namespace {

/// Tensors in order, each file filled up to `shardBytes` of payload (0: one file).
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

/// The files that an order makes of some tensors, before their headers are known.
class Draft {
public:
    Draft(const std::vector<PlannedTensor>& tensors, FileOrders files)
        : m_tensors(tensors)
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
    /// Where in a block the first tensor of a file shall stand; nullopt when it does not matter.
    std::optional<std::uint64_t> start(std::size_t file) const { return m_starts[file]; }
    std::uint64_t sharedBytes() const { return m_sharedBytes; }

private:
    /// Readers map a file and need each element where its size divides its offset. Where the order breaks that (a byte-sized
    /// tensor among larger ones), larger elements go first.
    void align(std::vector<std::uint32_t>& file) const
    {
        std::uint64_t offset = 0;
        const bool isAligned = std::all_of(file.begin(), file.end(), [&](std::uint32_t index) {
            const bool fits = offset % alignmentOf(m_tensors[index]) == 0;
            offset += m_tensors[index].bytes;
            return fits;
        });
        if (!isAligned)
            std::stable_sort(file.begin(), file.end(), [&](std::uint32_t left, std::uint32_t right) {
                return alignmentOf(m_tensors[left]) > alignmentOf(m_tensors[right]);
            });
    }

    /// Where in a block a file must begin for most of its bytes to keep the place that they have in their source.
    std::optional<std::uint64_t> bestStart(const std::vector<std::uint32_t>& file) const
    {
        std::map<std::uint64_t, std::uint64_t> bytesByStart;
        std::uint64_t offset = 0;
        for (const std::uint32_t index : file) {
            const PlannedTensor& tensor = m_tensors[index];
            const std::uint64_t start =
                (tensor.sourceOffset + kBlockBytes - offset % kBlockBytes) % kBlockBytes;
            if (tensor.isWholeCopy() && tensor.bytes >= kBlockBytes && start % kFileAlignment == 0)
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
            finder.add(m_tensors[index], start);
            start += m_tensors[index].bytes;
        }
        return core::sharedBytes(finder.take());
    }

    const std::vector<PlannedTensor>& m_tensors;
    FileOrders m_files;
    std::vector<std::optional<std::uint64_t>> m_starts;
    std::uint64_t m_sharedBytes = 0;
};

/// Numeric order where nearly all blocks can be shared so, else the order in which more of them can.
Draft bestDraft(const std::vector<PlannedTensor>& tensors, std::uint64_t shardBytes)
{
    Draft numeric(tensors, numericOrder(tensors, shardBytes));
    const std::uint64_t copied = std::accumulate(
        tensors.begin(), tensors.end(), std::uint64_t(0), [](std::uint64_t sum, const PlannedTensor& tensor) {
            return sum + (tensor.isWholeCopy() && tensor.bytes >= kLeastSharedBytes ? tensor.bytes : 0);
        });
    if (numeric.sharedBytes() >= copied - copied / 100)
        return numeric;
    Draft shared(tensors, blockOrder(tensors, shardBytes));
    return shared.sharedBytes() > numeric.sharedBytes() + copied / 200 ? std::move(shared)
                                                                       : std::move(numeric);
}

PlannedShard shardOf(std::vector<PlannedTensor> tensors, std::optional<std::uint64_t> start)
{
    PlannedShard shard;
    std::vector<HeaderEntry> entries;
    entries.reserve(tensors.size());
    for (const PlannedTensor& tensor : tensors)
        entries.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    shard.header = start ? buildSafetensorsHeader(entries, kBlockBytes, *start)
                         : buildSafetensorsHeader(entries, kFileAlignment);
    shard.fileBytes = shard.header.size();
    for (PlannedTensor& tensor : tensors) {
        tensor.offset = shard.fileBytes;
        shard.fileBytes += tensor.bytes;
    }
    shard.tensors = std::move(tensors);
    return shard;
}

std::string fiveDigits(std::size_t number)
{
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

} // namespace

std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, std::uint64_t shardBytes,
                                 bool alwaysSharded)
{
    const Draft draft = bestDraft(tensors, shardBytes);
    std::vector<PlannedShard> shards;
    for (std::size_t file = 0; file < draft.files().size(); ++file) {
        std::vector<PlannedTensor> inFile;
        inFile.reserve(draft.files()[file].size());
        for (const std::uint32_t index : draft.files()[file])
            inFile.push_back(std::move(tensors[index]));
        shards.push_back(shardOf(std::move(inFile), draft.start(file)));
    }
    for (std::size_t i = 0; i < shards.size(); ++i)
        shards[i].fileName = shards.size() == 1 && !alwaysSharded
            ? "model.safetensors"
            : "model-" + fiveDigits(i + 1) + "-of-" + fiveDigits(shards.size()) + ".safetensors";
    return shards;
}

std::string indexText(const std::vector<PlannedShard>& shards, std::uint64_t payloadBytes)
{
    nlohmann::ordered_json files = nlohmann::ordered_json::object();
    // Names are unique already; operator[] of an ordered object would look for each among all before it.
    auto& members = files.get_ref<nlohmann::ordered_json::object_t&>();
    for (const PlannedShard& shard : shards)
        for (const PlannedTensor& tensor : shard.tensors)
            members.push_back({tensor.name, shard.fileName});
    nlohmann::ordered_json index;
    index["metadata"]["total_size"] = payloadBytes;
    index["weight_map"] = std::move(files);
    return index.dump(2) + "\n";
}

} // namespace layerloom::core
