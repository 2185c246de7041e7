#include "core/notation/format_expression.h"

#include <charconv>
#include <limits>

namespace layerloom::core {

namespace {

/// The shortest text that reads back as the same number.
std::string numberText(double number)
{
    char buffer[32];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), number).ptr;
    return {buffer, end};
}

std::string nameText(const std::string& name)
{
    if (name.empty())
        return "*";
    if (name.find_first_of(" \t\r\n\v\f=,{}\"'\\*") == std::string::npos)
        return name;
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            text.push_back('\\');
        text.push_back(c);
    }
    return text + '"';
}

std::string scalesText(const std::vector<Scale>& scales)
{
    std::string text;
    for (const Scale& scale : scales)
        text += (text.empty() ? "{" : ", ") + nameText(scale.tensor) + '=' + numberText(scale.factor);
    return text.empty() ? text : text + '}';
}

bool continues(const Block& from, const Block& to)
{
    return from.source == to.source && std::uint64_t {from.layer.value} + 1 == to.layer.value
        && from.scales == to.scales;
}

} // namespace

std::string formatExpression(std::span<const Block> blocks)
{
    std::string text;
    for (std::size_t begin = 0, end = 0; begin < blocks.size(); begin = end) {
        end = begin + 1;
        while (end < blocks.size() && continues(blocks[end - 1], blocks[end]))
            ++end;
        const Block& first = blocks[begin];
        text +=
            (text.empty() ? "" : " ") + sourceLetter(first.source) + '[' + std::to_string(first.layer.value);
        if (end - begin > 1)
            text += ':' + std::to_string(std::uint64_t {blocks[end - 1].layer.value} + 1);
        text += ']' + scalesText(first.scales);
    }
    return text;
}

} // namespace layerloom::core
