#pragma once

#include "core/base/result.h"
#include "core/checks/problem.h"
#include "core/document/output_settings.h"
#include "core/merge/plan/container.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace layerloom::core {

/// Everything a merge will do. A value: dialog, `check`, `--dry-run` and the writer use the same one.
struct MergePlan {
    std::vector<std::shared_ptr<const Model>> models; ///< sources; their files are opened when the merge runs
    std::shared_ptr<const Container> container; ///< file format of the shards
    std::vector<PlannedShard> shards;
    std::vector<PlannedFile> files; ///< config.json, index, tokenizer, card, …
    std::vector<std::string> notCopied; ///< files of the folder that gives config.json, see copiedFiles()
    /// Tensors that stay in F32 although the weights are converted, by kind: see KeptPrecision.
    std::map<std::string, std::uint64_t> keptF32;
    std::uint64_t dequantized = 0; ///< number of tensors that are decoded from quantized ones
    std::uint64_t parameters = 0; ///< equals Totals::parameters
    std::uint64_t payloadBytes = 0; ///< bytes of all tensors
    std::uint64_t bytesRead = 0;
    std::uint64_t bytesWritten = 0; ///< of all files: the disk space needed when no blocks are shared
    std::uint64_t memoryBytes = 0; ///< of buffers; an estimate
    bool needsEngine = false; ///< some tensor is converted or scaled
    std::uint64_t quantizedWeights = 0; ///< elements of the weights that OutputSettings::quantize applies to
    std::uint64_t quantizedBytes = 0; ///< of the tensors that are stored for them
    std::uint64_t quantizedModules = 0;
    /// True when sizes depend on values that were not read: they are upper bounds, and only what prepareMerge() makes of
    /// the plan can be run.
    bool isEstimate = false;
    std::string estimateFingerprint {}; ///< of a prepared plan: that of the estimate; else empty
    std::uint64_t tensorCount() const;
};

/// The names of all files that a plan makes.
std::set<std::string> filesOf(const MergePlan& plan);

/// The formats that have read the values of their tensors (TensorFormat::prepared()), by the name of the first tensor that
/// is stored for each.
using PreparedFormats = std::map<std::string, std::shared_ptr<const TensorFormat>>;

/// Plans the merge of a stack; takes at most 10 ms for 140 layers. Without a container it writes safetensors.
/// Fails with the first error of problems(stack) and quantizationProblems().
Result<MergePlan> planMerge(const Stack& stack, const OutputSettings& settings,
                            std::shared_ptr<const Container> container = nullptr,
                            const PreparedFormats& prepared = {});

/// Bits that are stored for each quantized weight; 0 when none is quantized.
double bitsPerWeight(const MergePlan& plan);

/// The problem P36 for an error of planMerge().
Problem refusal(const Error& error);

/// The problems of a merge: problems(stack), quantizationProblems(), and P36 if none of them is an error but planMerge() fails. Reads the
/// sources' folders.
std::vector<Problem> mergeProblems(const Stack& stack, const OutputSettings& settings);

} // namespace layerloom::core
