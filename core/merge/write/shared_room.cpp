#include "core/merge/write/shared_room.h"

#include "core/merge/plan/shared_ranges.h"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace layerloom::core {
namespace {

bool isKnownToShare(const std::filesystem::path& folder)
{
    struct statfs disk {};
    if (::statfs(folder.c_str(), &disk) != 0)
        return false;
    return disk.f_type == BTRFS_SUPER_MAGIC || disk.f_type == XFS_SUPER_MAGIC;
}

} // namespace

std::uint64_t sharedRoom(const MergePlan& plan, const std::filesystem::path& folder)
{
    struct stat here {};
    if (!isKnownToShare(folder) || ::stat(folder.c_str(), &here) != 0)
        return 0;
    std::uint64_t bytes = 0;
    for (const PlannedShard& shard : plan.shards)
        for (const SharedRange& range : sharedRanges(shard)) {
            struct stat source {};
            const auto& path = plan.models[range.model]->checkpoint->shards()[range.sourceShard].path;
            if (::stat(path.c_str(), &source) == 0 && source.st_dev == here.st_dev)
                bytes += range.bytes;
        }
    return bytes;
}

} // namespace layerloom::core
