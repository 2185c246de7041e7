#include "core/io/checksummed_text.h"

#include "core/base/error.h"
#include "core/base/hash.h"

namespace layerloom::core {

std::string withChecksum(std::string_view body)
{
    return hashDigits(hashOf(body)) + '\n' + std::string(body) + '\n';
}

std::string_view requireChecksum(std::string_view text, std::string_view name)
{
    constexpr std::size_t kDigits = 16;
    if (text.size() < kDigits + 2 || text[kDigits] != '\n' || text.back() != '\n')
        throw Error(ErrorCode::Corrupt, std::string(name) + " is cut off");
    const std::string_view body = text.substr(kDigits + 1, text.size() - kDigits - 2);
    if (hashDigits(hashOf(body)) != text.substr(0, kDigits))
        throw Error(ErrorCode::Corrupt, std::string(name) + " is damaged");
    return body;
}

} // namespace layerloom::core
