#pragma once

#include "core/stack/stack.h"

#include <CLI/App.hpp>

#include <optional>
#include <string>
#include <vector>

namespace layerloom::app {

/// The value of --model: a folder, with an optional name that a file uses for it.
struct NamedModel {
    std::string name; ///< empty when only a folder was given
    std::string path;
    std::optional<core::StackSide> side {}; ///< of an encoder-decoder model
};

/// Reads "DIR" and "NAME=DIR".
NamedModel namedModel(const std::string& argument);
std::vector<NamedModel> namedModels(const std::vector<std::string>& arguments);

/// Adds --stack: which side of encoder-decoder models is meant. Its words are those of sideNamed().
void addSideOption(CLI::App& verb, std::string& side);

/// Why the model at `path` cannot be used: the sentence, after the path where the sentence does not name it.
std::string sentenceAbout(const std::string& path, const std::string& sentence);

/// Opens a model: a folder, a file, or a name in the Hub's cache. Throws Failure{Unusable}.
core::Source openSource(const NamedModel& model, bool allowConfigOnly = false);

/// Adds the positional DIR for openSource().
void addModelFolder(CLI::App& verb, std::string& folder);

/// The source that `text` means: a letter, a label, a name, or a path (which becomes a new source when no source has
/// it, with the given side). Throws Failure{Unusable}, naming the sources there are.
core::SourceIndex sourceMeant(core::Stack& stack, const std::string& text,
                              std::optional<core::StackSide> side = std::nullopt);

} // namespace layerloom::app
