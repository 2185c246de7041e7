#pragma once

#include "core/document/loom_document.h"

#include <nlohmann/json.hpp>

#include <array>
#include <span>
#include <string_view>

namespace layerloom::core {

// The JSON of .loom documents, for their reader and their writer.

using Json = nlohmann::ordered_json;

inline constexpr std::string_view kFormatName = "layerloom/";
inline constexpr int kFormatMajor = 1;
/// Keys of "parts", in the order of Part.
inline constexpr std::array<std::string_view, kPartCount> kPartKeys {
    "config", "embeddings", "norm", "head", "tokenizer", "chat_template", "generation_config"};
/// Values of "merge.verify", in the order of VerifyMode.
inline constexpr std::array<std::string_view, 3> kVerifyNames {"off", "quick", "full"};

/// Parses the text of a document. Throws Error{Corrupt} when it is not JSON, not UTF-8, or nested deeper than 64 levels.
Json parseDocumentJson(std::string_view text);

/// Converts parsed JSON; `folder` as in readDocument(). Throws Error.
LoomDocument decodeDocument(const Json& root, const std::filesystem::path& folder);

} // namespace layerloom::core
