#pragma once

#include "core/io/file.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Reads a range of a file once from front to back through a 64 KiB buffer. Reading past its end is
/// Error{Corrupt}.
class ByteStream {
public:
    /// Failure messages begin with `name`. REQUIRES: begin <= end <= file.size(), and `file` outlives this.
    ByteStream(const File& file, std::string name, std::uint64_t begin, std::uint64_t end);

    /// Offset of the next byte from the start of the file.
    std::uint64_t position() const { return m_position; }
    std::uint8_t byte();
    /// A little-endian unsigned number of `width` bytes, at most 8.
    std::uint64_t number(unsigned width);
    /// The next bytes; valid until the next call.
    std::string_view take(std::uint64_t bytes);
    /// The text up to a line feed, which is skipped. Longer than `maxBytes` is Error{Corrupt}. Valid until
    /// the next call.
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
