#include "core/io/existing_ancestor.h"

#include <system_error>

namespace layerloom::core {

std::filesystem::path existingAncestor(std::filesystem::path path)
{
    std::error_code ignored;
    while (!std::filesystem::exists(path, ignored) && path.has_relative_path())
        path = path.parent_path();
    return path;
}

} // namespace layerloom::core
