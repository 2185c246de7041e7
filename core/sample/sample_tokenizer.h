#pragma once

#include <string>

namespace layerloom::core {

/// tokenizer.json of the sample: byte-level, 3 special tokens, 256 bytes and 253 merges of common English pieces.
std::string sampleTokenizer();
/// The tokenizer_config.json beside it.
std::string sampleTokenizerConfig();

} // namespace layerloom::core
