#pragma once

#include <utility>

namespace layerloom::core {

/// Owns a file descriptor and closes it in the destructor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number)
        : m_number(number)
    {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }

    bool isOpen() const { return m_number >= 0; }
    /// For system calls; -1 when it is not open.
    int number() const { return m_number; }

private:
    int m_number = -1;
};

} // namespace layerloom::core
