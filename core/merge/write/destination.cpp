#include "core/merge/write/destination.h"

#include "core/base/text.h"
#include "core/io/existing_ancestor.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/leftovers.h"
#include "core/merge/write/shared_room.h"
#include "core/merge/write/staged_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/magic.h>
#include <map>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

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
        const fs::path source = finalPlace(model->checkpoint->folder());
        if (!isInside(folder, source))
            continue;
        found.push_back(problem(ProblemId::DestinationInSource,
                                "The destination " + folder.string() + " lies inside the source model folder "
                                    + source.string()));
        found.back().fixes = {suggestion(source.parent_path() / (source.filename().string() + "-merged"))};
        return;
    }
}

/// True for the top of a file system, also where it is bound from another folder of the same disk.
bool isMountPoint(const fs::path& folder)
{
    struct statx status {};
    if (::statx(AT_FDCWD, folder.c_str(), AT_SYMLINK_NOFOLLOW, 0, &status) == 0
        && (status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0)
        return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    return mountPoint(folder) == folder.string();
}

/// True below /proc and /sys, and in file systems like them, which store nothing.
bool storesNothing(const fs::path& folder)
{
    constexpr std::array<long, 7> kViews {PROC_SUPER_MAGIC,    SYSFS_MAGIC,        CGROUP_SUPER_MAGIC,
                                          CGROUP2_SUPER_MAGIC, DEVPTS_SUPER_MAGIC, DEBUGFS_MAGIC,
                                          SECURITYFS_MAGIC};
    struct statfs disk {};
    return ::statfs(folder.c_str(), &disk) == 0
        && std::find(kViews.begin(), kViews.end(), static_cast<long>(disk.f_type)) != kViews.end();
}

/// The kind of file system that a folder is in, as linux/magic.h has them; 0: unknown.
std::uint32_t diskKind(const fs::path& folder)
{
    struct statfs disk {};
    return ::statfs(folder.c_str(), &disk) == 0 ? static_cast<std::uint32_t>(disk.f_type) : 0;
}

/// True when an entry of the folder is found under its name in other letters too. Some file systems decide for each folder.
bool findsOtherCase(const fs::path& folder)
{
    std::error_code failure;
    fs::directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        std::string swapped = name;
        for (char& letter : swapped)
            if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'))
                letter = static_cast<char>(letter ^ ('a' - 'A'));
        if (std::error_code ignored; swapped != name)
            return fs::equivalent(folder / name, folder / swapped, ignored);
    }
    return false;
}

/// True for file systems that take "A" and "a" for one name.
bool ignoresCase(const fs::path& folder)
{
    constexpr std::array<std::uint32_t, 6> kKinds {MSDOS_SUPER_MAGIC,     0x2011bab0 /* exfat */,
                                                   0x5346544e /* ntfs */, 0x7366746e /* ntfs3 */,
                                                   0xff534d42 /* cifs */, 0xfe534d42 /* smb */};
    return std::find(kKinds.begin(), kKinds.end(), diskKind(folder)) != kKinds.end()
        || findsOtherCase(folder);
}

/// A file of the plan that is too large for this disk.
void checkFileSizes(const MergePlan& plan, const fs::path& ancestor, std::vector<Problem>& found)
{
    constexpr std::uint64_t kMostOnFat = 0xffffffff;
    if (diskKind(ancestor) != MSDOS_SUPER_MAGIC)
        return;
    for (const PlannedShard& shard : plan.shards) {
        if (shard.fileBytes <= kMostOnFat)
            continue;
        found.push_back(problem(ProblemId::DestinationUnusable,
                                shard.fileName + " would have " + shortBytes(shard.fileBytes)
                                    + "; the disk of " + ancestor.string()
                                    + " (FAT) holds files of less than 4.29 GB: write smaller shards"));
        found.back().fixes = {{ChooseDestination {}}};
        return;
    }
}

/// Two files of the plan that would be one on this disk.
void checkCase(const MergePlan& plan, const fs::path& ancestor, std::vector<Problem>& found)
{
    if (!ignoresCase(ancestor))
        return;
    std::map<std::string, std::string> names;
    for (const std::string& name : filesOf(plan)) {
        const auto [other, isNew] = names.emplace(lowered(name), name);
        if (isNew)
            continue;
        found.push_back(problem(ProblemId::DestinationUnusable,
                                other->second + " and " + name + " are one file on the disk of "
                                    + ancestor.string() + ", which takes no notice of case"));
        found.back().fixes = {{ChooseDestination {}}};
        return;
    }
}

