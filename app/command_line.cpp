#include "app/command_line.h"

#include <QHash>

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

const QHash<QString, Take>& valueOptions()
{
    static const QHash<QString, Take> options {{QStringLiteral("--theme"), takeTheme},
                                               {QStringLiteral("--size"), takeSize},
                                               {QStringLiteral("--scale"), takeScale},
                                               {QStringLiteral("--screenshot"), takeScreenshot}};
    return options;
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
        } else if (const Take take = valueOptions().value(*i)) {
            const QString option = *i;
            if (std::next(i) == arguments.end() || !take(line, *++i))
                line.mistake = QStringLiteral("%1 needs another value").arg(option);
        } else {
            line.mistake = QStringLiteral("There is no option %1").arg(*i);
        }
    }
    return line;
}

QString helpText()
{
    return QStringLiteral(
        "Usage: layerloom [PATH…]\n"
        "\n"
        "Stack layers of language models. PATH is a model folder, a .loom document or a mergekit\n"
        "YAML; several documents open several windows.\n"
        "\n"
        "  -h, --help     print this and end\n"
        "  -v, --version  print the version and end\n"
        "\n"
        "layerloom-cli does the same work without a window.\n");
}

} // namespace layerloom::app
