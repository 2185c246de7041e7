#pragma once

#include "core/checkpoint/checkpoint.h"

namespace layerloom::core {

/// The content of a pytorch_model.bin, found without reading a tensor.
struct TorchArchive {
    std::uint64_t fileBytes = 0;
    std::uint64_t dataBegin = 0; ///< offset of the first tensor
    std::int64_t modified = 0; ///< file time in nanoseconds
    std::vector<TensorInfo> tensors; ///< offsets from the start of the file; tied tensors share theirs
};

/// Reads a file written by torch.save: a zip file, or the format before PyTorch 1.6 (FORMATS.md). Both hold a
/// pickle, which is parsed, never executed. Error{Unsupported}: a pickle with more than a dictionary of
/// tensors, tensors that are not contiguous, files of big-endian machines. Error{Corrupt}: tensors that
/// exceed their storage, storages that exceed the file. Error{Io}.
TorchArchive readTorchArchive(const std::filesystem::path& path);

} // namespace layerloom::core
