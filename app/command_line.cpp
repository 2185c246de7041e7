#include "app/command_line.h"

#include <string>
#include <vector>

namespace layerloom::app {

namespace {

using Take = bool (*)(CommandLine&, const QString&);

bool takeTheme(CommandLine& line, const QString& value)
{
    if (value != QLatin1String("light") && value != QLatin1String("dark"))
        return false;
    line.theme = value == QLatin1String("light") ? widgets::ThemeChoice::Light : widgets::ThemeChoice::Dark;
    return true;
}

bool takeSize(CommandLine& line, const QString& value)
{
    const QStringList numbers = value.split(QLatin1Char('x'));
    if (numbers.size() != 2)
        return false;
    line.size = QSize(numbers[0].toInt(), numbers[1].toInt());
    return line.size.isValid() && !line.size.isEmpty();
}

bool takeScale(CommandLine& line, const QString& value)
{
    line.scale = value;
    return value.toDouble() > 0;
}

bool takeScreenshot(CommandLine& line, const QString& value)
{
    line.screenshot = value;
    return !value.isEmpty();
}

bool takeDescription(CommandLine& line, const QString& value)
{
    line.description = value;
    return !value.isEmpty();
}

/// An option: what --help and the manual page say, and its function when it takes a value.
struct OptionRow {
    core::OptionHelp help;
    Take take = nullptr;
};

using Value = core::OptionHelp::Value;

const std::vector<OptionRow>& optionRows()
{
    static const std::vector<OptionRow> rows {
        {{.names = {"-h", "--help"}, .placeholder = "", .text = "Print this and end", .choices = {}}},
        {{.names = {"-v", "--version"},
          .placeholder = "",
          .text = "Print the version and end",
          .choices = {}}},
        {{.names = {"--theme"},
          .placeholder = "THEME",
          .text = "Colours, instead of the chosen ones: light or dark",
          .value = Value::Choice,
          .choices = {"light", "dark"}},
         takeTheme},
        {{.names = {"--screenshot"},
          .placeholder = "PNG",
          .text = "Write a picture of the window and end; no display is needed",
          .value = Value::File,
          .choices = {}},
         takeScreenshot},
        {{.names = {"--size"},
          .placeholder = "WIDTHxHEIGHT",
          .text = "Size of the picture's window (default 1280x800)",
          .value = Value::Text,
          .choices = {}},
         takeSize},
        {{.names = {"--scale"},
          .placeholder = "FACTOR",
          .text = "Device pixels for one pixel, such as 2 (default: the desktop's)",
          .value = Value::Text,
          .choices = {}},
         takeScale},
    };
    return rows;
}

Take takeFor(const QString& option)
{
    if (option == QLatin1String("--describe"))
        return takeDescription;
    for (const OptionRow& row : optionRows())
        if (row.help.names.back() == option.toStdString())
            return row.take;
    return nullptr;
}

QString joinedNames(const core::OptionHelp& option)
{
    QString names;
    for (const std::string& name : option.names)
        names += (names.isEmpty() ? QString() : QStringLiteral(", ")) + QString::fromStdString(name);
    return option.placeholder.empty() ? names
                                      : names + QLatin1Char(' ') + QString::fromStdString(option.placeholder);
}

} // namespace

CommandLine parseCommandLine(const QStringList& arguments)
{
    CommandLine line;
    bool onlyPaths = false;
    for (auto i = arguments.begin(); i != arguments.end(); ++i) {
        if (onlyPaths || !i->startsWith(QLatin1Char('-')) || *i == QLatin1String("-")) {
            line.paths.append(*i);
        } else if (*i == QLatin1String("--")) {
            onlyPaths = true;
        } else if (*i == QLatin1String("-h") || *i == QLatin1String("--help")) {
            line.help = true;
        } else if (*i == QLatin1String("-v") || *i == QLatin1String("--version")) {
            line.version = true;
        } else if (const Take take = takeFor(*i)) {
            const QString option = *i;
            if (std::next(i) == arguments.end() || !take(line, *++i))
                line.mistake = QStringLiteral("%1 needs another value").arg(option);
        } else {
            line.mistake = QStringLiteral("There is no option %1").arg(*i);
        }
    }
    return line;
}

core::CommandHelp programHelp()
{
    core::CommandHelp help;
    help.name = "layerloom";
    help.summary = "Stack layers of language models";
    help.description = "PATH is a model folder, a .loom document or a mergekit YAML; several documents open "
                       "several windows. layerloom-cli does the same work without a window.";
    help.operands = {{.names = {"PATH"},
                      .placeholder = "",
                      .text = "A model folder, a .loom document or a mergekit YAML",
                      .value = Value::File,
                      .choices = {},
                      .isRepeated = true}};
    for (const OptionRow& row : optionRows())
        help.options.push_back(row.help);
    help.notes = "LAYERLOOM_LANGUAGE  language of the window, such as de; else the desktop's\n"
                 "LAYERLOOM_ENGINES   folders with further arithmetic engines, separated by colons";
    return help;
}

QString helpText()
{
    const core::CommandHelp help = programHelp();
    QString text = QStringLiteral(
        "Usage: layerloom [OPTION…] [PATH…]\n\n"
        "Stack layers of language models. PATH is a model folder, a .loom document or a mergekit\n"
        "YAML; several documents open several windows.\n\n");
    for (const core::OptionHelp& option : help.options)
        text += QStringLiteral("  %1 %2\n")
                    .arg(joinedNames(option), -22)
                    .arg(QString::fromStdString(option.text));
    return text + QStringLiteral("\nlayerloom-cli does the same work without a window.\n");
}

} // namespace layerloom::app
