#include "core/sensitivity/evaluated_stacks.h"

#include "core/base/error.h"
#include "core/sensitivity/sensitivity_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostStacks = 500;
constexpr std::size_t kMostLayers = 10'000;

Json evaluationJson(const Evaluation& found)
{
    Json json {{"loss", found.loss},
               {"base_loss", found.baseLoss},
               {"tokens", found.tokens},
               {"predicted", found.predicted}};
    if (found.standardError)
        json["standard_error"] = *found.standardError;
    if (found.deltaError)
        json["delta_error"] = *found.deltaError;
    return json;
}

double finiteNumber(const Json& json)
{
    const auto number = json.get<double>();
    if (!std::isfinite(number))
        throw Error(ErrorCode::Corrupt, "The evaluated stacks hold a value out of range");
    return number;
}

Evaluation readEvaluation(const Json& json, double delta)
{
    Evaluation found;
    found.loss = finiteNumber(json.at("loss"));
    found.baseLoss = finiteNumber(json.at("base_loss"));
    found.delta = delta;
    found.tokens = json.at("tokens").get<std::uint64_t>();
    found.predicted = json.at("predicted").get<std::uint64_t>();
    if (json.contains("standard_error"))
        found.standardError = finiteNumber(json.at("standard_error"));
    if (json.contains("delta_error"))
        found.deltaError = finiteNumber(json.at("delta_error"));
    return found;
}

EvaluatedStack readStack(const Json& json)
{
    EvaluatedStack stack {json.at("layers").get<std::vector<std::uint32_t>>(),
                          finiteNumber(json.at("delta_loss"))};
    if (stack.layers.size() > kMostLayers)
        throw Error(ErrorCode::Corrupt, "The evaluated stacks hold a value out of range");
    if (json.contains("evaluation"))
        stack.evaluation = readEvaluation(json.at("evaluation"), stack.deltaLoss);
    return stack;
}

std::string serializedStacks(const EvaluatedStacks& record)
{
    Json list = Json::array();
    for (const EvaluatedStack& stack : record.stacks) {
        list.push_back({{"layers", stack.layers}, {"delta_loss", stack.deltaLoss}});
        if (stack.evaluation)
            list.back()["evaluation"] = evaluationJson(*stack.evaluation);
    }
    Json json = sensitivityKeyJson(record.key);
    json["stacks"] = std::move(list);
    return asciiText(json);
}

EvaluatedStacks parsedStacks(std::string_view body)
{
    const Json json = Json::parse(body);
    EvaluatedStacks record {sensitivityKeyFrom(json), {}};
    for (const Json& each : json.at("stacks"))
        addStack(record.stacks, readStack(each));
    return record;
}

SensitivityKey ofAnyType(SensitivityKey key)
{
    key.computeType.clear();
    return key;
}

} // namespace

std::optional<std::vector<std::uint32_t>> layersOfOneModel(const Stack& stack)
{
    if (stack.blocks.empty() || !stack.setup.overrides.empty() || !stack.setup.perLayer.empty())
        return std::nullopt;
    const SourceIndex source = stack.blocks.front().source;
    for (const Part part : {Part::Config, Part::Embeddings, Part::Norm, Part::Head, Part::Tokenizer})
        if (partSource(stack, part) != source)
            return std::nullopt;
    std::vector<std::uint32_t> layers;
    for (const Block& block : stack.blocks) {
        if (block.source != source || !block.scales.empty())
            return std::nullopt;
        layers.push_back(block.layer.value);
    }
    return layers;
}

std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& evaluation)
{
    std::optional<std::vector<std::uint32_t>> layers = layersOfOneModel(stack);
    if (!layers || evaluation.tokens < kFirstTokens)
        return std::nullopt;
    return EvaluatedStack {std::move(*layers), evaluation.delta, evaluation};
}

void addStack(std::vector<EvaluatedStack>& stacks, EvaluatedStack stack)
{
    const auto tokens = [](const EvaluatedStack& each) {
        return each.evaluation ? each.evaluation->tokens : 0;
    };
    const auto known = std::ranges::find(stacks, stack.layers, &EvaluatedStack::layers);
    if (known != stacks.end() && tokens(*known) > tokens(stack))
        return;
    if (known != stacks.end())
        stacks.erase(known);
    stacks.push_back(std::move(stack));
    if (stacks.size() > kMostStacks)
        stacks.erase(stacks.begin());
}

RecordFormat<EvaluatedStacks> evaluatedStacksFormat()
{
    // The number grows when a value changes its meaning: older records then count as missing.
    return {"evaluated-stacks-1", serializedStacks, parsedStacks};
}

std::vector<EvaluatedStack> findEvaluatedStacks(const RecordCache& cache, const SensitivityKey& key)
{
    std::optional<EvaluatedStacks> known =
        findCached(cache, recordId(ofAnyType(key)), evaluatedStacksFormat());
    return known ? std::move(known->stacks) : std::vector<EvaluatedStack>();
}

void storeEvaluatedStack(const RecordCache& cache, const SensitivityKey& key, EvaluatedStack stack)
{
    EvaluatedStacks record {ofAnyType(key), findEvaluatedStacks(cache, key)};
    addStack(record.stacks, std::move(stack));
    storeCached(cache, recordId(record.key), evaluatedStacksFormat(), record);
}

} // namespace layerloom::core
