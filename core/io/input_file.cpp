#include "core/io/input_file.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {

namespace {

Error ioError(const std::string& name, const char* action)
{
    return {ErrorCode::Io, name + " cannot be " + action + ": " + std::generic_category().message(errno)};
}

} // namespace

InputFile::InputFile(const std::filesystem::path& path)
    : m_name(path.string())
{
    // Without O_NONBLOCK a named pipe in a folder would stop the program for good.
    m_descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_descriptor < 0)
        throw ioError(m_name, "opened");
    struct stat status {};
    const bool known = fstat(m_descriptor, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        const Error error = known ? Error(ErrorCode::Io, m_name + " is not a file") : ioError(m_name, "read");
        close(m_descriptor);
        throw error;
    }
    m_size = static_cast<std::uint64_t>(status.st_size);
    m_modified = std::int64_t {status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

InputFile::~InputFile()
{
    close(m_descriptor);
}

void InputFile::read(std::uint64_t offset, char* to, std::size_t bytes) const
{
    while (bytes > 0) {
        const ssize_t count = pread(m_descriptor, to, bytes, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw ioError(m_name, "read");
        if (count == 0)
            throw Error(ErrorCode::Io, m_name + " ends before byte " + groupedDigits(offset + bytes));
        offset += static_cast<std::uint64_t>(count);
        to += count;
        bytes -= static_cast<std::size_t>(count);
    }
}

bool isLfsPointer(const InputFile& input)
{
    constexpr std::string_view kStart = "version https://git-lfs";
    if (input.size() < kStart.size() || input.size() > 1024)
        return false;
    std::string start(kStart.size(), '\0');
    input.read(0, start.data(), start.size());
    return start == kStart;
}

std::string readWholeFile(const std::filesystem::path& path, std::uint64_t maxBytes)
{
    const InputFile file(path);
    if (file.size() > maxBytes)
        throw Error(ErrorCode::Corrupt,
                    path.string() + " is " + shortBytes(file.size()) + " long; at most "
                        + shortBytes(maxBytes) + " are expected");
    std::string text(file.size(), '\0');
    file.read(0, text.data(), text.size());
    return text;
}

} // namespace layerloom::core
