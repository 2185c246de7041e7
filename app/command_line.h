#pragma once

#include "core/help/command_help.h"
#include "widgets/controls/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>

namespace layerloom::app {

/// The parsed arguments of the program.
struct CommandLine {
    QStringList paths;
    bool help = false;
    bool version = false;
    QString
        screenshot; ///< a picture of the window is written here, then the program ends; empty: the window opens
    std::optional<widgets::ThemeChoice> theme;
    QSize size {1280, 800};
    QString scale; ///< device pixels for one pixel, as QT_SCALE_FACTOR wants it; empty: the system's
    QString description; ///< --describe, for building packages: man, bash or zsh; empty: not asked for
    QString mistake; ///< why the arguments are invalid, as a sentence; empty when they are valid
};

/// Reads the arguments that follow the program's name.
CommandLine parseCommandLine(const QStringList& arguments);

/// The program's options and operands as data, for the manual page and the shells.
core::CommandHelp programHelp();

/// The output of --help.
QString helpText();

} // namespace layerloom::app
