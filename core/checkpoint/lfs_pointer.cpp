#include "core/checkpoint/lfs_pointer.h"

#include <string>
#include <string_view>

namespace layerloom::core {

bool isLfsPointer(const File& file)
{
    constexpr std::string_view kStart = "version https://git-lfs";
    constexpr std::uint64_t kMostBytes = 1024;
    const std::uint64_t bytes = file.size();
    if (bytes < kStart.size() || bytes > kMostBytes)
        return false;
    std::string start(kStart.size(), '\0');
    file.read(std::span(start), 0);
    return start == kStart;
}

} // namespace layerloom::core
