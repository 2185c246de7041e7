#include "tests/core/tokenizer/piece_model.h"

#include <bit>
#include <cstdint>
#include <cstdio>

namespace layerloom::tests {

namespace {

enum Kind { Normal = 1, Unknown = 2, Control = 3, Byte = 6 };

std::string varint(std::uint64_t number)
{
    std::string made;
    for (; number >= 0x80; number >>= 7U)
        made.push_back(static_cast<char>(0x80U | (number & 0x7FU)));
    made.push_back(static_cast<char>(number));
    return made;
}

std::string numberField(unsigned number, std::uint64_t value)
{
    return varint(std::uint64_t(number) * 8) + varint(value);
}

std::string piece(const std::string& text, float score, Kind kind)
{
    const auto bits = std::bit_cast<std::uint32_t>(score);
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<char>((bits >> shift) & 0xFFU));
    return field(1, field(1, text) + varint(2 * 8 + 5) + bytes + numberField(3, kind));
}

} // namespace

std::string field(unsigned number, const std::string& bytes)
{
    return varint(number * 8 + 2) + varint(bytes.size()) + bytes;
}

std::string PieceModel::text() const
{
    std::string model = piece("<unk>", 0, Unknown) + piece("<s>", 0, Control) + piece("</s>", 0, Control);
    for (const char* single : {"▁", "a", "b"})
        model += piece(single, -9, Normal);
    model += piece("c", -12, Normal);
    model += piece("ab", -1, Normal) + piece("▁ab", -2, Normal) + piece("abc", -3, Normal);
    for (unsigned byte = 0; hasBytes && byte < 256; ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        model += piece(name, 0, Byte);
    }
    const std::string trainer = numberField(3, isBytePair ? 2 : 1) + numberField(35, hasBytes ? 1 : 0);
    return model + field(2, trainer) + field(3, normalizer);
}

} // namespace layerloom::tests
