#include "core/io/home_path.h"

#include <cstdlib>

namespace layerloom::core {

namespace {

std::filesystem::path absoluteFolder(const char* variable)
{
    // Nothing here changes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* const value = std::getenv(variable);
    return value != nullptr && std::filesystem::path(value).is_absolute() ? value : std::filesystem::path();
}

} // namespace

std::string withHome(const std::string& path)
{
    // Nothing here changes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* home = std::getenv("HOME");
    return home != nullptr && (path == "~" || path.starts_with("~/")) ? home + path.substr(1) : path;
}

std::filesystem::path userFolder(const char* variable, const std::filesystem::path& below)
{
    if (std::filesystem::path folder = absoluteFolder(variable); !folder.empty())
        return folder;
    const std::filesystem::path home = absoluteFolder("HOME");
    return home.empty() ? home : home / below;
}

} // namespace layerloom::core
