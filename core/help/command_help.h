#pragma once

#include <string>
#include <vector>

namespace layerloom::core {

// The description of a program's command line as data: --help, the manual page and the shells' completions are made of it.

/// An option, or an operand: an argument without a name before it.
struct OptionHelp {
    enum class Value { None, Text, File, Folder, Choice };

    std::vector<std::string> names; ///< "-h", "--help"; of an operand its placeholder alone, "FILE"
    std::string placeholder; ///< of the value: "DIR"; empty for a flag and for an operand
    std::string text;
    Value value = Value::None;
    std::vector<std::string> choices; ///< the words that can be written, with Value::Choice
    bool isRequired = false;
    bool isRepeated = false;
};

/// A program, or one of its verbs.
struct CommandHelp {
    std::string name; ///< "layerloom-cli", "merge"
    std::string summary; ///< one line
    std::string description; ///< further sentences; empty for none
    std::vector<OptionHelp> operands;
    std::vector<OptionHelp> options;
    std::vector<CommandHelp> verbs;
    std::string notes; ///< lines that stay as they are; empty for none
};

} // namespace layerloom::core
