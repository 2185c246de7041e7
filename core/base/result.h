#pragma once

#include "core/base/error.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace layerloom::core {

/// A value or the Error that prevented it. Every public operation of core that can fail returns one.
/// `value()` throws the Error itself, so one operation can be used inside another without ceremony.
template <typename T> class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::move(value))
    {}
    Result(Error error)
        : m_state(std::move(error))
    {}

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    const T& value() const&
    {
        if (!hasValue())
            throw std::get<1>(m_state);
        return std::get<0>(m_state);
    }
    T value() &&
    {
        if (!hasValue())
            throw std::get<1>(m_state);
        return std::move(std::get<0>(m_state));
    }
    /// REQUIRES: hasValue()
    const T& operator*() const { return std::get<0>(m_state); }
    /// REQUIRES: hasValue()
    T& operator*() { return std::get<0>(m_state); }
    /// REQUIRES: hasValue()
    const T* operator->() const { return &std::get<0>(m_state); }
    /// REQUIRES: !hasValue()
    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// The exception being handled as an Error, whatever library threw it.
/// REQUIRES: called inside a catch block.
Error currentError();

/// Runs `work` and returns its value; anything thrown becomes an Error.
/// Together with currentError() this is the only place in core where exceptions are caught.
template <typename Work> auto guarded(Work&& work) -> Result<std::invoke_result_t<Work>>
{
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        return currentError();
    }
}

} // namespace layerloom::core
