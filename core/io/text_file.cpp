#include "core/io/text_file.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/file.h"

#include <algorithm>
#include <fstream>

namespace layerloom::core {

namespace {

void requireWithinLimit(const std::filesystem::path& path, std::uint64_t bytes, std::uint64_t limit)
{
    if (bytes > limit)
        throw Error(ErrorCode::Unsupported,
                    path.string() + " is longer than " + shortBytes(limit) + ", the most that is read");
}

} // namespace

std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit)
{
    constexpr std::size_t kLeastBytes = 4096;
    const File file = File::openToRead(path);
    const std::uint64_t stated = file.size();
    requireWithinLimit(path, stated, limit);
    // Files of /proc state no size; one byte more than stated shows the end.
    std::string text(std::max<std::size_t>(stated + 1, kLeastBytes), '\0');
    std::size_t length = 0;
    while (const std::size_t got = file.readSome(std::span(text).subspan(length), length)) {
        length += got;
        requireWithinLimit(path, length, limit);
        if (length == text.size())
            text.resize(2 * text.size());
    }
    text.resize(length);
    return text;
}

std::string readTextInput(const std::filesystem::path& path, std::uint64_t limit)
{
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored) || std::filesystem::is_directory(path, ignored))
        return readTextFile(path, limit);
    std::ifstream input(path, std::ios::binary);
    if (!input)
        throw Error(ErrorCode::Io, path.string() + " cannot be opened");
    std::string text;
    for (std::string chunk(1U << 16U, '\0'); input;) {
        input.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        text.append(chunk, 0, static_cast<std::size_t>(input.gcount()));
        requireWithinLimit(path, text.size(), limit);
    }
    return text;
}

} // namespace layerloom::core
