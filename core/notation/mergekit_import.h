#pragma once

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"
#include "core/notation/model_finder.h"
#include "core/stack/stack.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

struct MergekitImport {
    Stack stack;
    std::optional<FloatType> dtype; ///< out_dtype, else dtype
    /// Settings of the file that a stack cannot express, one sentence each ("tokenizer_source: union is not supported …").
    std::vector<std::string> notes;
};

/// Reads a mergekit configuration: passthrough `slices`, `models`, `modules`, bakllama's `layer_slices`, and `linear`
/// that only stacks; also a model card (README.md) that holds one. Parts that a stack cannot express are named in `notes`;
/// a text without any usable part is an Error. Of `modules` the one of `side` is stacked, which must be the side that
/// `findModel` opens; without one the decoder's.
Result<MergekitImport> importMergekit(std::string_view text, const FindModel& findModel,
                                      std::optional<StackSide> side = std::nullopt);

/// True for a mergekit configuration, or a model card that holds one: one of its keys (`slices`, `models`, `modules`,
/// `layer_slices`, `merge_method`) stands at the top level. Nothing else of the text is read.
bool isMergekitRecipe(std::string_view text);

} // namespace layerloom::core
