#pragma once

#include "core/document/output_settings.h"
#include "core/stack/stack.h"

#include <CLI/App.hpp>

#include <optional>
#include <string>
#include <vector>

namespace layerloom::app {

/// The options that name a stack.
struct StackOptions {
    std::string file; ///< .loom, YAML or expression
    std::vector<std::string> models; ///< DIR or NAME=DIR
    std::string layerIndices;
    std::string base;
    std::string headFrom;
    std::string embeddingsFrom;
    std::vector<std::string> gathered; ///< names of PerLayerChoice
    std::vector<std::string> kept;
    std::string side; ///< --stack: "encoder", "decoder", or empty
    bool dequantizes = false;
};

/// Adds FILE and the options of StackOptions to a verb.
void addStackOptions(CLI::App& verb, StackOptions& options);

/// Adds --dequantize.
void addDequantizeOption(CLI::App& verb, StackOptions& options);

/// The stack of those options, every source opened.
struct StackInput {
    core::Stack stack;
    core::OutputSettings settings; ///< those of the file, else the defaults
};

/// Notes of an import go to standard error. Throws Failure{Unusable} for what cannot be read, a missing source too.
StackInput readStack(const StackOptions& options);

} // namespace layerloom::app
