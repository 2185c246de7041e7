#include "core/sensitivity/evaluated_stacks.h"

#include "core/base/error.h"
#include "core/io/checksummed_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostStacks = 500;
constexpr std::size_t kMostLayers = 10'000;
// Grows when a number changes its meaning: older records are then computed again.
constexpr int kStacksVersion = 2;

EvaluatedStack readStack(const Json& json)
{
    EvaluatedStack stack {json.at("layers").get<std::vector<std::uint32_t>>(),
                          json.at("delta_loss").get<double>()};
    if (stack.layers.size() > kMostLayers || !std::isfinite(stack.deltaLoss))
        throw Error(ErrorCode::Corrupt, "The evaluated stacks make no sense");
    return stack;
}

} // namespace

std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& evaluation)
{
    if (evaluation.tokens < kFirstTokens || stack.blocks.empty() || !stack.setup.overrides.empty())
        return std::nullopt;
    const SourceIndex source = stack.blocks.front().source;
    for (const Part part : {Part::Config, Part::Embeddings, Part::Norm, Part::Head, Part::Tokenizer})
        if (partSource(stack, part) != source)
            return std::nullopt;
    EvaluatedStack evaluated {{}, evaluation.delta};
    for (const Block& block : stack.blocks) {
        if (block.source != source || !block.scales.empty())
            return std::nullopt;
        evaluated.layers.push_back(block.layer);
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

std::string stacksText(const EvaluatedStacks& record)
{
    Json list = Json::array();
    for (const EvaluatedStack& stack : record.stacks)
        list.push_back({{"layers", stack.layers}, {"delta_loss", stack.deltaLoss}});
    const Json json = {{"stacks_version", kStacksVersion}, {"fingerprint", record.key.fingerprint},
                       {"text", record.key.text},          {"tokens", record.key.tokens},
                       {"window", record.key.window},      {"stacks", std::move(list)}};
    return withChecksum(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

EvaluatedStacks readStacks(std::string_view text)
{
    const Json json = Json::parse(requireChecksum(text, "The measurement"));
    if (json.value("stacks_version", 0) != kStacksVersion)
        throw Error(ErrorCode::Corrupt, "The evaluated stacks are of another version");
    EvaluatedStacks record;
    record.key.fingerprint = json.at("fingerprint").get<std::string>();
    record.key.text = json.at("text").get<std::string>();
    record.key.tokens = json.at("tokens").get<std::uint64_t>();
    record.key.window = json.at("window").get<std::uint64_t>();
    for (const Json& each : json.at("stacks"))
        addStack(record.stacks, readStack(each));
    return record;
}

} // namespace layerloom::core