/// Bytes of the longest name in a folder.
std::size_t longestName(const fs::path& folder)
{
    constexpr std::size_t kUsual = 255;
    const long longest = ::pathconf(folder.c_str(), _PC_NAME_MAX);
    return longest > 0 ? static_cast<std::size_t>(longest) : kUsual;
}

/// Why nothing can ever get this name; empty when it can be had.
std::string unusableName(const fs::path& folder, const fs::path& ancestor)
{
    std::error_code ignored;
    for (fs::path missing = folder; missing != ancestor; missing = missing.parent_path())
        if (fs::is_symlink(fs::symlink_status(missing, ignored)))
            return missing.string() + " is a link to a folder that is not there";
    if (!fs::is_directory(ancestor, ignored))
        return ancestor.string() + " is a file, not a folder";
    if (storesNothing(ancestor))
        return ancestor.string() + " is a view of the system and stores no files";
    const std::string name = stagedFolder(folder).filename().string();
    if (const std::size_t longest = longestName(ancestor); name.size() > longest)
        return "The name of the destination has " + counted(folder.filename().string().size(), "byte")
            + "; at most " + std::to_string(longest - (name.size() - folder.filename().string().size()))
            + " can be used there";
    return {};
}

/// Folders that cannot be replaced by the merged one: publishing would fail after all work, or take them away from those who
/// use them.
void checkReplaced(const fs::path& folder, std::vector<Problem>& found)
{
    std::error_code ignored;
    if (isMountPoint(folder)) {
        found.push_back(problem(
            ProblemId::DestinationUnusable,
            folder.string() + " is the top of a disk, which cannot be replaced; a folder in it can be used"));
        found.back().fixes = {suggestion(folder / "merged")};
    } else if (fs::equivalent(folder, fs::current_path(ignored), ignored)) {
        found.push_back(
            problem(ProblemId::DestinationUnusable,
                    folder.string()
                        + " is the current folder, which would be replaced under the shell that is in it"));
        found.back().fixes = {suggestion(folder)};
    }
}

void checkPlace(const fs::path& folder, const fs::path& ancestor, std::vector<Problem>& found)
{
    if (std::string reason = unusableName(folder, ancestor); !reason.empty()) {
        found.push_back(problem(ProblemId::DestinationUnusable, std::move(reason)));
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
        return checkReplaced(folder, found);
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

/// Something that no merge has left where the merge would be written until it is complete.
void checkStranger(const fs::path& folder, std::vector<Problem>& found)
{
    const fs::path staged = stagedFolder(folder);
    std::error_code ignored;
    const std::string stranger = stagedContent(staged).stranger;
    const bool isTaken = fs::exists(fs::symlink_status(staged, ignored)) && !isStagedName(staged);
    if (stranger.empty() && !isTaken)
        return;
    found.push_back(problem(ProblemId::DestinationUnusable,
                            isTaken ? staged.string() + " is in the way: it is no folder"
                                    : strangerSentence(staged, stranger)));
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
    const fs::path folder = finalPlace(destination);
    const fs::path ancestor = existingAncestor(folder);
    checkSources(plan, folder, found);
    if (found.empty())
        checkPlace(folder, ancestor, found);
    if (found.empty())
        checkStranger(folder, found);
    if (found.empty())
        checkCase(plan, ancestor, found);
    if (found.empty())
        checkFileSizes(plan, ancestor, found);
    const std::optional<Leftover> left = leftoverOf(folder);
    const bool goesOn = left && left->plan == fingerprintOf(plan);
    if (left && found.empty())
        checkLeftover(*left, goesOn, folder, found);
    if (!storesNothing(ancestor))
        checkSpace(plan, goesOn ? left->bytes : 0, ancestor, found);
    return found;
}

fs::path freeDestination(const fs::path& folder)
{
    std::error_code ignored;
    fs::path candidate = folder;
    const auto isTaken = [&] {
        return fs::exists(fs::symlink_status(candidate, ignored))
            || fs::exists(fs::symlink_status(fs::path(candidate) += ".partial", ignored));
    };
    for (int number = 2; isTaken(); ++number)
        candidate = folder.parent_path() / (folder.filename().string() + "-" + std::to_string(number));
    return candidate;
}

} // namespace layerloom::core
