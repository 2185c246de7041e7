#include "core/base/module_folder.h"

namespace layerloom::core {

std::filesystem::path moduleFolder()
{
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    return failure ? std::filesystem::path() : program.parent_path().parent_path() / "lib/layerloom";
}

} // namespace layerloom::core
