#pragma once

#include "core/checkpoint/checkpoint.h"

namespace layerloom::core {

/// What a pytorch_model.bin holds, found without reading a tensor.
struct TorchArchive {
    std::uint64_t fileBytes = 0;
    std::uint64_t dataBegin = 0; ///< the first tensor's first byte
    std::int64_t modified = 0; ///< file time in nanoseconds
    std::vector<TensorInfo> tensors; ///< offsets from the start of the file; tied tensors share theirs
};

/// Reads a file written by torch.save: a zip file, or the form before PyTorch 1.6. Both hold a pickle; it is read, never
/// run: what is not part of a dictionary of tensors is refused by name (Error{Unsupported}). So are tensors whose
/// elements do not lie one after the other, and files of big-endian machines. Sizes are checked against the storages,
/// storages against the file. FORMATS.md describes both forms.
TorchArchive readTorchArchive(const std::filesystem::path& path);

} // namespace layerloom::core
