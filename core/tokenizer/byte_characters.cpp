#include "core/tokenizer/byte_characters.h"

#include "core/base/text.h"
#include "core/tokenizer/unicode.h"

namespace layerloom::core {

namespace {

// Printable Latin-1 maps to itself, the other bytes to U+0100 and up.
std::array<char32_t, 256> codePoints()
{
    std::array<char32_t, 256> table {};
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        table[byte] = printable ? byte : next++;
    }
    return table;
}

std::array<std::string, 256> characters()
{
    std::array<std::string, 256> shown;
    const std::array<char32_t, 256> table = codePoints();
    for (std::size_t byte = 0; byte < 256; ++byte)
        appendUtf8(shown[byte], table[byte]);
    return shown;
}

// The byte of each character below U+0144, the end of the table; -1 for none.
std::array<int, 0x144> bytes()
{
    std::array<int, 0x144> table {};
    table.fill(-1);
    const std::array<char32_t, 256> points = codePoints();
    for (std::size_t byte = 0; byte < 256; ++byte)
        table.at(points[byte]) = static_cast<int>(byte);
    return table;
}

} // namespace

const std::array<std::string, 256>& byteCharacters()
{
    static const std::array<std::string, 256> table = characters();
    return table;
}

std::string shownBytes(std::string_view text)
{
    const auto& table = byteCharacters();
    std::string shown;
    shown.reserve(text.size() + text.size() / 2);
    for (const char byte : text)
        shown += table[static_cast<unsigned char>(byte)];
    return shown;
}

std::string bytesOf(std::string_view token)
{
    static const std::array<int, 0x144> table = bytes();
    std::string made;
    for (std::size_t at = 0; at < token.size();) {
        const char32_t character = takeCodePoint(token, at);
        if (character >= table.size() || table[character] < 0)
            return std::string(token);
        made.push_back(static_cast<char>(table[character]));
    }
    return made;
}

} // namespace layerloom::core
