#include "core/io/file.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/open_file.h"
#include "core/io/shared_extents.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace layerloom::core {
namespace {

// Larger writes take the page cache's memory in larger blocks. A virtual machine has lent just these to its
// host, and getting them back takes several times as long as the writing.
constexpr std::size_t kWriteBytes = 64U << 10U;

[[noreturn]] void failFile(const std::filesystem::path& path, const std::string& action, int reason)
{
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + action + ": " + std::generic_category().message(reason));
}

bool isDiskFull(int reason)
{
    return reason == ENOSPC || reason == EDQUOT;
}

struct stat statusOf(int descriptor, const std::filesystem::path& path)
{
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        failFile(path, "read", errno);
    return status;
}

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t {time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

} // namespace

File::File(std::filesystem::path shownAs, const std::filesystem::path& path, int flags)
    : m_path(std::move(shownAs))
    , m_descriptor(openRegularFile(path, flags, m_path))
{}

File::File(std::filesystem::path path, Descriptor descriptor)
    : m_path(std::move(path))
    , m_descriptor(std::move(descriptor))
{}

File File::openToRead(const std::filesystem::path& path, Access access)
{
    File file(path, path, O_RDONLY);
    if (access == Access::Sequential)
        ::posix_fadvise(file.m_descriptor.number(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

File File::openToWrite(const std::filesystem::path& path)
{
    return {path, path, O_RDWR | O_NOFOLLOW};
}

File File::create(const std::filesystem::path& path, const std::filesystem::path& shownAs)
{
    return {shownAs.empty() ? path : shownAs, path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW};
}

File File::createIn(const Folder& folder, const std::string& name, const std::filesystem::path& shownAs)
{
    Descriptor file =
        openRegularFileAt(folder.descriptor(), name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, shownAs);
    ::fchmod(file.number(), 0600);
    return {shownAs, std::move(file)};
}

File File::openToAppend(const std::filesystem::path& path)
{
    return {path, path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW};
}

FileState File::state() const
{
    const struct stat status = statusOf(m_descriptor.number(), m_path);
    return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim)};
}

FileStamp File::stamp() const
{
    const struct stat status = statusOf(m_descriptor.number(), m_path);
    return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
            nanoseconds(status.st_ctim)};
}

std::uint64_t File::device() const
{
    return statusOf(m_descriptor.number(), m_path).st_dev;
}

void File::read(std::span<std::byte> buffer, std::uint64_t offset) const
{
    const std::uint64_t end = offset + buffer.size();
    while (!buffer.empty()) {
        const std::size_t got = readSome({reinterpret_cast<char*>(buffer.data()), buffer.size()}, offset);
        if (got == 0)
            throw Error(ErrorCode::Io, m_path.string() + " ends before byte " + groupedDigits(end));
        buffer = buffer.subspan(got);
        offset += got;
    }
}

std::size_t File::readSome(std::span<char> buffer, std::uint64_t offset) const
{
    for (;;) {
        const ssize_t got =
            ::pread(m_descriptor.number(), buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (got >= 0)
            return static_cast<std::size_t>(got);
        if (errno != EINTR)
            failFile(m_path, "read", errno);
    }
}

bool File::write(std::span<const std::byte> bytes, std::uint64_t offset) const
{
    while (!bytes.empty()) {
        const std::size_t piece = std::min(bytes.size(), kWriteBytes);
        const ssize_t put = ::pwrite(m_descriptor.number(), bytes.data(), piece, static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && isDiskFull(errno))
            return false;
        if (put < 0)
            failFile(m_path, "written", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return true;
}

void File::append(std::string_view text) const
{
    ssize_t put = 0;
    do
        put = ::write(m_descriptor.number(), text.data(), text.size());
    while (put < 0 && errno == EINTR);
    if (put < 0 || static_cast<std::size_t>(put) != text.size())
        failFile(m_path, "written", put < 0 ? errno : ENOSPC);
}

Sharing File::shareBlocks(const File& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                          std::uint64_t offset) const
{
    const file_clone_range range {source.m_descriptor.number(), sourceOffset, bytes, offset};
    if (::ioctl(m_descriptor.number(), FICLONERANGE, &range) == 0)
        return Sharing::Done;
    // EINVAL: among others, blocks of another size than those that the ranges are aligned to.
    const bool isUnable = errno == EOPNOTSUPP || errno == ENOTTY || errno == EXDEV || errno == EINVAL;
    return isUnable ? Sharing::Unable : Sharing::Refused;
}

bool File::hasBlocksOf(const File& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                       std::uint64_t offset) const
{
    return device() == source.device()
        && areSameBlocks(m_descriptor.number(), offset, source.m_descriptor.number(), sourceOffset, bytes);
}

bool File::reserve(std::uint64_t bytes) const
{
    if (bytes == 0)
        return true;
    // Not every file system can reserve; then the writes will tell.
    return ::fallocate(m_descriptor.number(), 0, 0, static_cast<off_t>(bytes)) == 0 || !isDiskFull(errno);
}

void File::startFlush(std::uint64_t offset, std::uint64_t bytes) const
{
    ::sync_file_range(m_descriptor.number(), static_cast<off_t>(offset), static_cast<off_t>(bytes),
                      SYNC_FILE_RANGE_WRITE);
}

void File::finishFlush(std::uint64_t offset, std::uint64_t bytes) const
{
    const int result =
        ::sync_file_range(m_descriptor.number(), static_cast<off_t>(offset), static_cast<off_t>(bytes),
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    if (result != 0 && (errno == EIO || isDiskFull(errno)))
        failFile(m_path, "written", errno);
}

void File::sync() const
{
    if (::fsync(m_descriptor.number()) != 0)
        failFile(m_path, "made durable", errno);
}

void failChanged(const std::filesystem::path& path)
{
    throw Error(ErrorCode::Mismatch, path.string() + " has changed since it was opened; open it again");
}

void requireUnchanged(const File& file, const FileState& opened)
{
    if (file.state() != opened)
        failChanged(file.path());
}

} // namespace layerloom::core
