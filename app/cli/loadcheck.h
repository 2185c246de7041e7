#pragma once

#include "core/loadcheck/load_check.h"

#include <CLI/App.hpp>

#include <string>

namespace layerloom::app {

/// The Python that is asked unless an option names another.
inline constexpr const char* kPython = "python3";

/// Ends the verb unless the checkpoint loads: exit code 3 and a sentence for each tensor.
void requireLoading(const core::LoadCheck& check);

/// Adds --python, which sets `python`.
void addPythonOption(CLI::App& verb, std::string& python);

/// Adds `layerloom-cli loadcheck`.
void addLoadCheckVerb(CLI::App& program);

} // namespace layerloom::app
