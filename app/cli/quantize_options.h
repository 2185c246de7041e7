#pragma once

#include "core/document/output_settings.h"

#include <CLI/App.hpp>

#include <optional>
#include <string>
#include <vector>

namespace layerloom::app {

/// The options that choose the format of linear modules.
struct QuantizeOptions {
    std::optional<std::string> format;
    std::optional<std::string> doubleQuant;
    std::vector<std::string> skippedModules;
};

/// Adds --quantize, --double-quant and --skip-modules to a verb.
void addQuantizeOptions(CLI::App& verb, QuantizeOptions& options);

/// The settings of the file with what the options choose: nf4 with double quantization unless told otherwise, fp4 without.
/// Throws Failure{Unusable} for an unknown format and for options that have nothing to apply to.
core::OutputSettings withQuantization(core::OutputSettings settings, const QuantizeOptions& options);

} // namespace layerloom::app
