#include "core/io/file_lock.h"

#include "core/base/error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace layerloom::core {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int reason)
{
    throw Error(ErrorCode::Io,
                file.string() + " cannot be locked: " + std::generic_category().message(reason));
}

} // namespace

FileLock::FileLock(std::filesystem::path file, int descriptor, Kind kind)
    : m_file(std::move(file))
    , m_descriptor(descriptor)
{
    const int operation = (kind == Kind::Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
    int result = 0;
    do
        result = ::flock(m_descriptor, operation);
    while (result != 0 && errno == EINTR);
    if (result == 0)
        return;
    // Some network file systems have no locks; there a merge runs without.
    const int reason = errno;
    if (reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP || reason == EINVAL)
        return;
    ::close(std::exchange(m_descriptor, -1));
    if (reason != EWOULDBLOCK)
        fail(m_file, reason);
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_file(std::move(other.m_file))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    m_file.swap(other.m_file);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock FileLock::tryCreate(const std::filesystem::path& file, Kind kind)
{
    // Network file systems grant an exclusive lock only on a file that is open for writing.
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        fail(file, errno);
    return {file, descriptor, kind};
}

FileLock FileLock::tryOpen(const std::filesystem::path& file, Kind kind)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0 && errno != ENOENT)
        fail(file, errno);
    if (descriptor < 0)
        return {};
    return {file, descriptor, kind};
}

bool FileLock::isInPlace() const
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(m_descriptor, &ours) == 0 && ::stat(m_file.c_str(), &there) == 0
        && ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

} // namespace layerloom::core
