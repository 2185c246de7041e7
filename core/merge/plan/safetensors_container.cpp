#include "core/merge/plan/safetensors_container.h"

#include "core/checkpoint/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace layerloom::core {
namespace {

std::string fiveDigits(std::size_t number)
{
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

std::string indexText(const std::vector<PlannedShard>& shards)
{
    nlohmann::ordered_json files = nlohmann::ordered_json::object();
    // Names are unique already; operator[] of an ordered object would look for each among all before it.
    auto& members = files.get_ref<nlohmann::ordered_json::object_t&>();
    std::uint64_t payloadBytes = 0;
    for (const PlannedShard& shard : shards)
        for (const PlannedTensor& tensor : shard.tensors) {
            members.push_back({tensor.name, shard.fileName});
            payloadBytes += tensor.bytes;
        }
    nlohmann::ordered_json index;
    index["metadata"]["total_size"] = payloadBytes;
    index["weight_map"] = std::move(files);
    return index.dump(2) + "\n";
}

/// The notes of the tensors; each element of a list once, in the order of the file.
std::map<std::string, std::string> metadataOf(const std::vector<PlannedTensor>& tensors)
{
    std::map<std::string, std::string> metadata {{"format", "pt"}};
    std::map<std::string, nlohmann::ordered_json> lists;
    std::set<std::pair<std::string, std::string>> listed;
    for (const PlannedTensor& tensor : tensors)
        for (const HeaderNote& note : tensor.notes)
            if (!note.isElement)
                metadata[note.key] = note.value;
            else if (listed.insert({note.key, note.value}).second)
                lists[note.key].push_back(note.value);
    for (const auto& [key, list] : lists)
        metadata[key] = list.dump();
    return metadata;
}

} // namespace

SafetensorsContainer::SafetensorsContainer(std::string stem)
    : m_stem(std::move(stem))
{}

std::string SafetensorsContainer::fileName(std::size_t index, std::size_t count, bool alwaysSharded) const
{
    if (count == 1 && !alwaysSharded)
        return m_stem + ".safetensors";
    return m_stem + "-" + fiveDigits(index + 1) + "-of-" + fiveDigits(count) + ".safetensors";
}

std::uint64_t SafetensorsContainer::tensorAlignment(const PlannedTensor& tensor) const
{
    const auto bits = bitsPerElement(tensor.dtype);
    return bits && *bits >= 8 ? *bits / 8 : 1;
}

std::string SafetensorsContainer::header(const std::vector<PlannedTensor>& tensors,
                                         HeaderPadding padding) const
{
    std::vector<HeaderEntry> entries;
    entries.reserve(tensors.size());
    for (const PlannedTensor& tensor : tensors)
        entries.push_back({tensor.name, tensor.dtype, tensor.shape, tensor.bytes});
    return buildSafetensorsHeader(entries, metadataOf(tensors), padding.alignment, padding.remainder);
}

std::vector<PlannedFile> SafetensorsContainer::indexFiles(const std::vector<PlannedShard>& shards,
                                                          bool alwaysSharded) const
{
    if (shards.size() == 1 && !alwaysSharded)
        return {};
    return {textFile(m_stem + ".safetensors.index.json", indexText(shards))};
}

std::vector<TensorInfo> SafetensorsContainer::readTensors(const std::filesystem::path& file) const
{
    return readSafetensorsHeader(file).tensors;
}

std::string weightsStem(const Checkpoint& checkpoint)
{
    const std::string diffusers = "diffusion_pytorch_model";
    const bool isTheirs = !checkpoint.shards().empty()
        && checkpoint.shards().front().path.filename().string().starts_with(diffusers);
    return isTheirs ? diffusers : "model";
}

} // namespace layerloom::core
