#include "core/checkpoint/dtype.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::array<std::pair<std::string_view, unsigned>, 22> kBits {{
    {"BOOL", 8},        {"U8", 8},          {"I8", 8},    {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8},
    {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"F4", 4},    {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"I16", 16},
    {"U16", 16},        {"F16", 16},        {"BF16", 16}, {"I32", 32},    {"U32", 32},    {"F32", 32},
    {"I64", 64},        {"U64", 64},        {"F64", 64},  {"C64", 64},
}};

struct FloatNames {
    FloatType type;
    std::string_view header;
    std::string_view torch;
    std::string_view abbreviation;
};
constexpr std::array<FloatNames, 3> kFloats {{
    {FloatType::BF16, "BF16", "bfloat16", "bf16"},
    {FloatType::F16, "F16", "float16", "half"},
    {FloatType::F32, "F32", "float32", "float"},
}};

const FloatNames& namesOf(FloatType type)
{
    return *std::find_if(kFloats.begin(), kFloats.end(),
                         [&](const FloatNames& names) { return names.type == type; });
}

} // namespace

std::optional<unsigned> bitsPerElement(std::string_view dtype)
{
    for (const auto& [name, bits] : kBits) {
        if (name == dtype)
            return bits;
    }
    return std::nullopt;
}

std::optional<FloatType> floatType(std::string_view dtype)
{
    for (const FloatNames& names : kFloats) {
        if (names.header == dtype)
            return names.type;
    }
    return std::nullopt;
}

std::string_view headerName(FloatType type)
{
    return namesOf(type).header;
}

std::string_view torchName(FloatType type)
{
    return namesOf(type).torch;
}

std::optional<FloatType> floatTypeFromText(std::string_view text)
{
    std::string name = lowered(text);
    if (name.starts_with("torch."))
        name.erase(0, 6);
    for (const FloatNames& names : kFloats) {
        if (name == names.torch || name == names.abbreviation || name == lowered(names.header))
            return names.type;
    }
    return std::nullopt;
}

} // namespace layerloom::core
