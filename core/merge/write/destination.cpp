#include "core/merge/write/destination.h"

#include "core/base/text.h"
#include "core/io/existing_ancestor.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/shared_room.h"
#include "core/merge/write/staging.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

/// Without links and dots, also where the end of the path does not exist yet.
fs::path resolved(const fs::path& path)
{
    std::error_code failure;
    fs::path result = fs::weakly_canonical(fs::absolute(path), failure);
    if (failure)
        result = fs::absolute(path).lexically_normal();
    return result.has_filename() ? result : result.parent_path();
}

bool isInside(const fs::path& inner, const fs::path& outer)
{
    const fs::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

/// Where the disk of `folder` is mounted.
std::string mountPoint(fs::path folder)
{
    struct stat here {};
    struct stat above {};
    while (folder.has_relative_path() && ::stat(folder.c_str(), &here) == 0
           && ::stat(folder.parent_path().c_str(), &above) == 0 && here.st_dev == above.st_dev)
        folder = folder.parent_path();
    return folder.string();
}

Problem problem(ProblemId id, std::string message)
{
    Problem found;
    found.id = id;
    found.message = std::move(message);
    return found;
}

Fix suggestion(const fs::path& folder)
{
    return {SetDestination {freeDestination(folder)}};
}

/// Bytes saved by writing 32-bit floats in 16 bits.
std::uint64_t savedByHalving(const MergePlan& plan)
{
    std::uint64_t saved = 0;
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors)
            saved += tensor.dtype == "F32" ? tensor.bytes / 2 : 0;
    return saved;
}

void checkSources(const MergePlan& plan, const fs::path& folder, std::vector<Problem>& found)
{
    for (const auto& model : plan.models) {
        const fs::path source = resolved(model->checkpoint->folder());
        if (!isInside(folder, source))
            continue;
        found.push_back(problem(ProblemId::DestinationInSource,
                                "The destination " + folder.string() + " lies inside the source model folder "
                                    + source.string()));
        found.back().fixes = {suggestion(source.parent_path() / (source.filename().string() + "-merged"))};
        return;
    }
}

void checkPlace(const fs::path& folder, const fs::path& ancestor, std::vector<Problem>& found)
{
    std::error_code ignored;
    if (!fs::is_directory(ancestor, ignored)) {
        found.push_back(
            problem(ProblemId::DestinationUnusable, ancestor.string() + " is a file, not a folder"));
        return;
    }
    // The staged folder stands beside the destination, so the folder above must be writable.
    const fs::path parent =
        ancestor == folder && folder.has_relative_path() ? folder.parent_path() : ancestor;
    if (::access(parent.c_str(), W_OK | X_OK) != 0) {
        found.push_back(
            problem(ProblemId::DestinationUnusable,
                    parent.string() + " cannot be written: " + std::generic_category().message(errno)));
        return;
    }
    if (ancestor != folder)
        return;
    std::error_code failure;
    if (fs::is_empty(folder, failure) && !failure)
        return;
    found.push_back(problem(ProblemId::DestinationNotEmpty,
                            failure ? folder.string() + " cannot be read: " + failure.message()
                                    : folder.string() + " exists and holds files"));
    found.back().fixes = {suggestion(folder)};
}

/// What an interrupted merge has left for this destination; none that gets in the way when it was of this
/// plan.
void checkLeftover(const Leftover& left, bool goesOn, const fs::path& folder, std::vector<Problem>& found)
{
    if (left.isInUse) {
        found.push_back(problem(ProblemId::InterruptedMerge, "Another merge is writing " + folder.string()));
    } else if (goesOn) {
        found.push_back(problem(ProblemId::InterruptedMerge,
                                "A merge of this stack was interrupted and left " + shortBytes(left.bytes)
                                    + " in " + left.folder.string()));
        found.back().severity = Severity::Warning;
        return;
    } else {
        found.push_back(
            problem(ProblemId::InterruptedMerge,
                    "A merge of another stack, or of sources that have changed since, was interrupted "
                    "and left "
                        + shortBytes(left.bytes) + " in " + left.folder.string()));
    }
    found.back().fixes = {suggestion(folder)};
}

/// `there` bytes of the output are on the disk already.
void checkSpace(const MergePlan& plan, std::uint64_t there, const fs::path& ancestor,
                std::vector<Problem>& found)
{
    struct statvfs disk {};
    if (::statvfs(ancestor.c_str(), &disk) != 0)
        return;
    const std::uint64_t free = std::uint64_t(disk.f_bavail) * disk.f_frsize;
    // Blocks that are shared take no room, and count as being there already.
    const std::uint64_t spared = std::max(there, sharedRoom(plan, ancestor));
    const std::uint64_t needed = plan.bytesWritten - std::min(plan.bytesWritten, spared);
    if (needed <= free)
        return;
    found.push_back(problem(ProblemId::NotEnoughSpace,
                            "Needs " + shortBytes(needed) + ", " + mountPoint(ancestor) + " has "
                                + shortBytes(free) + " free"));
    found.back().fixes = {{ChooseDestination {}}};
    if (needed - std::min(needed, savedByHalving(plan)) <= free)
        found.back().fixes.push_back({ConvertAllTo {FloatType::BF16}});
}

} // namespace

std::vector<Problem> destinationProblems(const MergePlan& plan, const fs::path& destination)
{
    std::vector<Problem> found;
    if (destination.empty())
        return {problem(ProblemId::DestinationUnusable, "No destination folder is given")};
    const fs::path folder = resolved(destination);
    const fs::path ancestor = existingAncestor(folder);
    checkSources(plan, folder, found);
    if (found.empty())
        checkPlace(folder, ancestor, found);
    const std::optional<Leftover> left = leftoverOf(folder);
    const bool goesOn = left && left->plan == fingerprintOf(plan);
    if (left && found.empty())
        checkLeftover(*left, goesOn, folder, found);
    checkSpace(plan, goesOn ? left->bytes : 0, ancestor, found);
    return found;
}

fs::path freeDestination(const fs::path& folder)
{
    std::error_code ignored;
    fs::path candidate = folder;
    const auto isTaken = [&] {
        return fs::exists(fs::symlink_status(candidate, ignored))
            || fs::exists(stagedFolder(candidate), ignored);
    };
    for (int number = 2; isTaken(); ++number)
        candidate = folder.parent_path() / (folder.filename().string() + "-" + std::to_string(number));
    return candidate;
}

} // namespace layerloom::core
