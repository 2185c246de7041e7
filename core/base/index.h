#pragma once

#include <cstdint>
#include <type_traits>

#ifndef Q_MOC_RUN // Qt 6.4's moc cannot read concepts, which that header has
#include <compare>
#endif

namespace layerloom::core {

/// Position in one kind of list. Each kind has an index type of its own, so that arguments cannot be swapped unnoticed.
/// Constants convert implicitly (`SourceIndex source = 0`), all other integers through from().
template <typename Tag> struct Index {
    // A concept would stop Qt 6.4's moc.
    template <typename Number> using IfInteger = std::enable_if_t<std::is_integral_v<Number>, bool>;

    std::uint32_t value = 0;

    constexpr Index() = default;
    template <typename Number, IfInteger<Number> = true>
    consteval Index(Number number)
        : value(static_cast<std::uint32_t>(number))
    {}
    template <typename Number, IfInteger<Number> = true> static constexpr Index from(Number number)
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
    template <typename Number, IfInteger<Number> = true>
    friend constexpr Index operator+(Index index, Number distance)
    {
        return from(index.value + static_cast<std::uint32_t>(distance));
    }
    /// The index that is `distance` places before.
    template <typename Number, IfInteger<Number> = true>
    friend constexpr Index operator-(Index index, Number distance)
    {
        return from(index.value - static_cast<std::uint32_t>(distance));
    }
    /// How many places `to` comes after `from`. REQUIRES from <= to.
    friend constexpr std::uint32_t operator-(Index to, Index from) { return to.value - from.value; }
};

} // namespace layerloom::core
