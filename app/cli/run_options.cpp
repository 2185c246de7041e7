#include "app/cli/run_options.h"

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "app/cli/number_option.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/engine/load_engine.h"
#include "core/predict/loss_scale.h"
#include "core/sensitivity/measure_sensitivity.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <tuple>

namespace layerloom::app {

namespace {

std::shared_ptr<const core::Model> modelOfPart(const core::Stack& stack, core::Part part)
{
    if (stack.blocks.empty())
        failUnusable("A stack without layers cannot be run");
    return stack.setup.sources.at(core::partSource(stack, part).value).model;
}

constexpr double kMostMemory = 1e6; // GB, more than any machine has

std::optional<std::uint64_t> bytesFrom(const DeviceChoice& choice)
{
    if (!choice.memory)
        return std::nullopt;
    return static_cast<std::uint64_t>(*choice.memory * 1e9);
}

} // namespace

void addTextOptions(CLI::App& verb, core::TextChoice& choice, std::uint64_t usualTokens)
{
    verb.add_option("--text", choice.file, "Text file to run (default: the text that comes with the program)")
        ->type_name("FILE");
    addNumber(verb, {"--tokens", "Tokens of the text to run (default " + std::to_string(usualTokens) + ")"},
              WholeRange {.least = 2}, choice.tokens);
}

std::string errorText(const std::optional<double>& error, int decimals)
{
    if (!error)
        return {};
    std::array<char, 64> buffer {};
    std::snprintf(buffer.data(), buffer.size(), " ± %.*f", decimals, *error);
    return buffer.data();
}

nlohmann::ordered_json numberOrNull(const std::optional<double>& number)
{
    return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json();
}

void addDeviceOptions(CLI::App& verb, DeviceChoice& choice)
{
    verb.add_option("--device", choice.device, "Device for arithmetic: auto (default), cpu or cuda:0")
        ->type_name("DEVICE");
    addNumber(verb,
              {"--memory", "Memory for layers and hidden states (default: half of the free memory)", "GB"},
              DecimalRange {0, kMostMemory, true}, choice.memory);
}

core::Tokenizer tokenizerOf(const core::Model& model)
{
    const core::Result<core::Tokenizer> tokenizer = core::openTokenizer(model.checkpoint->folder());
    if (!tokenizer)
        failUnusable(sentenceAbout(model.checkpoint->folder().string(), tokenizer.error().message()));
    return *tokenizer;
}

core::RunText readText(const core::Model& model, const core::TextChoice& choice, std::uint64_t usual)
{
    const core::Tokenizer tokenizer = tokenizerOf(model);
    return usable(core::readRunText(tokenizer, choice, usual));
}

void noteRun(const core::RecordCache& cache, const core::Stack& stack, const core::RunText& text,
             const core::Evaluation& found)
{
    std::ignore = core::guarded([&] {
        if (std::optional<core::EvaluatedStack> ran = core::evaluatedStack(stack, found))
            core::storeEvaluatedStack(
                cache, core::sensitivityKey(*tokenizerModel(stack), text, core::FloatType::F32),
                std::move(*ran));
    });
}

core::RunDevice openDevice(const DeviceChoice& choice)
{
    const std::optional<std::uint64_t> memory = bytesFrom(choice); // refused before an engine is loaded
    const core::LoadedEngine loaded = usable(core::loadEngine(choice.device));
    return core::runDevice(loaded.engine, loaded.device, memory);
}

void printResult(nlohmann::ordered_json json, bool asJson, bool isQuiet, const core::RunDevice& device,
                 const std::function<void()>& print)
{
    if (asJson) {
        json["memory_budget"] = device.budget.bytes();
        printJson(json);
        return;
    }
    print();
    std::fflush(stdout); // where both go to one place, what was printed comes first
    if (!isQuiet)
        printNote("Memory for layers and hidden states: at most %s",
                  core::shortBytes(device.budget.bytes()).c_str());
}

std::shared_ptr<const core::Model> tokenizerModel(const core::Stack& stack)
{
    return modelOfPart(stack, core::Part::Tokenizer);
}

std::shared_ptr<const core::Model> baseModel(const core::Stack& stack)
{
    return modelOfPart(stack, core::Part::Config);
}

} // namespace layerloom::app
