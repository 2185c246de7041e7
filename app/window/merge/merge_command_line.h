#pragma once

#include "app/document/document.h"

#include <QString>

#include <filesystem>

namespace layerloom::app {

/// How the dialog is set.
struct MergeChoices {
    core::OutputSettings settings;
    std::filesystem::path destination;
    QString python {}; ///< of the load check; empty: none
};

/// The shell command that runs the same merge with layerloom-cli.
QString mergeCommandLine(const Document& document, const core::Stack& stack, const MergeChoices& choices);

} // namespace layerloom::app
