#include "core/checkpoint/shard_index.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/checkpoint/checkpoint.h"
#include "core/io/json_scan.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <map>
#include <optional>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kMaxIndexBytes = 200'000'000;

[[noreturn]] void refuseIndex(const std::string& file, const std::string& sentence)
{
    throw Error(ErrorCode::Corrupt, file + ": " + sentence);
}

// "model.safetensors.index.json" names .safetensors, "pytorch_model.bin.index.json" names .bin.
std::string endingOfFiles(const std::string& index)
{
    const std::string ending = std::filesystem::path(index).stem().stem().extension().string();
    return ending == ".bin" ? ending : ".safetensors";
}

// Empty for a valid name.
std::string faultOfFileName(const std::string& name, const std::string& ending)
{
    const std::filesystem::path path(name);
    if (name.empty())
        return "has no name";
    if (path.is_absolute())
        return "is an absolute path";
    if (std::find(path.begin(), path.end(), "..") != path.end())
        return "leaves the folder";
    if (name.find('\0') != std::string::npos)
        return "holds a zero byte";
    return path.extension() == ending ? "" : "is no " + ending + " file";
}

void checkFileName(const std::string& name, const std::string& tensor, const std::string& file)
{
    const std::string fault = faultOfFileName(name, endingOfFiles(file));
    if (!fault.empty())
        refuseIndex(file, "the file of tensor \"" + tensor + "\", \"" + name + "\", " + fault);
}

void numberFiles(ShardIndex& index, const std::vector<std::string>& filesByArrival)
{
    index.files = filesByArrival;
    std::sort(index.files.begin(), index.files.end(), naturalLess);
    std::vector<std::uint32_t> newNumber;
    for (const std::string& name : filesByArrival) {
        const auto same = std::find(index.files.begin(), index.files.end(), name);
        newNumber.push_back(static_cast<std::uint32_t>(same - index.files.begin()));
    }
    for (auto& [tensor, shard] : index.shardOf)
        shard = newNumber[shard];
}

ShardIndex readWeightMap(JsonScan& scan, const std::string& file)
{
    ShardIndex index;
    std::vector<std::string> files;
    std::map<std::string, std::uint32_t> number;
    scan.object([&](std::string tensor) {
        if (index.shardOf.size() == kMaxTensors)
            refuseIndex(file, "there are more than " + groupedDigits(kMaxTensors) + " tensors");
        if (scan.peek() != '"')
            refuseIndex(file, "the file of tensor \"" + tensor + "\" is not a string");
        const std::string name = scan.string();
        const auto [known, isNew] = number.try_emplace(name, static_cast<std::uint32_t>(files.size()));
        if (isNew) {
            checkFileName(name, tensor, file);
            files.push_back(name);
        }
        const auto [entry, isFirst] = index.shardOf.try_emplace(std::move(tensor), known->second);
        if (!isFirst)
            refuseIndex(file, "tensor \"" + entry->first + "\" is named twice");
    });
    numberFiles(index, files);
    return index;
}

} // namespace

ShardIndex readShardIndex(const std::filesystem::path& path)
{
    const std::string file = path.filename().string();
    const std::string text = readTextFile(path, kMaxIndexBytes);
    if (!isUtf8(text))
        refuseIndex(file, "the index is not UTF-8 text");
    JsonScan scan(text, file);
    if (scan.peek() != '{')
        refuseIndex(file, "the index is not a JSON object");
    std::optional<ShardIndex> index;
    scan.object([&](const std::string& key) {
        if (key != "weight_map") {
            scan.value();
            return;
        }
        if (index || scan.peek() != '{')
            refuseIndex(file, index ? "there are two weight maps" : "\"weight_map\" is not an object");
        index = readWeightMap(scan, file);
    });
    scan.expectEnd();
    if (!index)
        refuseIndex(file, "there is no \"weight_map\"");
    return std::move(*index);
}

} // namespace layerloom::core
