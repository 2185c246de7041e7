#include "core/merge/plan/published_stack.h"

#include "core/checkpoint/hub_cache.h"

#include <algorithm>
#include <filesystem>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

/// The last `count` names of a path.
fs::path lastNames(const fs::path& path, std::ptrdiff_t count)
{
    const auto names = std::distance(path.begin(), path.end());
    fs::path last;
    for (auto name = std::next(path.begin(), std::max<std::ptrdiff_t>(0, names - count)); name != path.end();
         ++name)
        last /= name->relative_path();
    return last;
}

/// As few names as tell the path from those of the other sources.
fs::path distinctNames(const fs::path& path, const std::vector<fs::path>& all, std::ptrdiff_t least)
{
    const auto most = std::distance(path.begin(), path.end());
    std::ptrdiff_t count = least;
    const auto isShared = [&](const fs::path& other) {
        return other != path && lastNames(other, count) == lastNames(path, count);
    };
    while (count < most && std::any_of(all.begin(), all.end(), isShared))
        ++count;
    return lastNames(path, count);
}

std::string publishedPath(const Source& source, const std::vector<fs::path>& all)
{
    const fs::path path(source.path);
    if (source.path.empty() || (!source.name.empty() && hubModelId(path)))
        return {};
    std::error_code ignored;
    const bool isFile = fs::is_regular_file(path, ignored);
    return (fs::path("..") / distinctNames(path, all, isFile ? 2 : 1)).generic_string();
}

} // namespace

Stack publishedStack(Stack stack)
{
    std::vector<fs::path> all;
    for (const Source& source : stack.setup.sources)
        all.emplace_back(source.path);
    for (Source& source : stack.setup.sources)
        source.path = publishedPath(source, all);
    return stack;
}

} // namespace layerloom::core
