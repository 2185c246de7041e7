#pragma once

#include "core/io/file.h"
#include "core/merge/plan/planned_tensor.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// One file of weights of the output.
struct PlannedShard {
    std::string fileName; ///< "model-00001-of-00005.safetensors"
    std::string header; ///< the first bytes of the file, complete
    std::vector<PlannedTensor> tensors; ///< in file order; gaps that a format leaves between them are zeros
    std::uint64_t fileBytes = 0;
};

/// One other file of the output: `content` is written, or `copyOf` is copied byte for byte.
struct PlannedFile {
    std::string name;
    std::string content;
    std::optional<std::filesystem::path> copyOf;
    std::uint64_t bytes = 0;
    FileState copied; ///< of `copyOf` when the merge was planned
};

/// A file with that content.
PlannedFile textFile(std::string name, std::string content);

} // namespace layerloom::core
