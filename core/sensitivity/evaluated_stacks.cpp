#include "core/sensitivity/evaluated_stacks.h"

#include "core/base/error.h"
#include "core/sensitivity/sensitivity_json.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostStacks = 500;
constexpr std::size_t kMostLayers = 10'000;

EvaluatedStack readStack(const Json& json)
{
    EvaluatedStack stack {json.at("layers").get<std::vector<std::uint32_t>>(),
                          json.at("delta_loss").get<double>()};
    if (stack.layers.size() > kMostLayers || !std::isfinite(stack.deltaLoss))
        throw Error(ErrorCode::Corrupt, "The evaluated stacks hold a value out of range");
    return stack;
}

std::string serializedStacks(const EvaluatedStacks& record)
{
    Json list = Json::array();
    for (const EvaluatedStack& stack : record.stacks)
        list.push_back({{"layers", stack.layers}, {"delta_loss", stack.deltaLoss}});
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

std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& evaluation)
{
    if (evaluation.tokens < kFirstTokens || stack.blocks.empty() || !stack.setup.overrides.empty()
        || !stack.setup.perLayer.empty())
        return std::nullopt;
    const SourceIndex source = stack.blocks.front().source;
    for (const Part part : {Part::Config, Part::Embeddings, Part::Norm, Part::Head, Part::Tokenizer})
        if (partSource(stack, part) != source)
            return std::nullopt;
    EvaluatedStack evaluated {{}, evaluation.delta};
    for (const Block& block : stack.blocks) {
        if (block.source != source || !block.scales.empty())
            return std::nullopt;
        evaluated.layers.push_back(block.layer.value);
    }
    return evaluated;
}

void addStack(std::vector<EvaluatedStack>& stacks, EvaluatedStack stack)
{
    std::erase_if(stacks, [&](const EvaluatedStack& known) { return known.layers == stack.layers; });
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
