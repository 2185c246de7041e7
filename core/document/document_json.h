#pragma once

#include "core/document/document_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <span>
#include <string_view>

namespace layerloom::core {

// What the reader and the writer of .loom documents share.

using Json = nlohmann::ordered_json;

inline constexpr std::string_view kFormatName = "layerloom/";
inline constexpr int kFormatMajor = 1;
/// Keys of "parts", in the order of Part.
inline constexpr std::array<std::string_view, kPartCount> kPartKeys {
    "config", "embeddings", "norm", "head", "tokenizer", "chat_template", "generation_config"};
/// Values of "merge.verify", in the order of VerifyMode.
inline constexpr std::array<std::string_view, 3> kVerifyNames {"off", "quick", "full"};

/// The text as JSON; throws Error{Corrupt} when it is none, is not UTF-8 or is deeper than 64 levels.
Json parseDocumentJson(std::string_view text);

/// What is in a parsed document; throws Error.
LoomDocument decodeDocument(const Json& root, const std::filesystem::path& folder);

} // namespace layerloom::core
