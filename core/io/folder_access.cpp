#include "core/io/folder_access.h"

#include "core/base/error.h"
#include "core/io/open_file.h"

#include <array>
#include <cerrno>
#include <string>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

constexpr std::array kAccessLists {"system.posix_acl_access", "system.posix_acl_default"};
constexpr mode_t kModeBits = 07777;

[[noreturn]] void failAccess(const std::filesystem::path& from, const char* what, int reason)
{
    throw Error(ErrorCode::Io,
                std::string(what) + " of " + from.string()
                    + " cannot be kept: " + std::generic_category().message(reason));
}

/// An access list as the system stores it; empty when there is none.
std::string accessList(int folder, const char* name)
{
    std::string list(65536, '\0'); // the most that an attribute may hold
    const ssize_t size = ::fgetxattr(folder, name, list.data(), list.size());
    list.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return list;
}

} // namespace

void copyAccess(const std::filesystem::path& from, const std::filesystem::path& to)
{
    const Descriptor source = openFolder(from);
    const Descriptor target = openFolder(to, false);
    struct stat wanted {};
    struct stat found {};
    if (::fstat(source.number(), &wanted) != 0 || ::fstat(target.number(), &found) != 0)
        failAccess(from, "The permissions", errno);
    const bool isSame = wanted.st_uid == found.st_uid && wanted.st_gid == found.st_gid;
    if (!isSame && ::fchown(target.number(), wanted.st_uid, wanted.st_gid) != 0)
        failAccess(from, "Owner and group", errno);
    if (::fchmod(target.number(), (wanted.st_mode & kModeBits) | S_IRWXU) != 0)
        failAccess(from, "The permissions", errno);
    for (const char* name : kAccessLists) {
        const std::string list = accessList(source.number(), name);
        // What the folder above hands down does not belong to it.
        if (list.empty())
            ::fremovexattr(target.number(), name);
        else if (::fsetxattr(target.number(), name, list.data(), list.size(), 0) != 0)
            failAccess(from, "The access list", errno);
    }
}

} // namespace layerloom::core
