#pragma once

#include <exception>
#include <string>

namespace layerloom::core {

/// What kind of failure happened. Programs decide by the code, people read the message.
enum class ErrorCode {
    Cancelled, ///< the caller asked to stop
    Io, ///< the disk or the file system refused
    Corrupt, ///< a file does not hold what its format promises
    Unsupported, ///< the file is sound, but this program cannot use it
    Mismatch, ///< two things that must agree do not, or an argument is out of range
    OutOfMemory,
    Internal, ///< a defect of this program
};

/// A failure with a sentence for people: names and values, no trailing period.
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
