#pragma once

#include "core/tokenizer/tokenizer_rules.h"

#include <filesystem>
#include <memory>

namespace layerloom::core {

/// Reads tokenizer.model in `folder`, and from tokenizer_config.json, where there is one, whether begin and
/// end tokens are added. Throws Error{Io}, Error{Corrupt}, and Error{Unsupported} when SentencePiece's
/// library cannot be loaded.
std::shared_ptr<const TokenizerRules> readSentencePiece(const std::filesystem::path& folder);

} // namespace layerloom::core
