#pragma once

#include "core/io/file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace layerloom::core {

/// A part of a file, read once from front to back through a small buffer. Reading past its end is Error{Corrupt}.
class ByteStream {
public:
    /// `name` begins the sentence of a failure. REQUIRES: begin <= end <= file.size(), and `file` outlives this.
    ByteStream(const File& file, std::string name, std::uint64_t begin, std::uint64_t end);

    /// Where the next byte is, from the start of the file.
    std::uint64_t position() const { return m_position; }
    std::uint8_t byte();
    /// An unsigned number of `width` bytes (at most 8), the lowest first.
    std::uint64_t number(unsigned width);
    /// The next bytes; valid until the next call.
    std::string_view take(std::uint64_t bytes);
    /// The text up to a line feed, which is stepped over; at most `maxBytes` long. Valid until the next call.
    std::string_view line(std::size_t maxBytes);

private:
    void fill(std::uint64_t bytes);

    const File& m_file;
    std::string m_name;
    std::uint64_t m_position;
    std::uint64_t m_end;
    std::string m_buffer; ///< bytes of the file from m_bufferBegin on
    std::uint64_t m_bufferBegin;
};

} // namespace layerloom::core
