#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// Reads a tokenizer.json of Hugging Face's tokenizers whose model is BPE. Throws Error{Io}, Error{Corrupt},
/// and Error{Unsupported} for settings that this program cannot reproduce exactly.
std::shared_ptr<const TokenizerRules> readTokenizerJson(const std::filesystem::path& file);

} // namespace layerloom::core
