#include "core/notation/yaml_value.h"

#include <charconv>
#include <cmath>

namespace layerloom::core {

namespace {

template <typename Number> std::optional<Number> parsed(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    Number number {};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc() || rest != end)
        return std::nullopt;
    return number;
}

} // namespace

const YamlValue* YamlValue::find(std::string_view key) const
{
    for (const auto& [name, value] : map)
        if (name == key)
            return value.kind == Kind::Null ? nullptr : &value;
    return nullptr;
}

std::optional<double> YamlValue::number() const
{
    return isScalar() ? parsed<double>(scalar) : std::nullopt;
}

std::optional<std::int64_t> YamlValue::integer() const
{
    const std::optional<double> read = number();
    constexpr double kLimit = 1e15; // exact as a double
    if (!read || *read != std::trunc(*read) || std::abs(*read) > kLimit)
        return std::nullopt;
    return static_cast<std::int64_t>(*read);
}

} // namespace layerloom::core
