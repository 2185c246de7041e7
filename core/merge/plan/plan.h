#pragma once

#include "core/base/result.h"
#include "core/document/output_settings.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Bytes of a source's tensor that stand in every row of an output tensor, behind those of the piece before.
struct TensorPiece {
    std::uint32_t model = 0; ///< index into MergePlan::models
    std::uint32_t tensor = 0; ///< index into that checkpoint's tensors()
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< in that shard's file: its bytes of the first row
    std::uint64_t rowBytes = 0; ///< what it has in each row
    std::uint64_t stride = 0; ///< from one row of the source to the next
};

/// The most that reading tensors composed of pieces keeps in memory for each model.
inline constexpr std::uint64_t kRowWindowBytes = 1U << 20U;

/// One tensor of the output and how its bytes come to be.
struct PlannedTensor {
    std::string name;
    std::string dtype; ///< in the output
    std::vector<std::uint64_t> shape;
    std::uint32_t model = 0; ///< index into MergePlan::models
    std::uint32_t tensor = 0; ///< index into that checkpoint's tensors()
    std::uint64_t offset = 0; ///< in the output file
    std::uint64_t bytes = 0; ///< in the output
    double scale = 1;
    bool converts = false; ///< the dtype changes
    std::uint32_t sourceShard = 0; ///< index into that checkpoint's shards()
    std::uint64_t sourceOffset = 0; ///< in that shard's file
    /// Of a tensor with a part for each layer, put together row by row from the parts of the stack's layers: no scale of a
    /// layer touches it, conversions do. `model` and `tensor` then name the source of the first piece alone, and the
    /// place in a source is that of the pieces. Empty for all others.
    std::vector<TensorPiece> pieces {};
    std::uint64_t rows = 1; ///< how often all pieces follow each other
    bool isCopy() const { return !converts && scale == 1; }
    /// A copy whose bytes follow each other in one source as in the output, so that blocks can be shared.
    bool isWholeCopy() const { return isCopy() && pieces.empty(); }
};

/// One safetensors file of the output.
struct PlannedShard {
    std::string fileName; ///< "model-00001-of-00005.safetensors" or "model.safetensors"
    std::string header; ///< the first bytes of the file, complete
    std::vector<PlannedTensor> tensors; ///< in file order, without holes
    std::uint64_t fileBytes = 0;
};

/// One other file of the output: `content` is written, or `copyOf` is copied byte for byte.
struct PlannedFile {
    std::string name;
    std::string content;
    std::optional<std::filesystem::path> copyOf;
    std::uint64_t bytes = 0;
};

/// Everything a merge will do. Pure value: the dialog, `check`, `--dry-run` and the executor read the same one.
struct MergePlan {
    std::vector<std::shared_ptr<const Model>>
        models; ///< kept alive; sources are opened read-only when it runs
    std::vector<PlannedShard> shards;
    std::vector<PlannedFile> files; ///< config.json, index, tokenizer, card, …
    std::uint64_t parameters = 0; ///< equals Totals::parameters
    std::uint64_t payloadBytes = 0; ///< the index's metadata.total_size
    std::uint64_t bytesRead = 0;
    std::uint64_t bytesWritten = 0; ///< all files: the disk space needed
    std::uint64_t memoryBytes = 0; ///< buffers, estimated
    bool needsEngine = false; ///< some tensor is converted or scaled
    std::uint64_t tensorCount() const;
};

/// Plans the merge of a stack: at most 10 ms for 140 layers. Fails with the first error of problems(stack).
Result<MergePlan> planMerge(const Stack& stack, const OutputSettings& settings);

} // namespace layerloom::core
