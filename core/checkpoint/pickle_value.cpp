#include "core/checkpoint/pickle_value.h"

#include "core/base/text.h"

#include <array>

namespace layerloom::core {

std::string_view kindName(PickleValue::Kind kind)
{
    constexpr std::array<std::string_view, 11> kNames {
        "nothing", "a truth value", "a whole number", "a number",  "a text",  "a tuple",
        "a list",  "a dictionary",  "a class",        "a storage", "a tensor"};
    return kNames.at(static_cast<std::size_t>(kind));
}

std::string readableName(std::string_view name)
{
    constexpr std::size_t kReadable = 200;
    if (!isUtf8(name))
        return "(not UTF-8)";
    std::string text;
    for (const char c : name.substr(0, kReadable))
        text += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
    while (!isUtf8(text))
        text.pop_back();
    return name.size() > kReadable ? text + "…" : text;
}

} // namespace layerloom::core
