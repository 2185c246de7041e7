#include "core/io/home_path.h"

#include <cstdlib>

namespace layerloom::core {

std::string withHome(const std::string& path)
{
    // Nothing here changes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* home = std::getenv("HOME");
    return home != nullptr && (path == "~" || path.starts_with("~/")) ? home + path.substr(1) : path;
}

} // namespace layerloom::core
