// The hash is compiled in: nothing to link.
#define XXH_INLINE_ALL
#include "core/base/hash.h"

#include <array>
#include <cstdio>
#include <xxhash.h>

namespace layerloom::core {

std::uint64_t hashOf(std::span<const std::byte> bytes)
{
    return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t hashOf(std::string_view text)
{
    return hashOf(std::as_bytes(std::span(text)));
}

std::string hashDigits(std::uint64_t hash)
{
    std::array<char, 17> digits {};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
    return digits.data();
}

std::string hashDigits(std::span<const std::byte> bytes)
{
    return hashDigits(hashOf(bytes));
}

struct Hasher::State {
    XXH3_state_t state {};
};

Hasher::Hasher()
    : m_state(std::make_unique<State>())
{
    XXH3_64bits_reset(&m_state->state);
}

Hasher::~Hasher() = default;

Hasher& Hasher::bytes(std::string_view bytes)
{
    XXH3_64bits_update(&m_state->state, bytes.data(), bytes.size());
    return *this;
}

Hasher& Hasher::text(std::string_view text)
{
    return number(text.size()).bytes(text);
}

Hasher& Hasher::number(std::uint64_t number)
{
    XXH3_64bits_update(&m_state->state, &number, sizeof number);
    return *this;
}

std::uint64_t Hasher::hash() const
{
    return XXH3_64bits_digest(&m_state->state);
}

std::string Hasher::digits() const
{
    return hashDigits(hash());
}

} // namespace layerloom::core
