#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace layerloom::core {

/// XXH3 with 64 bits and no seed: the one hash of the program, for change detection and cache keys, not for
/// security. Source: https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md.
std::uint64_t hashOf(std::span<const std::byte> bytes);
std::uint64_t hashOf(std::string_view text);

/// A hash as 16 lower-case hex digits.
std::string hashDigits(std::uint64_t hash);
/// hashOf() in digits.
std::string hashDigits(std::span<const std::byte> bytes);

/// The same hash of values that arrive one after the other.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;

    /// The characters alone; for values of fixed length.
    Hasher& bytes(std::string_view bytes);
    /// The length, then the characters, so that "ab" + "c" and "a" + "bc" differ.
    Hasher& text(std::string_view text);
    /// Eight bytes in the order of this machine.
    Hasher& number(std::uint64_t number);

    std::uint64_t hash() const;
    /// hash() as 16 hex digits.
    std::string digits() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace layerloom::core
