#include "app/cli/predict.h"

#include "app/cli/failure.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/predict/predict.h"
#include "core/predict/prediction_facts.h"
#include "core/run/runnable_stack.h"
#include "core/sensitivity/measure_sensitivity.h"
#include "core/sensitivity/state_distances.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <memory>
#include <optional>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

struct PredictOptions {
    StackOptions stack;
    core::TextChoice text;
    bool json = false;
};

std::string quoted(const std::string& word)
{
    return word.find(' ') == std::string::npos ? word : '"' + word + '"';
}

/// The cached facts about the models of a stack. Throws Failure{Unusable} where something was not measured.
class CachedFacts {
public:
    CachedFacts(const core::Stack& stack, const core::TextChoice& text, const core::RecordCache& cache)
        : m_stack(stack)
        , m_text(text)
        , m_cache(cache)
    {
        for (const core::SourceIndex index : core::usedSources(stack.blocks))
            m_models.emplace(index, findFacts(index));
    }

    core::PredictionInput input() const
    {
        std::optional<core::PredictionInput> input = core::gatherPredictionInput(m_stack.blocks, known());
        if (!input)
            failUnusable("The stack has layers that were not measured on this text yet: "
                         + measuringCommand());
        return std::move(*input);
    }

    core::LossScale scale() const { return core::lossScaleFor(m_stack.blocks, known()); }

private:
    const core::Source& source(core::SourceIndex index) const { return m_stack.setup.sources[index.value]; }

    core::KnownFacts known() const
    {
        return {[this](core::SourceIndex index) { return &m_models.at(index); },
                [this](core::SourceIndex before, core::SourceIndex behind) {
                    return anglesBetween(before, behind);
                }};
    }

    core::PredictionFacts findFacts(core::SourceIndex index) const
    {
        const core::Model& model = *source(index).model;
        const core::RunText tokens = readText(model, m_text, core::kSensitivityTokens);
        core::PredictionFacts facts =
            core::findPredictionFacts(m_cache, core::sensitivityKey(model, tokens, core::FloatType::F32));
        if (facts.sensitivity)
            return facts;
        usable(core::prepareRun(source(index).model)); // measuring what cannot run is no advice
        failUnusable(source(index).label + " is not measured on this text yet: " + measuringCommand());
    }

    std::shared_ptr<const core::Matrix> anglesBetween(core::SourceIndex before,
                                                      core::SourceIndex behind) const
    {
        std::optional<core::StateDistances> found = core::findStateDistances(
            m_cache, m_models.at(before).sensitivity->key, m_models.at(behind).sensitivity->key);
        if (!found)
            failUnusable("The distances between " + source(before).label + " and " + source(behind).label
                         + " are not measured on this text yet: " + measuringCommand());
        return std::make_shared<const core::Matrix>(std::move(found->angular));
    }

    /// Measures all that is needed.
    std::string measuringCommand() const
    {
        std::string command = "layerloom-cli measure";
        for (const core::SourceIndex index : core::usedSources(m_stack.blocks))
            command += ' ' + quoted(source(index).path);
        if (!m_text.file.empty())
            command += " --text " + quoted(m_text.file);
        return m_text.tokens ? command + " --tokens " + std::to_string(*m_text.tokens) : command;
    }

    const core::Stack& m_stack;
    const core::TextChoice& m_text;
    const core::RecordCache& m_cache;
    std::map<core::SourceIndex, core::PredictionFacts> m_models;
};

Json asJson(const core::Prediction& found, const core::LossScale& scale)
{
    Json seams = Json::array();
    for (const core::SeamShare& seam : found.seams)
        seams.push_back({{"at", seam.at},
                         {"delta", seam.delta},
                         {"ordinary_layers", seam.ordinaryLayers},
                         {"share", seam.share}});
    Json layers = Json::array();
    for (const core::LayerShare& layer : found.layers)
        layers.push_back({{"layer", layer.layer.value},
                          {"share", layer.share},
                          {"source", core::sourceLetter(layer.source)},
                          {"runs", layer.runs}});
    Json json;
    json["score"] = found.score;
    json["seams"] = std::move(seams);
    json["layers"] = std::move(layers);
    const core::LossRange expected = scale.expected(found.deltaLoss);
    json["delta_loss"] = expected.deltaLoss;
    json["delta_loss_low"] = expected.low;
    json["delta_loss_high"] = expected.high;
    json["measured_stacks"] = scale.stacks();
    json["less_tried"] = found.isLessTried;
    json["leaves_out_scales"] = found.leavesOutScales;
    return json;
}

void print(const core::Prediction& found, const core::LossScale& scale)
{
    const core::LossRange expected = scale.expected(found.deltaLoss);
    printLine("Predicted Δloss: about %+.2f nats per token, likely %+.2f to %+.2f (score %.2f)",
              expected.deltaLoss, expected.low, expected.high, found.score);
    if (scale.stacks() > 0)
        printLine("  calibrated by %s of this model", core::counted(scale.stacks(), "stack").c_str());
    for (const core::SeamShare& seam : found.seams)
        printLine("  seam at %-4zu %s %.1f ordinary layers, %+.2f", seam.at,
                  seam.ordinaryLayers < 0 ? "runs again" : "skips     ", std::abs(seam.ordinaryLayers),
                  seam.share);
    for (const core::LayerShare& layer : found.layers)
        printLine("  %s%-4u %s, %+.2f", core::sourceLetter(layer.source).c_str(), layer.layer.value,
                  layer.runs == 0 ? "never runs" : ("runs " + std::to_string(layer.runs) + " times").c_str(),
                  layer.share);
    if (found.isLessTried)
        printLine("Predictions for stacks of several models are less tested");
    if (found.leavesOutScales)
        printLine("The prediction ignores the scales of layers");
}

void predict(const PredictOptions& options, const core::RecordCache& cache)
{
    const StackInput input = readStack(options.stack);
    tokenizerModel(input.stack); // a stack without layers is refused
    const CachedFacts facts(input.stack, options.text, cache);
    const core::Prediction found = core::predict(input.stack, facts.input());
    const core::LossScale scale = facts.scale();
    if (options.json)
        printJson(asJson(found, scale));
    else
        print(found, scale);
}

} // namespace

void addPredictVerb(CLI::App& program, const core::RecordCache& cache)
{
    CLI::App* verb = program.add_subcommand(
        "predict", "Predict the loss increase of a stack from the sensitivity of its models");
    auto options = std::make_shared<PredictOptions>();
    addStackOptions(*verb, options->stack);
    addTextOptions(*verb, options->text, core::kSensitivityTokens);
    addJsonOption(*verb, options->json);
    verb->callback([options, cache] { predict(*options, cache); });
}

} // namespace layerloom::app
