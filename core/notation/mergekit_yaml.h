#pragma once

#include "core/base/result.h"
#include "core/checkpoint/dtype.h"
#include "core/stack/stack.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Finds the model a YAML names: a source whose model is opened, or one with a missingReason.
using FindModel = std::function<Source(const std::string& name)>;

struct MergekitImport {
    Stack stack;
    std::optional<FloatType> dtype; ///< out_dtype, else dtype
    /// What the file asks for and a stack cannot say, one sentence each ("tokenizer_source: union is not supported …").
    std::vector<std::string> notes;
};

/// Reads a mergekit configuration: passthrough `slices`, `models`, `modules`, bakllama's `layer_slices`, `linear` that
/// only stacks; also a model card (README.md) with such a block. families.md section 5 is the grammar.
/// What cannot be represented is named in `notes`, the rest is imported; nothing usable at all is an Error.
Result<MergekitImport> importMergekit(std::string_view yaml, const FindModel& findModel);

/// The stack as a passthrough configuration; importing it gives the same stack.
/// Zero-length slices say which model gives embeddings or head where that is not the first or last block's.
std::string exportMergekit(const Stack& stack, std::optional<FloatType> dtype);

/// Finds a model by the name a file uses: `bindings` (NAME -> folder) first, then a folder relative to `folder`, then
/// an absolute path, then the Hub's cache.
FindModel modelFinder(std::filesystem::path folder,
                      std::vector<std::pair<std::string, std::string>> bindings = {});

} // namespace layerloom::core
