#include "core/tokenizer/unicode.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <utf8proc.h>

namespace layerloom::core {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

utf8proc_category_t categoryOf(char32_t character)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(character));
}

int formOptions(NormalForm form)
{
    switch (form) {
    case NormalForm::Nfc:
        return UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    case NormalForm::Nfd:
        return UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    case NormalForm::Nfkc:
        return UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT;
    case NormalForm::Nfkd:
        break;
    }
    return UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT;
}

// The maximal subpart of an ill-formed sequence, which Unicode recommends to replace by one U+FFFD.
std::size_t damagedLength(std::string_view bytes)
{
    std::size_t length = 1;
    const auto lead = static_cast<unsigned char>(bytes.front());
    const std::size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    for (; length < whole && length < bytes.size(); ++length) {
        // A prefix is valid if some continuation completes it.
        std::string tried(bytes.substr(0, length + 1));
        const std::size_t missing = whole - tried.size();
        if (!isUtf8(tried + std::string(missing, '\x80')) && !isUtf8(tried + std::string(missing, '\xBF')))
            break;
    }
    return length;
}

std::size_t characterLength(std::string_view bytes)
{
    for (std::size_t length = 1; length <= 4 && length <= bytes.size(); ++length)
        if (isUtf8(bytes.substr(0, length)))
            return length;
    return 0;
}

// Symbols with the property Alphabetic: Ⓐ to ⓩ, 🄰 to 🅉, 🅐 to 🅩, 🅰 to 🆉. utf8proc has categories only.
bool isLetterInFrame(char32_t c)
{
    return (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169)
        || (c >= 0x1F170 && c <= 0x1F189);
}

struct CharacterRange {
    char32_t first;
    char32_t last;
};

// Punctuation added after Unicode 8.
constexpr std::array<CharacterRange, 30> kLaterPunctuation {
    {{0x61D, 0x61D},     {0x9FD, 0x9FD},     {0xA76, 0xA76},     {0xC77, 0xC77},     {0xC84, 0xC84},
     {0x1B7D, 0x1B7E},   {0x2E43, 0x2E4F},   {0x2E52, 0x2E5D},   {0x10EAD, 0x10EAD}, {0x10F55, 0x10F59},
     {0x10F86, 0x10F89}, {0x1144B, 0x1144F}, {0x1145A, 0x1145B}, {0x1145D, 0x1145D}, {0x11660, 0x1166C},
     {0x116B9, 0x116B9}, {0x1183B, 0x1183B}, {0x11944, 0x11946}, {0x119E2, 0x119E2}, {0x11A3F, 0x11A46},
     {0x11A9A, 0x11A9C}, {0x11A9E, 0x11AA2}, {0x11C41, 0x11C45}, {0x11C70, 0x11C71}, {0x11EF7, 0x11EF8},
     {0x11FFF, 0x11FFF}, {0x12FF1, 0x12FF2}, {0x16E97, 0x16E9A}, {0x16FE2, 0x16FE2}, {0x1E95E, 0x1E95F}}};

} // namespace

char32_t takeCodePoint(std::string_view text, std::size_t& at)
{
    const auto byte = [&](std::size_t offset) {
        return static_cast<unsigned char>(text[at + offset]) & 0x3FU;
    };
    const auto lead = static_cast<unsigned char>(text[at]);
    char32_t character = lead;
    std::size_t length = 1;
    if (lead >= 0xF0) {
        character = ((lead & 0x07U) << 18) | (byte(1) << 12) | (byte(2) << 6) | byte(3);
        length = 4;
    } else if (lead >= 0xE0) {
        character = ((lead & 0x0FU) << 12) | (byte(1) << 6) | byte(2);
        length = 3;
    } else if (lead >= 0xC0) {
        character = ((lead & 0x1FU) << 6) | byte(1);
        length = 2;
    }
    at += length;
    return character;
}

std::size_t previousCharacter(std::string_view text, std::size_t end)
{
    do
        --end;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80);
    return end;
}

std::string normalForm(std::string_view text, NormalForm form)
{
    utf8proc_uint8_t* made = nullptr;
    const utf8proc_ssize_t length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &made,
                                                 static_cast<utf8proc_option_t>(formOptions(form)));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(made, std::free);
    if (length == UTF8PROC_ERROR_NOMEM)
        throw std::bad_alloc();
    if (length < 0)
        throw Error(ErrorCode::Corrupt,
                    std::string("The text cannot be normalised: ") + utf8proc_errmsg(length));
    return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(length)};
}

std::string lowercased(std::string_view text)
{
    std::string lower;
    lower.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t character = takeCodePoint(text, at);
        // The one capital whose lower case is two characters: i and combining dot above.
        if (character == 0x130)
            lower += "i\xCC\x87";
        else
            appendUtf8(lower,
                       static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(character))));
    }
    return lower;
}

std::string readableUtf8(std::string_view bytes)
{
    if (isUtf8(bytes))
        return std::string(bytes);
    std::string readable;
    while (!bytes.empty()) {
        const std::size_t length = characterLength(bytes);
        if (length > 0)
            readable += bytes.substr(0, length);
        else
            readable += kReplacement;
        bytes.remove_prefix(length > 0 ? length : damagedLength(bytes));
    }
    return readable;
}

bool isWhiteSpace(char32_t c)
{
    if (c <= 0x20)
        return c == 0x20 || (c >= 0x09 && c <= 0x0D);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029
        || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool isNumeric(char32_t character)
{
    if (character < 0x80)
        return character >= '0' && character <= '9';
    const utf8proc_category_t category = categoryOf(character);
    return category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
}

bool isPunctuation(char32_t c)
{
    if (c < 0x80)
        return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`')
            || (c >= '{' && c <= '~');
    if (c == 0x166D || c == 0x111C9) // of other categories since
        return true;
    const utf8proc_category_t category = categoryOf(c);
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO
        && std::none_of(kLaterPunctuation.begin(), kLaterPunctuation.end(),
                        [c](const CharacterRange& range) { return c >= range.first && c <= range.last; });
}

bool isWordCharacter(char32_t character)
{
    if (character == 0x200C || character == 0x200D)
        return true;
    const utf8proc_category_t category = categoryOf(character);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NL)
        || category == UTF8PROC_CATEGORY_PC || isLetterInFrame(character);
}

} // namespace layerloom::core
