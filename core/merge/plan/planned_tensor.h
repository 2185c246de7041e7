#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/transform/transform.h"

#include <cstdint>
#include <string>
#include <vector>

namespace layerloom::core {

/// Bytes of one source tensor that every row of a composed tensor contains, after those of the piece before.
struct TensorPiece {
    std::uint32_t model = 0; ///< index into MergePlan::models
    TensorIndex tensor = 0; ///< index into that checkpoint's tensors()
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< of the first row's bytes in that shard's file
    std::uint64_t rowBytes = 0; ///< length in each row
    std::uint64_t stride = 0; ///< bytes from one row of the source to the next
};

/// A member of a file's metadata, or an element of one, that is about a tensor in that file.
struct HeaderNote {
    std::string key;
    std::string value; ///< or an element of the list that the key holds
    bool isElement = false;
};

/// The most that reading composed tensors keeps in memory for each model.
inline constexpr std::uint64_t kRowWindowBytes = 1U << 20U;

/// One tensor of the output: the source bytes, the transforms applied to them, and the place in an output
/// file.
struct PlannedTensor {
    std::string name;
    std::string dtype; ///< in the output, as all that is not called source
    std::vector<std::uint64_t> shape;
    std::uint32_t model = 0; ///< index into MergePlan::models
    TensorIndex tensor = 0; ///< index into that checkpoint's tensors()
    std::uint64_t offset = 0; ///< from the start of the output file
    std::uint64_t bytes = 0;
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< in that shard's file
    /// The source is a decoded tensor (TensorInfo::decoding): its bytes lie in no file.
    bool isDecoded = false;
    Transforms transforms {}; ///< empty: the source's bytes are copied
    std::uint32_t output = 0; ///< index into the outputs of the transforms
    /// A tensor with a slice for each layer is composed row by row from the slices of the stack's layers; its
    /// pieces replace sourceShard and sourceOffset, and `model` and `tensor` name the source of the first.
    /// Never scaled. Empty for others.
    std::vector<TensorPiece> pieces {};
    std::uint64_t rows = 1; ///< number of times that all pieces follow each other
    std::vector<HeaderNote> notes {}; ///< go into the header of the file that the tensor is in

    /// The source's bytes are written as they are read.
    bool isCopy() const { return transforms.empty(); }
    /// A copy whose bytes are contiguous in one source as in the output, so that blocks can be shared.
    bool isWholeCopy() const { return isCopy() && pieces.empty() && !isDecoded; }
};

/// The tensors of the output for a source tensor that is planned as if it were copied, with its transforms.
std::vector<PlannedTensor> outputsOf(const PlannedTensor& planned);

} // namespace layerloom::core
