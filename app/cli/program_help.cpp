#include "app/cli/program_help.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace layerloom::app {

namespace {

using core::OptionHelp;
using ValueKind = OptionHelp::Value;

/// What can be written for a placeholder; text for those that are not here.
struct Placeholder {
    std::string_view name;
    ValueKind value;
    std::vector<std::string> choices;
};

const Placeholder* placeholder(const std::string& name)
{
    static const std::array known {
        Placeholder {"FILE", ValueKind::File, {}},
        Placeholder {"F.loom", ValueKind::File, {}},
        Placeholder {"PROGRAM", ValueKind::File, {}},
        Placeholder {"DIR", ValueKind::Folder, {}},
        Placeholder {"[NAME=]DIR", ValueKind::Folder, {}},
        Placeholder {"MODEL", ValueKind::Folder, {}},
        Placeholder {"SIDE", ValueKind::Choice, {"encoder", "decoder"}},
        Placeholder {"TYPE", ValueKind::Choice, {"keep", "bf16", "f16", "f32"}},
        Placeholder {"MODE", ValueKind::Choice, {"full", "quick", "off"}},
        Placeholder {"DEVICE", ValueKind::Choice, {"auto", "cpu", "cuda:0"}},
    };
    const auto found = std::ranges::find(known, name, &Placeholder::name);
    return found == known.end() ? nullptr : found;
}

std::string excludedText(const CLI::Option& option)
{
    std::vector<std::string> names;
    for (const CLI::Option* other : option.get_excludes())
        names.push_back("--" + other->get_lnames().front());
    std::ranges::sort(names);
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "; not with " : ", ") + name;
    return text;
}

OptionHelp optionHelp(const CLI::Option& option)
{
    OptionHelp help;
    for (const std::string& name : option.get_snames())
        help.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames())
        help.names.push_back("--" + name);
    const bool isOperand = help.names.empty();
    if (isOperand)
        help.names.push_back(option.get_single_name());
    const bool isFlag = option.get_items_expected_max() == 0;
    if (!isOperand && !isFlag)
        help.placeholder = option.get_type_name();
    help.text = option.get_description() + excludedText(option);
    help.isRequired = option.get_required();
    help.isRepeated = option.get_items_expected_max() > 1;
    help.value = isFlag ? ValueKind::None : ValueKind::Text;
    if (const Placeholder* known = placeholder(isOperand ? help.names.front() : help.placeholder)) {
        help.value = known->value;
        help.choices = known->choices;
    }
    return help;
}

} // namespace

core::CommandHelp programHelp(const CLI::App& program)
{
    core::CommandHelp help;
    help.name = program.get_name();
    help.summary = program.get_description();
    help.notes = program.get_footer();
    for (const CLI::Option* option : program.get_options()) {
        if (option->get_group().empty())
            continue;
        OptionHelp one = optionHelp(*option);
        const bool isOperand = !one.names.front().starts_with('-');
        (isOperand ? help.operands : help.options).push_back(std::move(one));
    }
    for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; }))
        help.verbs.push_back(programHelp(*verb));
    return help;
}

} // namespace layerloom::app
