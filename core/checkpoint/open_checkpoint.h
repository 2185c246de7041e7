#pragma once

#include "core/base/result.h"
#include "core/checkpoint/checkpoint.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// Opens a Hugging Face folder (single or sharded safetensors, else PyTorch's .bin, with or without index), a
/// lone .safetensors or .bin file (its folder's config.json is used) or an index file. Reads headers only;
/// symbolic links are followed. Nothing inside a .bin is run. A folder with config.json and no weights opens
/// too when `allowConfigOnly`: its tensors() are empty. Errors name file, tensor and value: Io; Corrupt for
/// violations of the format (FORMATS.md); Unsupported for formats and types that this program does not read.
Result<std::shared_ptr<const Checkpoint>> openCheckpoint(const std::filesystem::path& path,
                                                         bool allowConfigOnly = false);

} // namespace layerloom::core
