#pragma once

#include <compare>
#include <concepts>
#include <cstdint>

namespace layerloom::core {

/// Position in one kind of list. Each kind has an index type of its own, so that arguments cannot be swapped unnoticed.
/// Constants convert implicitly (`SourceIndex source = 0`), all other integers through from().
template <typename Tag> struct Index {
    std::uint32_t value = 0;

    constexpr Index() = default;
    template <std::integral Number>
    consteval Index(Number number)
        : value(static_cast<std::uint32_t>(number))
    {}
    static constexpr Index from(std::integral auto number)
    {
        Index index;
        index.value = static_cast<std::uint32_t>(number);
        return index;
    }

    constexpr auto operator<=>(const Index&) const = default;
    constexpr Index& operator++()
    {
        ++value;
        return *this;
    }
    constexpr Index& operator--()
    {
        --value;
        return *this;
    }
    /// The index that is `distance` places further on.
    friend constexpr Index operator+(Index index, std::integral auto distance)
    {
        return from(index.value + static_cast<std::uint32_t>(distance));
    }
    /// The index that is `distance` places before.
    friend constexpr Index operator-(Index index, std::integral auto distance)
    {
        return from(index.value - static_cast<std::uint32_t>(distance));
    }
    /// How many places `to` comes after `from`. REQUIRES from <= to.
    friend constexpr std::uint32_t operator-(Index to, Index from) { return to.value - from.value; }
};

} // namespace layerloom::core
