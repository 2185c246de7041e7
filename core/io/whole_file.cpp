#include "core/io/whole_file.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace layerloom::core {

namespace {

[[noreturn]] void failIo(const std::filesystem::path& path, const char* what)
{
    throw Error(ErrorCode::Io, path.string() + " cannot be " + what + ": " + std::strerror(errno));
}

/// A file being written beside its target, whose name its failures tell; gone again unless it was put into place.
class PartialFile {
public:
    PartialFile(std::filesystem::path target, mode_t mode)
        : m_target(std::move(target))
        , m_path(m_target.string() + ".partial-" + std::to_string(::getpid()))
        , m_file(::open(m_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode))
    {
        if (m_file < 0)
            failIo(m_target, "written");
    }
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile()
    {
        if (m_file >= 0)
            ::close(m_file);
        if (!m_inPlace)
            ::unlink(m_path.c_str());
    }

    void write(std::string_view content)
    {
        while (!content.empty()) {
            const ssize_t written = ::write(m_file, content.data(), content.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                failIo(m_target, "written");
            content.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void putInPlace()
    {
        const int file = m_file;
        m_file = -1;
        const bool durable = ::fsync(file) == 0;
        if (::close(file) != 0 || !durable || ::rename(m_path.c_str(), m_target.c_str()) != 0)
            failIo(m_target, "written");
        m_inPlace = true;
    }

private:
    std::filesystem::path m_target;
    std::filesystem::path m_path;
    int m_file;
    bool m_inPlace = false;
};

} // namespace

std::string readTextFile(const std::filesystem::path& path, std::uint64_t limit)
{
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0)
        failIo(path, "read");
    if (S_ISDIR(facts.st_mode))
        throw Error(ErrorCode::Io, path.string() + " is a folder, not a file");
    const auto tooLong = [&] {
        return Error(ErrorCode::Io,
                     path.string() + " is longer than " + shortBytes(limit) + ", the most that is read");
    };
    if (S_ISREG(facts.st_mode) && static_cast<std::uint64_t>(facts.st_size) > limit)
        throw tooLong();
    std::ifstream file(path, std::ios::binary);
    if (!file)
        failIo(path, "read");
    std::string content;
    for (std::string chunk(1 << 16, '\0'); file;) {
        file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        content.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
        if (content.size() > limit)
            throw tooLong();
    }
    if (file.bad())
        failIo(path, "read");
    return content;
}

void writeWholeFile(const std::filesystem::path& path, std::string_view content)
{
    std::error_code ignored;
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, ignored);
    const std::filesystem::path& target = resolved.empty() ? path : resolved;
    struct stat facts {};
    const mode_t mode = ::stat(target.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0666U;
    PartialFile file(target, mode);
    file.write(content);
    file.putInPlace();
}

void writeWholeFileIfDifferent(const std::filesystem::path& path, std::string_view content)
{
    std::error_code ignored;
    const bool sameSize = std::filesystem::is_regular_file(path, ignored)
        && std::filesystem::file_size(path, ignored) == content.size();
    if (!sameSize || readTextFile(path, content.size()) != content)
        writeWholeFile(path, content);
}

} // namespace layerloom::core
