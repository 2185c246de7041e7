#include "core/io/file_lock.h"

#include "core/base/error.h"
#include "core/io/open_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <utility>

namespace layerloom::core {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int reason)
{
    throw Error(ErrorCode::Io,
                file.string() + " cannot be locked: " + std::generic_category().message(reason));
}

} // namespace

FileLock::FileLock(std::filesystem::path file, Descriptor descriptor, Kind kind)
    : m_file(std::move(file))
    , m_descriptor(std::move(descriptor))
{
    const int operation = (kind == Kind::Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
    int result = 0;
    do
        result = ::flock(m_descriptor.number(), operation);
    while (result != 0 && errno == EINTR);
    if (result == 0)
        return;
    // Some network file systems have no locks; there a merge runs without.
    const int reason = errno;
    if (reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP || reason == EINVAL)
        return;
    m_descriptor = {};
    if (reason != EWOULDBLOCK)
        fail(m_file, reason);
}

FileLock FileLock::tryCreate(const std::filesystem::path& file, Kind kind)
{
    // Network file systems grant an exclusive lock only on a file that is open for writing.
    return {file, openRegularFile(file, O_RDWR | O_CREAT | O_NOFOLLOW, file), kind};
}

FileLock FileLock::tryOpen(const std::filesystem::path& file, Kind kind)
{
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, ignored)))
        return {};
    return {file, openRegularFile(file, O_RDWR | O_NOFOLLOW, file), kind};
}

bool FileLock::isInPlace() const
{
    struct stat ours {};
    struct stat there {};
    return ::fstat(m_descriptor.number(), &ours) == 0 && ::stat(m_file.c_str(), &there) == 0
        && ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

} // namespace layerloom::core
