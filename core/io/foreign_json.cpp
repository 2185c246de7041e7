#include "core/io/foreign_json.h"

#include <algorithm>
#include <cstddef>

namespace layerloom::core {

namespace {

/// The most brackets that are open at once, outside of strings.
std::size_t levelsOf(std::string_view text)
{
    std::size_t open = 0;
    std::size_t most = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            for (++at; at < text.size() && text[at] != '"'; ++at)
                at += text[at] == '\\' ? 1U : 0U;
        else if (c == '[' || c == '{')
            most = std::max(most, ++open);
        else if ((c == ']' || c == '}') && open > 0)
            --open;
    }
    return most;
}

} // namespace

nlohmann::json parseForeignJson(std::string_view text)
{
    constexpr std::size_t kMostLevels = 256;
    if (levelsOf(text) > kMostLevels)
        return nlohmann::json::value_t::discarded;
    return nlohmann::json::parse(text, nullptr, false);
}

} // namespace layerloom::core
