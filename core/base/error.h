#pragma once

#include <exception>
#include <string>

namespace layerloom::core {

/// The kind of a failure. Code decides by it; the message is for people only.
enum class ErrorCode {
    Cancelled, ///< the caller asked to stop
    Io, ///< the file system failed or denied access
    Corrupt, ///< a file violates its format
    Unsupported, ///< a valid file that this program cannot use
    Mismatch, ///< two values that must agree differ, or an argument is out of range
    OutOfMemory,
    Internal, ///< a bug of this program
};

/// A failure with a message for people: one sentence with names and values, without a final period.
class Error : public std::exception {
public:
    Error(ErrorCode code, std::string message)
        : m_code(code)
        , m_message(std::move(message))
    {}

    ErrorCode code() const { return m_code; }
    const std::string& message() const { return m_message; }
    const char* what() const noexcept override { return m_message.c_str(); }

private:
    ErrorCode m_code;
    std::string m_message;
};

} // namespace layerloom::core
