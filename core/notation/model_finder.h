#pragma once

#include "core/stack/stack.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace layerloom::core {

/// Finds the model that a file names. Returns a source with its model opened, or one with a missingReason.
using FindModel = std::function<Source(const std::string& name)>;

/// Finds a model in this order: the folder that `bindings` (NAME -> folder) has for the name, a path relative to `folder`,
/// an absolute path, the Hub's cache. Of encoder-decoder models it opens the stack of `side`.
FindModel modelFinder(std::filesystem::path folder,
                      std::vector<std::pair<std::string, std::string>> bindings = {},
                      std::optional<StackSide> side = std::nullopt);

} // namespace layerloom::core
