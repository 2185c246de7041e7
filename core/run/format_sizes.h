#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/document/output_settings.h"
#include "core/run/evaluate.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// One way to write a stack, and what it takes.
struct FormatSize {
    std::string name; ///< "keep", "nf4", "nf4-double", "fp4", "fp4-double", "int8"
    std::optional<Quantization> quantize;
    std::uint64_t bytes = 0; ///< of the files of weights, headers included
    double bitsPerWeight = 0; ///< of the quantized weights; of all parameters when none is
};

/// The sizes of a stack in every format that it can be written in, to the byte; skipped modules, dtype and shard size are
/// those of `settings`. Reads the weights where a size depends on them. Fails as planMerge() when the stack cannot be
/// merged as it is; formats that it cannot be written in (quantizationProblems()) are left out.
Result<std::vector<FormatSize>> formatSizes(const Stack& stack, const OutputSettings& settings,
                                            JobContext& job);

/// The title of a format: "NF4 with double quantization", "As it is".
std::string formatTitle(const FormatSize& format);

} // namespace layerloom::core
