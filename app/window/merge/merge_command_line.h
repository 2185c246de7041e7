#pragma once

#include "app/document/document.h"

#include <QString>

#include <filesystem>

namespace layerloom::app {

/// The shell command that runs the same merge with layerloom-cli.
QString mergeCommandLine(const Document& document, const core::Stack& stack,
                         const core::OutputSettings& settings, const std::filesystem::path& destination);

} // namespace layerloom::app
