#include "core/io/open_file.h"

#include "core/base/error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

constexpr int kAlways = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr mode_t kNewFile = 0666; // less the umask

[[noreturn]] void failOpen(const std::filesystem::path& path, int flags, int reason)
{
    if (reason == ELOOP && (flags & O_NOFOLLOW) != 0)
        throw Error(ErrorCode::Io, path.string() + " is a link, which is not followed here");
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + ((flags & O_CREAT) != 0 ? "written" : "opened") + ": "
                    + std::generic_category().message(reason));
}

} // namespace

Descriptor openRegularFileAt(const Descriptor& folder, const std::string& name, int flags,
                             const std::filesystem::path& shownAs)
{
    const int at = folder.isOpen() ? folder.number() : AT_FDCWD;
    // Truncated only when it is known to be a regular file.
    Descriptor file(::openat(at, name.c_str(), (flags & ~O_TRUNC) | kAlways, kNewFile));
    if (!file.isOpen())
        failOpen(shownAs, flags, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0)
        failOpen(shownAs, flags, errno);
    if (S_ISDIR(status.st_mode))
        throw Error(ErrorCode::Io, shownAs.string() + " is a folder, not a file");
    if (!S_ISREG(status.st_mode))
        throw Error(ErrorCode::Io, shownAs.string() + " is not a file");
    if ((flags & O_TRUNC) != 0 && ::ftruncate(file.number(), 0) != 0)
        failOpen(shownAs, flags, errno);
    return file;
}

Descriptor openRegularFile(const std::filesystem::path& path, int flags, const std::filesystem::path& shownAs)
{
    return openRegularFileAt(Descriptor(), path.string(), flags, shownAs);
}

Descriptor openFolder(const std::filesystem::path& path, bool followsLink)
{
    return Descriptor(
        ::open(path.c_str(), O_RDONLY | O_DIRECTORY | kAlways | (followsLink ? 0 : O_NOFOLLOW)));
}

Descriptor openInput(const std::filesystem::path& path)
{
    Descriptor input(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!input.isOpen())
        failOpen(path, O_RDONLY, errno);
    return input;
}

} // namespace layerloom::core
