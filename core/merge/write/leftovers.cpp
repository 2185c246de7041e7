#include "core/merge/write/leftovers.h"

#include "core/io/file_lock.h"
#include "core/merge/write/staged_folder.h"

#include <set>
#include <sys/stat.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

std::uint64_t diskBytes(const fs::path& folder)
{
    constexpr std::uint64_t kUnit = 512; // of st_blocks, whatever the file system
    std::uint64_t bytes = 0;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
        struct stat status {};
        if (::lstat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
            bytes += static_cast<std::uint64_t>(status.st_blocks) * kUnit;
    }
    return bytes;
}

bool isInUse(const fs::path& folder)
{
    std::error_code ignored;
    const fs::path lock = folder / kStagingLock;
    if (!fs::exists(lock, ignored))
        return false;
    const auto held = guarded([&] { return FileLock::tryOpen(lock, FileLock::Kind::Exclusive).isHeld(); });
    return held && !*held;
}

std::optional<Leftover> leftoverIn(const fs::path& folder)
{
    if (!isStagedName(folder))
        return std::nullopt;
    const StagedContent content = stagedContent(folder);
    if (!content.isOfAMerge())
        return std::nullopt;
    Leftover leftover;
    leftover.folder = folder;
    leftover.destination = folder.parent_path() / folder.stem();
    leftover.bytes = diskBytes(folder);
    leftover.plan = content.journals.front().identity().plan;
    leftover.isInUse = isInUse(folder);
    return leftover;
}

FileLock lockedToRemove(const fs::path& folder)
{
    FileLock lock = FileLock::tryCreate(folder / kStagingLock, FileLock::Kind::Exclusive);
    if (!lock.isHeld())
        throw Error(ErrorCode::Io, "A merge is writing " + (folder.parent_path() / folder.stem()).string());
    return lock;
}

/// Folders that are named as staged folders are: the one of a destination, itself, and those directly in it.
std::set<fs::path> candidatesAt(const fs::path& folder)
{
    std::set<fs::path> found;
    const auto add = [&](const fs::path& candidate) {
        if (isStagedName(candidate))
            found.insert(candidate);
    };
    std::error_code failure;
    const fs::path here = finalPlace(folder);
    add(here);
    add(stagedFolder(here));
    fs::directory_iterator entry(here, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure))
        add(entry->path());
    return found;
}

} // namespace

std::optional<Leftover> leftoverOf(const fs::path& destination)
{
    return leftoverIn(stagedFolder(destination));
}

std::vector<Leftover> findLeftovers(const fs::path& folder)
{
    std::vector<Leftover> found;
    for (const fs::path& candidate : candidatesAt(folder))
        if (std::optional<Leftover> leftover = leftoverIn(candidate))
            found.push_back(std::move(*leftover));
    return found;
}

std::vector<LeftAlone> findLeftAlone(const fs::path& folder)
{
    std::vector<LeftAlone> found;
    for (const fs::path& candidate : candidatesAt(folder)) {
        const StagedContent content = stagedContent(candidate);
        if (!content.isOfAMerge())
            found.push_back({candidate,
                             content.stranger.empty()
                                 ? "no merge has recorded anything in it"
                                 : "it holds " + content.stranger + ", which no merge has left there"});
    }
    return found;
}

Result<std::uint64_t> removeLeftover(const Leftover& leftover)
{
    return guarded([&] {
        const FileLock lock = lockedToRemove(leftover.folder);
        const StagedContent content = stagedContent(leftover.folder);
        if (!content.isOfAMerge())
            throw Error(ErrorCode::Io,
                        leftover.folder.string() + " holds files that no merge has left there");
        removeStagedFolder(leftover.folder);
        std::error_code ignored;
        if (fs::exists(leftover.folder, ignored))
            throw Error(ErrorCode::Io, leftover.folder.string() + " cannot be removed");
        return leftover.bytes;
    });
}

void removeRemains(const fs::path& destination)
{
    const fs::path folder = stagedFolder(destination);
    if (!isStagedName(folder) || !stagedContent(folder).stranger.empty())
        return;
    const FileLock lock = lockedToRemove(folder);
    removeStagedFolder(folder);
}

} // namespace layerloom::core
