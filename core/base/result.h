#pragma once

#include "core/base/error.h"

#include <type_traits>
#include <utility>
#include <variant>

namespace layerloom::core {

/// A value or the Error that prevented it. Operations of core that callers outside core use and that can fail
/// return one. `value()` throws the Error itself, so that one operation can use another without a check.
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

/// Success, or the Error that prevented it.
template <> class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_state(std::move(error))
    {}

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    /// Throws the Error, if there is one.
    void value() const
    {
        if (!hasValue())
            throw Error(error());
    }
    /// REQUIRES: !hasValue()
    const Error& error() const { return std::get<1>(m_state); }

private:
    std::variant<std::monostate, Error> m_state;
};

/// The exception being handled as an Error, from any library.
/// REQUIRES: called inside a catch block.
Error currentError();

/// Runs `work` and returns its value; anything thrown becomes an Error. Core catches exceptions nowhere else,
/// except where it must not let those of a library pass that is loaded at run time: libtorch
/// (core/engine/torch) and SentencePiece (core/tokenizer/sentencepiece) turn theirs into Errors inside the
/// library that knows their types.
template <typename Work> auto guarded(Work&& work) -> Result<std::invoke_result_t<Work>>
{
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
            std::forward<Work>(work)();
            return {};
        } else {
            return std::forward<Work>(work)();
        }
    } catch (...) {
        return currentError();
    }
}

} // namespace layerloom::core
