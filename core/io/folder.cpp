#include "core/io/folder.h"

#include "core/io/open_file.h"

#include <algorithm>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace layerloom::core {
namespace {

/// Without following a link; the mode is 0 where there is nothing.
struct stat entryOf(const Descriptor& folder, const std::string& name)
{
    struct stat status {};
    if (::fstatat(folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        status = {};
    return status;
}

Descriptor openBelow(const Descriptor& folder, const std::string& name)
{
    return Descriptor(
        ::openat(folder.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

} // namespace

Folder::Folder(std::filesystem::path path, Descriptor descriptor)
    : m_path(std::move(path))
    , m_descriptor(std::move(descriptor))
{}

std::optional<Folder> Folder::open(const std::filesystem::path& path)
{
    Descriptor descriptor = openFolder(path, false);
    if (!descriptor.isOpen())
        return std::nullopt;
    return Folder(path, std::move(descriptor));
}

Folder Folder::at(std::filesystem::path path, Descriptor descriptor)
{
    return {std::move(path), std::move(descriptor)};
}

std::optional<Folder> Folder::below(const std::string& name) const
{
    Descriptor descriptor = openBelow(m_descriptor, name);
    if (!descriptor.isOpen())
        return std::nullopt;
    return Folder(m_path / name, std::move(descriptor));
}

std::vector<std::string> Folder::names() const
{
    std::vector<std::string> names;
    const int number = ::openat(m_descriptor.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(number < 0 ? nullptr : ::fdopendir(number), ::closedir);
    // No other thread has this stream. NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr)
        if (const std::string name = entry->d_name; name != "." && name != "..")
            names.push_back(name);
    std::sort(names.begin(), names.end());
    return names;
}

bool Folder::isFile(const std::string& name) const
{
    return S_ISREG(entryOf(m_descriptor, name).st_mode);
}

bool Folder::isFolder(const std::string& name) const
{
    return S_ISDIR(entryOf(m_descriptor, name).st_mode);
}

std::uint64_t Folder::sizeOf(const std::string& name) const
{
    const struct stat status = entryOf(m_descriptor, name);
    return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::optional<Folder> Folder::parentOf(const std::filesystem::path& relative) const
{
    std::optional<Folder> folder = below(".");
    for (const std::filesystem::path& name : relative.parent_path())
        if (folder)
            folder = folder->below(name.string());
    return folder;
}

bool Folder::removeFile(const std::filesystem::path& relative) const
{
    const std::optional<Folder> parent = parentOf(relative);
    const std::string name = relative.filename().string();
    return parent && parent->isFile(name) && ::unlinkat(parent->m_descriptor.number(), name.c_str(), 0) == 0;
}

bool Folder::removeFolder(const std::filesystem::path& relative) const
{
    const std::optional<Folder> parent = parentOf(relative);
    return parent
        && ::unlinkat(parent->m_descriptor.number(), relative.filename().c_str(), AT_REMOVEDIR) == 0;
}

void Folder::sync() const
{
    ::fsync(m_descriptor.number());
}

} // namespace layerloom::core
