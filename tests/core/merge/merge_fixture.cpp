#include "tests/core/merge/merge_fixture.h"

#include "core/checkpoint/open_checkpoint.h"

#include <algorithm>
#include <fstream>

namespace layerloom::tests {

using namespace core;

std::filesystem::path TestFolders::fresh()
{
    return m_folder / std::to_string(++m_number);
}

std::filesystem::path TestFolders::written(const TinyOptions& options)
{
    return writeTinyCheckpoint(fresh(), options);
}

Stack stackOf(const std::vector<std::filesystem::path>& folders, Blocks blocks)
{
    Stack stack;
    for (const auto& folder : folders)
        stack.setup.sources.push_back(sourceFor(openModel(folder, true).value(), folder.string()));
    stack.blocks = std::move(blocks);
    return stack;
}

Blocks layersOfA(const std::vector<std::uint32_t>& layers)
{
    Blocks blocks;
    for (const std::uint32_t layer : layers)
        blocks.push_back({0, LayerIndex::from(layer), {}, false});
    return blocks;
}

std::string tensorBytes(const std::filesystem::path& folder, const std::string& name)
{
    return tensorBytes(*openCheckpoint(folder).value(), name);
}

std::string tensorBytes(const Checkpoint& checkpoint, const std::string& name)
{
    const TensorInfo* tensor = checkpoint.find(name);
    if (tensor == nullptr)
        return {};
    std::ifstream file(checkpoint.shards()[tensor->shard].path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(tensor->offset));
    std::string bytes(tensor->bytes, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

std::vector<std::string> tensorNames(const MergePlan& plan)
{
    std::vector<std::string> names;
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors)
            names.push_back(tensor.name);
    return names;
}

const PlannedTensor* findTensor(const MergePlan& plan, const std::string& name)
{
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors)
            if (tensor.name == name)
                return &tensor;
    return nullptr;
}

std::string plannedText(const MergePlan& plan, const std::string& name)
{
    for (const PlannedFile& file : plan.files)
        if (file.name == name)
            return file.copyOf ? readText(*file.copyOf) : file.content;
    return "(none)";
}

bool hasFile(const MergePlan& plan, const std::string& name)
{
    return std::any_of(plan.files.begin(), plan.files.end(),
                       [&](const PlannedFile& file) { return file.name == name; });
}

std::vector<std::string> entriesOf(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace layerloom::tests
