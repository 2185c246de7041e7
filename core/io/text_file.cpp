#include "core/io/text_file.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/file.h"
#include "core/io/open_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {

namespace {

void requireWithinLimit(const std::filesystem::path& path, std::uint64_t bytes, std::uint64_t limit)
{
    if (bytes > limit)
        throw Error(ErrorCode::Unsupported,
                    path.string() + " is longer than " + shortBytes(limit) + ", the most that is read");
}

/// True for the program's own open files: standard input, and the pipes that a shell makes of "<(…)".
bool isOpenedByTheCaller(const std::filesystem::path& path)
{
    const std::string name = path.lexically_normal().string();
    return name == "/dev/stdin" || name.starts_with("/dev/fd/") || name.starts_with("/proc/self/fd/");
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
    if (!isOpenedByTheCaller(path))
        throw Error(ErrorCode::Io,
                    path.string()
                        + (std::filesystem::exists(path, ignored) ? " is not a file" : " cannot be opened"));
    const Descriptor input = openInput(path);
    std::string text;
    std::string chunk(1U << 16U, '\0');
    for (ssize_t got = 1; got > 0;) {
        got = ::read(input.number(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            throw Error(ErrorCode::Io,
                        path.string() + " cannot be read: " + std::generic_category().message(errno));
        else
            text.append(chunk, 0, static_cast<std::size_t>(got));
        requireWithinLimit(path, text.size(), limit);
    }
    return text;
}

} // namespace layerloom::core
