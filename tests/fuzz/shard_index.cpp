// The text of a model.safetensors.index.json.
#include "core/checkpoint/shard_index.h"

#include "core/base/result.h"
#include "tests/fuzz/fuzz.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const tests::MemoryFile file(tests::textOf(data, size));
    const auto index = core::guarded([&] { return core::readShardIndex(file.path()); });
    tests::requireKnownFailure(index);
    if (!index)
        return 0;
    for (const auto& [tensor, shard] : index->shardOf)
        tests::require(shard < index->files.size(), "a tensor lies in no file");
    for (const std::string& name : index->files) {
        const std::filesystem::path path = std::filesystem::path(name).lexically_normal();
        tests::require(path.is_relative() && *path.begin() != "..", "a file leaves the folder");
    }
    return 0;
}
