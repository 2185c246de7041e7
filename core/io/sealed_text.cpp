#include "core/io/sealed_text.h"

#include "core/base/error.h"

#include <array>
#include <cstdio>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace layerloom::core {

namespace {

constexpr std::size_t kHashDigits = 16;

} // namespace

std::string hashDigits(std::span<const std::byte> bytes)
{
    std::array<char, kHashDigits + 1> text {};
    std::snprintf(text.data(), text.size(), "%016llx",
                  static_cast<unsigned long long>(XXH3_64bits(bytes.data(), bytes.size())));
    return text.data();
}

std::string sealedText(std::string_view body)
{
    return hashDigits(std::as_bytes(std::span(body))) + '\n' + std::string(body) + '\n';
}

std::string_view unsealed(std::string_view text)
{
    if (text.size() < kHashDigits + 2 || text[kHashDigits] != '\n' || text.back() != '\n')
        throw Error(ErrorCode::Corrupt, "The measurement is cut off");
    const std::string_view body = text.substr(kHashDigits + 1, text.size() - kHashDigits - 2);
    if (hashDigits(std::as_bytes(std::span(body))) != text.substr(0, kHashDigits))
        throw Error(ErrorCode::Corrupt, "The measurement is damaged");
    return body;
}

} // namespace layerloom::core
