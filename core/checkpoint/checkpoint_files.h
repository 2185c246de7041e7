#pragma once

#include "core/checkpoint/shard_index.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The files of one checkpoint.
struct CheckpointFiles {
    std::filesystem::path folder;
    std::vector<std::string> names; ///< of the weights, relative to the folder, in natural order
    std::string indexName; ///< empty without an index
    std::optional<ShardIndex> index;
};

/// Finds the weights at `path`: a model folder, one file of weights, or an index. Safetensors go before PyTorch's .bin.
/// Throws Error{Io} for what is not there, {Unsupported} where there are no weights, {Corrupt} for a missing shard.
/// A folder with config.json alone has no names when `allowNone`.
CheckpointFiles checkpointFilesAt(const std::filesystem::path& path, bool allowNone);

/// "The folder /models/x", as messages begin.
std::string folderText(const std::filesystem::path& folder);

/// True for the names of PyTorch's files: ".bin", ".pt", ".pth".
bool isTorchFile(const std::string& name);

} // namespace layerloom::core
