#include "core/io/private_folder.h"

#include "core/io/open_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0700;
constexpr mode_t kOthersWrite = 0022;

std::string reasonOf(const fs::path& path, int reason)
{
    const std::string what = reason == ELOOP || reason == ENOTDIR
        ? "is a link or no folder"
        : "cannot be used: " + std::generic_category().message(reason);
    return path.string() + ' ' + what;
}

/// Opens a folder below another, and makes it when `makes`.
PrivateFolder stepInto(const Descriptor& parent, const fs::path& path, bool makes)
{
    const std::string name = path.filename().string();
    if (makes && ::mkdirat(parent.number(), name.c_str(), kPrivate) != 0 && errno != EEXIST)
        return {{}, reasonOf(path, errno)};
    Descriptor found(
        ::openat(parent.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!found.isOpen())
        return {{}, errno == ENOENT ? std::string() : reasonOf(path, errno)};
    return {Folder::at(path, std::move(found)), {}};
}

std::string strangerIn(const Folder& folder)
{
    struct stat status {};
    if (::fstat(folder.descriptor().number(), &status) != 0)
        return reasonOf(folder.path(), errno);
    if (status.st_uid != ::geteuid())
        return folder.path().string() + " belongs to another user";
    if ((status.st_mode & kOthersWrite) != 0)
        return folder.path().string() + " can be written by other users";
    return {};
}

PrivateFolder reached(const fs::path& path, bool makes)
{
    const fs::path ours = path.parent_path();
    const fs::path base = ours.parent_path();
    std::error_code ignored;
    if (makes)
        fs::create_directories(base, ignored);
    const Descriptor start = openFolder(base);
    if (!start.isOpen())
        return {{}, errno == ENOENT ? std::string() : reasonOf(base, errno)};
    PrivateFolder found = stepInto(start, ours, makes);
    if (found.folder)
        found = stepInto(found.folder->descriptor(), path, makes);
    if (found.folder)
        found.fault = strangerIn(*found.folder);
    if (!found.fault.empty())
        found.folder.reset();
    else if (found.folder && makes)
        ::fchmod(found.folder->descriptor().number(), kPrivate);
    return found;
}

} // namespace

PrivateFolder openPrivateFolder(const fs::path& path)
{
    return reached(path, false);
}

PrivateFolder makePrivateFolder(const fs::path& path)
{
    PrivateFolder made = reached(path, true);
    if (!made.folder && made.fault.empty())
        made.fault = path.string() + " cannot be made";
    return made;
}

} // namespace layerloom::core
