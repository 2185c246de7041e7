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
    std::vector<std::string> notes; ///< files of weights that are not read, a sentence each
};

/// Finds the weight files at `path`: a model folder, one weight file, or an index. Safetensors take
/// precedence over PyTorch's .bin. With `allowNone` a folder with config.json alone has no names. Throws
/// Error{Io} when `path` is missing, {Unsupported} when there are no weights, {Corrupt} when a shard is
/// missing.
CheckpointFiles checkpointFilesAt(const std::filesystem::path& path, bool allowNone);

/// "The folder /models/x": the beginning of a message.
std::string folderText(const std::filesystem::path& folder);

/// True for the names of PyTorch's files: ".bin", ".pt", ".pth".
bool isTorchFile(const std::string& name);

} // namespace layerloom::core
