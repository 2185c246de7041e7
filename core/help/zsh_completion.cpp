#include "core/help/zsh_completion.h"

namespace layerloom::core {

namespace {

using Value = OptionHelp::Value;

/// Text within single quotes, where `special` are characters that _arguments reads.
std::string quoted(std::string_view text, std::string_view special)
{
    std::string out;
    for (const char character : text) {
        if (character == '\'')
            out += "'\\''";
        else if (special.find(character) != std::string_view::npos)
            out += std::string("\\") + character;
        else
            out += character;
    }
    return out;
}

std::string action(const OptionHelp& option)
{
    switch (option.value) {
    case Value::File:
        return "_files";
    case Value::Folder:
        return "_files -/";
    case Value::Choice: {
        std::string words;
        for (const std::string& choice : option.choices)
            words += (words.empty() ? "" : " ") + quoted(choice, ":");
        return "(" + words + ")";
    }
    case Value::None:
    case Value::Text:
        break;
    }
    return " ";
}

/// '*--model=[Model of the stack]:DIR:_files -/', a line for each name.
void addOption(std::string& script, const OptionHelp& option)
{
    for (const std::string& name : option.names) {
        const bool hasValue = option.value != Value::None;
        script += "        '" + std::string(option.isRepeated ? "*" : "") + name
            + (hasValue && name.starts_with("--") ? "=" : "") + "[" + quoted(option.text, "[]:\\") + "]";
        if (hasValue)
            script += ":" + quoted(option.placeholder, ":\\") + ":" + action(option);
        script += "' \\\n";
    }
}

void addOperand(std::string& script, const OptionHelp& operand, std::size_t number)
{
    script += "        '" + (operand.isRepeated ? std::string("*") : std::to_string(number)) + ":"
        + quoted(operand.names.front(), ":\\") + ":" + action(operand) + "' \\\n";
}

void addVerbChoice(std::string& script, const std::string& function, const CommandHelp& command)
{
    script += "    case $state in\n        verb)\n            verbs=(\n";
    for (const CommandHelp& verb : command.verbs)
        script += "                '" + verb.name + ":" + quoted(verb.summary, ":\\") + "'\n";
    script += "            )\n            _describe verb verbs && ret=0\n            ;;\n        rest)\n"
              "            ((!$+functions["
        + function + "_$line[1]])) || " + function + "_$line[1] && ret=0\n            ;;\n    esac\n";
}

/// A function for the command, and one for each verb below it.
void addFunction(std::string& script, const std::string& function, const CommandHelp& command)
{
    script +=
        function + "() {\n    local curcontext=$curcontext state line verbs ret=1\n    _arguments -C \\\n";
    for (const OptionHelp& option : command.options)
        addOption(script, option);
    for (std::size_t i = 0; i < command.operands.size(); ++i)
        addOperand(script, command.operands[i], i + 1);
    if (!command.verbs.empty())
        script += "        '1:verb:->verb' \\\n        '*::argument:->rest' \\\n";
    script += "        && ret=0\n";
    if (!command.verbs.empty())
        addVerbChoice(script, function, command);
    script += "    return ret\n}\n\n";
    for (const CommandHelp& verb : command.verbs)
        addFunction(script, function + "_" + verb.name, verb);
}

} // namespace

std::string zshCompletion(const CommandHelp& program)
{
    const std::string function = "_" + program.name;
    std::string script = "#compdef " + program.name + "\n# Made from the program's own table of options.\n\n";
    addFunction(script, function, program);
    return script + function + " \"$@\"\n";
}

} // namespace layerloom::core
