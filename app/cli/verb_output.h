#pragma once

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

namespace layerloom::app {

/// Adds --json, which sets `asJson`.
void addJsonOption(CLI::App& verb, bool& asJson);

/// Adds --quiet, which sets `isQuiet`.
void addQuietOption(CLI::App& verb, bool& isQuiet, const char* description = "Print no progress");

/// Prints the result of a verb on standard output: indented by two spaces; bytes that are not UTF-8 become U+FFFD, and what could command a
/// terminal is written as \u.
void printJson(const nlohmann::ordered_json& json);

} // namespace layerloom::app
