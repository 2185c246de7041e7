#include "core/merge/write/leftovers.h"

#include "core/merge/write/staging.h"

#include <algorithm>
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
    return fs::exists(lock, ignored) && !FileLock::tryOpen(lock, FileLock::Kind::Exclusive).isHeld();
}

std::optional<Leftover> leftoverIn(const fs::path& folder)
{
    std::error_code ignored;
    if (!isStagedFolder(folder) || fs::is_empty(folder, ignored))
        return std::nullopt;
    Leftover leftover;
    leftover.folder = folder;
    leftover.destination = folder.parent_path() / folder.stem();
    leftover.bytes = diskBytes(folder);
    const std::vector<Journal> journals = readJournals(folder);
    if (!journals.empty())
        leftover.plan = journals.front().identity().plan;
    leftover.isInUse = isInUse(folder);
    return leftover;
}

} // namespace

std::optional<Leftover> leftoverOf(const fs::path& destination)
{
    std::optional<Leftover> leftover = leftoverIn(stagedFolder(destination));
    // An empty leftover blocks nothing.
    if (leftover && leftover->plan.empty() && leftover->bytes == 0 && !leftover->isInUse)
        return std::nullopt;
    return leftover;
}

std::vector<Leftover> findLeftovers(const fs::path& folder)
{
    std::vector<Leftover> found;
    const auto add = [&](const fs::path& candidate) {
        if (std::optional<Leftover> leftover = leftoverIn(candidate))
            found.push_back(std::move(*leftover));
    };
    std::error_code ignored;
    const fs::path absolute = fs::absolute(folder).lexically_normal();
    const fs::path here = absolute.has_filename() ? absolute : absolute.parent_path();
    add(here);
    add(stagedFolder(here));
    if (!isStagedFolder(here))
        for (const auto& entry : fs::directory_iterator(here, ignored))
            add(entry.path());
    std::sort(found.begin(), found.end(),
              [](const Leftover& left, const Leftover& right) { return left.folder < right.folder; });
    return found;
}

Result<std::uint64_t> removeLeftover(const Leftover& leftover)
{
    return guarded([&] {
        const FileLock lock = FileLock::tryCreate(leftover.folder / kStagingLock, FileLock::Kind::Exclusive);
        if (!lock.isHeld())
            throw Error(ErrorCode::Io, "A merge is writing " + leftover.destination.string());
        if (!isStagedFolder(leftover.folder))
            throw Error(ErrorCode::Io,
                        leftover.folder.string() + " holds files that no merge has left there");
        removeStagedFolder(leftover.folder);
        std::error_code ignored;
        if (fs::exists(leftover.folder, ignored))
            throw Error(ErrorCode::Io, leftover.folder.string() + " cannot be removed");
        return leftover.bytes;
    });
}

} // namespace layerloom::core
