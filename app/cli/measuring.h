#pragma once

#include "app/cli/stack_input.h"
#include "core/measure/measure.h"
#include "core/text/tokenizer.h"

#include <CLI/App.hpp>

#include <memory>
#include <optional>
#include <string>

namespace layerloom::app {

/// What a person says of the text that models are run on.
struct TextOptions {
    std::string file; ///< empty: the text that comes with the program
    std::optional<std::uint64_t> tokens;
    std::uint64_t window = core::kWindow;
};

/// Adds --text and --tokens, and --window where it can be chosen, to a verb.
void addTextOptions(CLI::App& verb, TextOptions& options, bool hasWindow);
/// Adds --device.
void addDeviceOption(CLI::App& verb, std::string& device);

/// The tokenizer beside a model. Throws Failure{Unusable}, also where there is none.
core::Tokenizer tokenizerOf(const core::Model& model);

/// The text's tokens as a model's tokenizer makes them by itself: the first of them, as many as asked for, else `usual`
/// or all there are. Throws Failure{Unusable}: no tokenizer, a file that cannot be read, a text that is too short.
core::MeasuredText readText(const core::Model& model, const TextOptions& options, std::uint64_t usual);

/// How many tokens are measured on when nobody says.
inline constexpr std::uint64_t kMeasuredTokens = 512;

/// Where `device` ("auto", "cpu", "cuda:0") runs. Throws Failure{Unusable}.
core::MeasuringPlace placeOn(const std::string& device);

/// The model whose tokenizer a stack takes. Throws Failure{Unusable} for a stack without layers.
std::shared_ptr<const core::Model> tokenizerModel(const core::Stack& stack);
/// The model that a stack is compared with: the one that gives its config.json.
std::shared_ptr<const core::Model> baseModel(const core::Stack& stack);

} // namespace layerloom::app
