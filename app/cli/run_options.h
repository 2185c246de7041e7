#pragma once

#include "app/cli/stack_input.h"
#include "core/io/record_cache.h"
#include "core/run/evaluate.h"
#include "core/run/run_device.h"
#include "core/run/run_text.h"
#include "core/tokenizer/tokenizer.h"

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace layerloom::app {

/// Adds --text and --tokens; `usualTokens` is the default that the help names.
void addTextOptions(CLI::App& verb, core::TextChoice& choice, std::uint64_t usualTokens);
/// " ± 0.0123"; empty where the error is not known.
std::string errorText(const std::optional<double>& error, int decimals);
/// The number; null where there is none.
nlohmann::ordered_json numberOrNull(const std::optional<double>& number);

/// The device and the memory limit for running models, as given on the command line.
struct DeviceChoice {
    std::string device = "auto"; ///< "auto", "cpu", "cuda:0"
    std::optional<double> memory; ///< in GB; none: half of the free memory
};

/// Adds --device and --memory.
void addDeviceOptions(CLI::App& verb, DeviceChoice& choice);

/// The tokenizer beside a model. Throws Failure{Unusable}, also where there is none.
core::Tokenizer tokenizerOf(const core::Model& model);

/// The tokens of the text by the model's tokenizer. Throws Failure{Unusable}: no tokenizer, a file that cannot be
/// read, a text that is too short.
core::RunText readText(const core::Model& model, const core::TextChoice& choice, std::uint64_t usual);

/// Caches the evaluation of a stack for the predictions of its model on `text`. Does nothing for stacks of several models
/// and for too few tokens; a failure to write the cache is ignored.
void noteRun(const core::RecordCache& cache, const core::Stack& stack, const core::RunText& text,
             const core::Evaluation& found);

/// Opens the engine of the chosen device. Throws Failure{Unusable}.
core::RunDevice openDevice(const DeviceChoice& choice);

/// Prints the result of a verb that ran models. With `asJson`: `json` and the memory limit in bytes. Else calls `print`, and
/// prints the limit on standard error unless `isQuiet`.
void printResult(nlohmann::ordered_json json, bool asJson, bool isQuiet, const core::RunDevice& device,
                 const std::function<void()>& print);

/// The model whose tokenizer a stack takes. Throws Failure{Unusable} for a stack without layers.
std::shared_ptr<const core::Model> tokenizerModel(const core::Stack& stack);
/// The model that a stack is compared with: the one that gives its config.json.
std::shared_ptr<const core::Model> baseModel(const core::Stack& stack);

} // namespace layerloom::app
