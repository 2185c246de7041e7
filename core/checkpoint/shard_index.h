#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace layerloom::core {

/// The content of a model.safetensors.index.json or a pytorch_model.bin.index.json.
struct ShardIndex {
    std::vector<std::string> files; ///< relative to the index's folder, each once, in natural order
    std::unordered_map<std::string, std::uint32_t> shardOf; ///< tensor name -> index into files
};

/// Reads an index. Throws Error{Io}; Error{Corrupt} when it is malformed, names a tensor twice, or names a
/// file that is absolute, leaves the folder through "..", or has another extension than the index
/// (.safetensors, .bin).
ShardIndex readShardIndex(const std::filesystem::path& path);

} // namespace layerloom::core
