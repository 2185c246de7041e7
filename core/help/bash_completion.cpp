#include "core/help/bash_completion.h"

namespace layerloom::core {

namespace {

using Value = OptionHelp::Value;

std::string joined(const std::vector<std::string>& words, const std::string& between)
{
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

/// Offers the value; $1 of both functions is the name of the program's function.
std::string valueLine(const OptionHelp& option, const std::string& function)
{
    switch (option.value) {
    case Value::File:
        return function + "_paths -f";
    case Value::Folder:
        return function + "_paths -d";
    case Value::Choice:
        return function + "_words '" + joined(option.choices, " ") + "'";
    case Value::None:
    case Value::Text:
        break;
    }
    return ":";
}

/// The branch of a command: after an option its value, else options, verbs or operands.
void addBranch(std::string& script, const std::string& path, const CommandHelp& command,
               const std::string& function)
{
    std::string words;
    script += "        '" + path + "')\n            case $previous in\n";
    for (const OptionHelp& option : command.options) {
        words += (words.empty() ? "" : " ") + joined(option.names, " ");
        if (option.value != Value::None)
            script += "                " + joined(option.names, " | ") + ") " + valueLine(option, function)
                + "; return ;;\n";
    }
    script += "            esac\n            if [[ $word == -* ]]; then\n                " + function
        + "_words '" + words + "'\n";
    std::vector<std::string> verbs;
    for (const CommandHelp& verb : command.verbs)
        verbs.push_back(verb.name);
    script += "            else\n                "
        + (!verbs.empty()                 ? function + "_words '" + joined(verbs, " ") + "'"
               : command.operands.empty() ? std::string(":")
                                          : valueLine(command.operands.front(), function))
        + "\n            fi\n            ;;\n";
    for (const CommandHelp& verb : command.verbs)
        addBranch(script, path + (path.empty() ? "" : " ") + verb.name, verb, function);
}

/// The patterns of all verbs that have verbs below them: "recipe dus".
void addPaths(std::vector<std::string>& paths, const std::string& path, const CommandHelp& command)
{
    for (const CommandHelp& verb : command.verbs) {
        paths.push_back("'" + path + verb.name + "'");
        addPaths(paths, path + verb.name + " ", verb);
    }
}

constexpr auto kHelpers = R"(# Made from the program's own table of options.

FUNCTION_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
}

FUNCTION_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

)";

// Bash makes words of their own of "=" and what follows it.
constexpr auto kStart = R"(FUNCTION() {
    local word=${COMP_WORDS[COMP_CWORD]} previous='' path=''
    ((COMP_CWORD < 1)) || previous=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $word == = ]]; then
        word=''
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
)";

constexpr auto kFindVerb = R"(    local at
    for ((at = 1; at < COMP_CWORD; ++at)); do
        case "${path:+$path }${COMP_WORDS[at]}" in
            PATHS) path="${path:+$path }${COMP_WORDS[at]}" ;;
        esac
    done
)";

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

} // namespace

std::string bashCompletion(const CommandHelp& program)
{
    const std::string function = "_" + replaced(program.name, "-", "_");
    std::vector<std::string> paths;
    addPaths(paths, "", program);
    std::string script = replaced(kHelpers, "FUNCTION", function) + replaced(kStart, "FUNCTION", function);
    if (!paths.empty())
        script += replaced(kFindVerb, "PATHS", joined(paths, " | "));
    script += "    case $path in\n";
    addBranch(script, "", program, function);
    return script + "    esac\n} && complete -F " + function + " " + program.name + "\n";
}

} // namespace layerloom::core
