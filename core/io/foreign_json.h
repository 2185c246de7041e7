#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

namespace layerloom::core {

/// Parses JSON that others wrote. The result is_discarded() when the text is malformed or has more than 256 levels:
/// copying a value takes stack for each level.
nlohmann::json parseForeignJson(std::string_view text);

} // namespace layerloom::core
