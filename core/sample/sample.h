#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace layerloom::core {

/// The paths of the sample's checkpoints and document.
struct Sample {
    std::filesystem::path loomling32; ///< 32 layers, 1,544,256 parameters, untied
    std::filesystem::path loomling32Tuned; ///< the same shape, its layers changed smoothly with depth
    std::filesystem::path loomling80; ///< 80 layers, 3,762,240 parameters
    std::filesystem::path document; ///< dus.loom: loomling-32 up-scaled with m = 8, 48 layers
};

/// Writes three small checkpoints of the Llama family (BF16, every byte the same on every run), each with a
/// byte-level tokenizer of 512 tokens, and a document that stacks the first one. What is there already stays: a
/// checkpoint file is written again only where its content differs, an existing document is never touched.
/// Every file appears whole or not at all.
Result<Sample> writeSample(const std::filesystem::path& folder);

} // namespace layerloom::core
