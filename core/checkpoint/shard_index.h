#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace layerloom::core {

/// What a model.safetensors.index.json or a pytorch_model.bin.index.json says.
struct ShardIndex {
    std::vector<std::string> files; ///< relative to the index's folder, each once, in natural order
    std::unordered_map<std::string, std::uint32_t> shardOf; ///< tensor name -> index into files
};

/// Reads an index. Throws Error{Corrupt} when it is no index, names a tensor twice, or names a file that is absolute
/// or leaves the folder through "..", or has another ending than the index speaks of (.safetensors, .bin).
ShardIndex readShardIndex(const std::filesystem::path& path);

} // namespace layerloom::core
