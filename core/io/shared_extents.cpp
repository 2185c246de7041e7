#include "core/io/shared_extents.h"

#include <algorithm>
#include <cstddef>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <optional>
#include <sys/ioctl.h>
#include <vector>

namespace layerloom::core {
namespace {

constexpr std::uint32_t kExtentsAtOnce = 128;

/// Bytes that are contiguous both in a file and on disk.
struct DiskExtent {
    std::uint64_t begin = 0; // from the first byte of the query
    std::uint64_t bytes = 0;
    std::uint64_t onDisk = 0;
    friend bool operator==(const DiskExtent&, const DiskExtent&) = default;
};

/// Adds the part of an extent in [offset, offset + bytes); false when it is not shared or not stored as plain
/// bytes.
bool addClipped(const fiemap_extent& found, std::uint64_t offset, std::uint64_t bytes,
                std::vector<DiskExtent>& extents)
{
    // These flags do not affect where the bytes are.
    constexpr std::uint32_t kHarmless = FIEMAP_EXTENT_SHARED | FIEMAP_EXTENT_LAST | FIEMAP_EXTENT_MERGED;
    if ((found.fe_flags & FIEMAP_EXTENT_SHARED) == 0 || (found.fe_flags & ~kHarmless) != 0)
        return false;
    const std::uint64_t begin = std::max<std::uint64_t>(found.fe_logical, offset);
    const std::uint64_t end = std::min<std::uint64_t>(found.fe_logical + found.fe_length, offset + bytes);
    const DiskExtent extent {begin - offset, end - begin, found.fe_physical + (begin - found.fe_logical)};
    const bool goesOn = !extents.empty() && extents.back().begin + extents.back().bytes == extent.begin
        && extents.back().onDisk + extents.back().bytes == extent.onDisk;
    if (goesOn)
        extents.back().bytes += extent.bytes;
    else
        extents.push_back(extent);
    return true;
}

/// The extents of a range; nullopt when it has holes, is not shared, or the file system does not tell.
std::optional<std::vector<DiskExtent>> extentsOf(int file, std::uint64_t offset, std::uint64_t bytes)
{
    std::vector<DiskExtent> extents;
    std::uint64_t done = 0;
    while (done < bytes) {
        // The kernel writes the extents behind the request.
        std::vector<fiemap_extent> memory(kExtentsAtOnce + 1);
        static_assert(sizeof(fiemap) <= sizeof(fiemap_extent));
        auto* const question = reinterpret_cast<fiemap*>(memory.data());
        question->fm_start = offset + done;
        question->fm_length = bytes - done;
        question->fm_flags = FIEMAP_FLAG_SYNC;
        question->fm_extent_count = kExtentsAtOnce;
        if (::ioctl(file, FS_IOC_FIEMAP, question) != 0 || question->fm_mapped_extents == 0)
            return std::nullopt;
        for (std::uint32_t i = 0; i < question->fm_mapped_extents; ++i) {
            if (!addClipped(question->fm_extents[i], offset, bytes, extents))
                return std::nullopt;
            // A hole has no extent.
            if (extents.back().begin > done)
                return std::nullopt;
            done = extents.back().begin + extents.back().bytes;
        }
    }
    return extents;
}

} // namespace

bool areSameBlocks(int file, std::uint64_t offset, int other, std::uint64_t otherOffset, std::uint64_t bytes)
{
    const auto extents = extentsOf(file, offset, bytes);
    return extents && extents == extentsOf(other, otherOffset, bytes);
}

} // namespace layerloom::core
