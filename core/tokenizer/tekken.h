#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// Reads a tekken.json as mistral-common does. Throws Error{Io}, Error{Corrupt}, and Error{Unsupported} for a pattern that
/// cannot be followed or a file that is too long.
std::shared_ptr<const TokenizerRules> readTekken(const std::filesystem::path& file);

} // namespace layerloom::core
