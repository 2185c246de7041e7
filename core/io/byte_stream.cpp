#include "core/io/byte_stream.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kBufferBytes = 65536;

} // namespace

ByteStream::ByteStream(const File& file, std::string name, std::uint64_t begin, std::uint64_t end)
    : m_file(file)
    , m_name(std::move(name))
    , m_position(begin)
    , m_end(end)
    , m_bufferBegin(begin)
{}

std::uint8_t ByteStream::byte()
{
    return static_cast<std::uint8_t>(take(1).front());
}

std::uint64_t ByteStream::number(unsigned width)
{
    const std::string_view bytes = take(width);
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    return number;
}

std::string_view ByteStream::take(std::uint64_t bytes)
{
    fill(bytes);
    const std::string_view taken = std::string_view(m_buffer).substr(m_position - m_bufferBegin, bytes);
    m_position += bytes;
    return taken;
}

std::string_view ByteStream::line(std::size_t maxBytes)
{
    const std::uint64_t begin = m_position;
    std::size_t length = 0;
    while (byte() != '\n') {
        if (++length > maxBytes)
            throw Error(ErrorCode::Corrupt,
                        m_name + " holds a line of more than " + counted(maxBytes, "byte") + " (byte "
                            + groupedDigits(begin) + ')');
    }
    m_position = begin;
    return take(length + 1).substr(0, length);
}

void ByteStream::fill(std::uint64_t bytes)
{
    if (bytes > m_end - m_position)
        throw Error(ErrorCode::Corrupt,
                    m_name + " ends too early: " + counted(bytes, "byte") + " expected at byte "
                        + groupedDigits(m_position) + ", " + groupedDigits(m_end - m_position)
                        + " are there");
    const std::uint64_t bufferEnd = m_bufferBegin + m_buffer.size();
    if (m_position >= m_bufferBegin && m_position + bytes <= bufferEnd)
        return;
    const std::uint64_t wanted = std::min(std::max(bytes, kBufferBytes), m_end - m_position);
    m_buffer.resize(wanted);
    m_file.read(std::span(m_buffer), m_position);
    m_bufferBegin = m_position;
}

} // namespace layerloom::core
