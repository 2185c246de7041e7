#include "core/help/description.h"

#include "core/help/bash_completion.h"
#include "core/help/man_page.h"
#include "core/help/zsh_completion.h"

namespace layerloom::core {

std::optional<std::string> describeProgram(const CommandHelp& program, std::string_view format)
{
    if (format == "man")
        return manPage(program);
    if (format == "bash")
        return bashCompletion(program);
    if (format == "zsh")
        return zshCompletion(program);
    return std::nullopt;
}

} // namespace layerloom::core
