#include "core/io/raw_file.h"

#include "core/base/error.h"
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

// Larger writes take the page cache's memory in larger blocks. A virtual machine has lent just these to its host, and
// getting them back takes several times as long as the writing.
constexpr std::size_t kWriteBytes = 64U << 10U;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what, int reason)
{
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + what + ": " + std::generic_category().message(reason));
}

bool isFull(int reason)
{
    return reason == ENOSPC || reason == EDQUOT;
}

struct stat statusOf(int descriptor, const std::filesystem::path& path)
{
    struct stat status {};
    if (::fstat(descriptor, &status) != 0)
        fail(path, "read", errno);
    return status;
}

} // namespace

RawFile::RawFile(std::filesystem::path path, int flags)
    : m_path(std::move(path))
    , m_descriptor(::open(m_path.c_str(), flags | O_CLOEXEC, 0666))
{
    if (m_descriptor < 0)
        fail(m_path, (flags & O_CREAT) != 0 ? "made" : "opened", errno);
}

RawFile::~RawFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

RawFile::RawFile(RawFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
{}

RawFile& RawFile::operator=(RawFile&& other) noexcept
{
    m_path.swap(other.m_path);
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

RawFile RawFile::toRead(const std::filesystem::path& path)
{
    RawFile file(path, O_RDONLY);
    if (!S_ISREG(statusOf(file.m_descriptor, path).st_mode))
        throw Error(ErrorCode::Io, path.string() + " is no file");
    ::posix_fadvise(file.m_descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return file;
}

RawFile RawFile::toWrite(const std::filesystem::path& path)
{
    return {path, O_RDWR | O_CREAT | O_TRUNC};
}

RawFile RawFile::toContinue(const std::filesystem::path& path)
{
    return {path, O_RDWR};
}

std::uint64_t RawFile::size() const
{
    return static_cast<std::uint64_t>(statusOf(m_descriptor, m_path).st_size);
}

std::uint64_t RawFile::device() const
{
    return statusOf(m_descriptor, m_path).st_dev;
}

std::int64_t RawFile::modified() const
{
    const struct stat status = statusOf(m_descriptor, m_path);
    return std::int64_t(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

void RawFile::read(std::span<std::byte> buffer, std::uint64_t offset) const
{
    while (!buffer.empty()) {
        const ssize_t got = ::pread(m_descriptor, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail(m_path, "read", errno);
        if (got == 0)
            throw Error(ErrorCode::Io, m_path.string() + " ended early, at byte " + std::to_string(offset));
        buffer = buffer.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
}

bool RawFile::write(std::span<const std::byte> bytes, std::uint64_t offset) const
{
    while (!bytes.empty()) {
        const std::size_t piece = std::min(bytes.size(), kWriteBytes);
        const ssize_t put = ::pwrite(m_descriptor, bytes.data(), piece, static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0 && isFull(errno))
            return false;
        if (put < 0)
            fail(m_path, "written", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return true;
}

Sharing RawFile::shareBlocks(const RawFile& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                             std::uint64_t offset) const
{
    const file_clone_range range {source.m_descriptor, sourceOffset, bytes, offset};
    if (::ioctl(m_descriptor, FICLONERANGE, &range) == 0)
        return Sharing::Done;
    // EINVAL: among others, blocks of another size than those that the ranges were made for.
    const bool isUnable = errno == EOPNOTSUPP || errno == ENOTTY || errno == EXDEV || errno == EINVAL;
    return isUnable ? Sharing::Unable : Sharing::Refused;
}

bool RawFile::hasBlocksOf(const RawFile& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                          std::uint64_t offset) const
{
    return device() == source.device()
        && areSameBlocks(m_descriptor, offset, source.m_descriptor, sourceOffset, bytes);
}

bool RawFile::reserve(std::uint64_t bytes) const
{
    if (bytes == 0)
        return true;
    // Not every file system can reserve; then the writes will tell.
    return ::fallocate(m_descriptor, 0, 0, static_cast<off_t>(bytes)) == 0 || !isFull(errno);
}

void RawFile::startFlush(std::uint64_t offset, std::uint64_t bytes) const
{
    ::sync_file_range(m_descriptor, static_cast<off_t>(offset), static_cast<off_t>(bytes),
                      SYNC_FILE_RANGE_WRITE);
}

void RawFile::finishFlush(std::uint64_t offset, std::uint64_t bytes) const
{
    const int result =
        ::sync_file_range(m_descriptor, static_cast<off_t>(offset), static_cast<off_t>(bytes),
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    if (result != 0 && (errno == EIO || isFull(errno)))
        fail(m_path, "written", errno);
}

void RawFile::sync() const
{
    if (::fsync(m_descriptor) != 0)
        fail(m_path, "made durable", errno);
}

} // namespace layerloom::core
