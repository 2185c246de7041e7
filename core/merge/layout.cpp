#include "core/merge/layout.h"

#include "core/checkpoint/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {
namespace {

std::uint64_t alignmentOf(const PlannedTensor& tensor)
{
    const auto bits = bitsPerElement(tensor.dtype);
    return bits && *bits >= 8 ? *bits / 8 : 1;
}

/// Readers map a file and need each element where its size divides its offset. Where the order breaks that (a byte-sized
/// tensor among larger ones), larger elements go first.
void align(std::vector<PlannedTensor>& tensors)
{
    std::uint64_t offset = 0;
    const bool isAligned = std::all_of(tensors.begin(), tensors.end(), [&](const PlannedTensor& tensor) {
        const bool fits = offset % alignmentOf(tensor) == 0;
        offset += tensor.bytes;
        return fits;
    });
    if (!isAligned)
        std::stable_sort(tensors.begin(), tensors.end(),
                         [](const PlannedTensor& left, const PlannedTensor& right) {
                             return alignmentOf(left) > alignmentOf(right);
                         });
}

PlannedShard shardOf(std::vector<PlannedTensor> tensors)
{
    align(tensors);
    PlannedShard shard;
    std::vector<HeaderEntry> entries;
    entries.reserve(tensors.size());
    for (const PlannedTensor& tensor : tensors)
        entries.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    shard.header = buildSafetensorsHeader(entries);
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

std::vector<PlannedShard> layOut(std::vector<PlannedTensor> tensors, std::uint64_t shardBytes)
{
    std::vector<PlannedShard> shards;
    std::vector<PlannedTensor> open;
    std::uint64_t bytes = 0;
    for (PlannedTensor& tensor : tensors) {
        if (shardBytes != 0 && !open.empty() && bytes + tensor.bytes > shardBytes) {
            shards.push_back(shardOf(std::exchange(open, {})));
            bytes = 0;
        }
        bytes += tensor.bytes;
        open.push_back(std::move(tensor));
    }
    shards.push_back(shardOf(std::move(open)));
    for (std::size_t i = 0; i < shards.size(); ++i)
        shards[i].fileName = shards.size() == 1
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
