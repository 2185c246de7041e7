#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// Reads a tekken.json as mistral-common does. Throws Error{Io}, Error{Corrupt}.
std::shared_ptr<const TokenizerRules> readTekken(const std::filesystem::path& file);

} // namespace layerloom::core
