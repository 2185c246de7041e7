#include "core/help/man_page.h"

#include "core/base/text.h"

#include <cstdint>
#include <iomanip>
#include <sstream>

namespace layerloom::core {

namespace {

/// Bytes of a UTF-8 character after its first.
std::size_t followingBytes(char first)
{
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0xC0 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
}

/// A character as "\[u2026]".
std::string named(std::string_view bytes)
{
    std::uint32_t code = static_cast<unsigned char>(bytes.front()) & (0x3FU >> (bytes.size() - 1));
    for (const char byte : bytes.substr(1))
        code = code << 6U | (static_cast<unsigned char>(byte) & 0x3FU);
    std::ostringstream name;
    name << "\\[u" << std::uppercase << std::hex << std::setw(4) << std::setfill('0') << code << "]";
    return name.str();
}

/// Text for roff: no character of it is a command, "-" is the one that can be typed, others than ASCII are named.
/// REQUIRES: UTF-8.
std::string roff(std::string_view text)
{
    std::string out = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char character = text[i];
        if (const std::size_t bytes = followingBytes(character); bytes > 0 && i + bytes < text.size()) {
            out += named(text.substr(i, bytes + 1));
            i += bytes;
        } else if (character == '\\')
            out += "\\e";
        else if (character == '-')
            out += "\\-";
        else if (character == '"')
            out += "\\(dq";
        else
            out += character;
    }
    return out;
}

std::string bold(std::string_view text)
{
    return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text)
{
    return "\\fI" + roff(text) + "\\fR";
}

std::string operandText(const OptionHelp& operand)
{
    const std::string name = italic(operand.names.front()) + (operand.isRepeated ? "..." : "");
    return operand.isRequired ? name : "[" + name + "]";
}

/// "layerloom-cli merge [OPTION]... [FILE]"
std::string synopsis(const std::string& path, const CommandHelp& command)
{
    std::string line = bold(path);
    for (const OptionHelp& option : command.options)
        if (option.isRequired)
            line += " " + bold(option.names.back()) + " " + italic(option.placeholder);
    line += " [" + italic("OPTION") + "]...";
    if (!command.verbs.empty())
        line += " " + italic("VERB");
    for (const OptionHelp& operand : command.operands)
        line += " " + operandText(operand);
    return line + "\n";
}

void addEntry(std::string& page, const OptionHelp& option, bool isOperand)
{
    std::string names;
    for (const std::string& name : option.names)
        names += (names.empty() ? "" : ", ") + (isOperand ? italic(name) : bold(name));
    if (!option.placeholder.empty())
        names += " " + italic(option.placeholder);
    page += ".TP\n" + names + "\n" + roff(option.text) + "\n";
}

void addEntries(std::string& page, const CommandHelp& command)
{
    for (const OptionHelp& operand : command.operands)
        addEntry(page, operand, true);
    for (const OptionHelp& option : command.options)
        addEntry(page, option, false);
}

void addVerbs(std::string& page, const std::string& path, const CommandHelp& command)
{
    for (const CommandHelp& verb : command.verbs) {
        const std::string verbPath = path + " " + verb.name;
        page += ".SS " + roff(verbPath.substr(verbPath.find(' ') + 1)) + "\n" + synopsis(verbPath, verb)
            + ".PP\n" + roff(verb.summary) + ".\n";
        addEntries(page, verb);
        addVerbs(page, verbPath, verb);
    }
}

std::string upper(std::string text)
{
    for (char& letter : text)
        if (letter >= 'a' && letter <= 'z')
            letter = static_cast<char>(letter - 'a' + 'A');
    return text;
}

} // namespace

std::string manPage(const CommandHelp& program)
{
    std::string page = ".TH \"" + roff(upper(program.name))
        + "\" 1 \"" LAYERLOOM_DATE "\" \"Layerloom " LAYERLOOM_VERSION "\" \"User Commands\"\n";
    page += ".SH NAME\n" + roff(program.name) + " \\- " + roff(program.summary) + "\n";
    page += ".SH SYNOPSIS\n" + synopsis(program.name, program);
    if (!program.description.empty())
        page += ".SH DESCRIPTION\n" + roff(program.description) + "\n";
    page += ".SH OPTIONS\n";
    addEntries(page, program);
    if (!program.verbs.empty()) {
        page += ".SH VERBS\n";
        addVerbs(page, program.name, program);
    }
    if (!program.notes.empty()) {
        page += ".SH NOTES\n.nf\n";
        for (const std::string_view line : splitLines(program.notes))
            page += roff(line) + "\n";
        page += ".fi\n";
    }
    return page + ".SH \"SEE ALSO\"\n.BR layerloom (1),\n.BR layerloom\\-cli (1)\n";
}

} // namespace layerloom::core
