#include "core/predict/loss_scale.h"

#include "core/base/error.h"
#include "core/io/checksummed_text.h"
#include "core/predict/predict.h"
#include "core/run/evaluate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostStacks = 500;
constexpr std::size_t kMostLayers = 10'000;
constexpr int kVersion = 2;
// As many stacks as are needed to be believed as much as what is usual.
constexpr double kBelief = 4;

Blocks blocksOf(const std::vector<std::uint32_t>& layers)
{
    Blocks blocks;
    for (const std::uint32_t layer : layers)
        blocks.push_back({0, layer, {}, false});
    return blocks;
}

EvaluatedStack readStack(const Json& json)
{
    EvaluatedStack stack {json.at("layers").get<std::vector<std::uint32_t>>(),
                         json.at("delta_loss").get<double>()};
    if (stack.layers.size() > kMostLayers || !std::isfinite(stack.deltaLoss))
        throw Error(ErrorCode::Corrupt, "The measured stacks make no sense");
    return stack;
}

} // namespace

LossScale::LossScale(const Sensitivity& sensitivity, std::span<const EvaluatedStack> stacks)
{
    std::vector<double> ratios;
    for (const EvaluatedStack& stack : stacks) {
        const bool fits = std::all_of(stack.layers.begin(), stack.layers.end(),
                                      [&](std::uint32_t layer) { return layer < sensitivity.layers(); });
        const double predicted = fits ? predict(blocksOf(stack.layers), {{&sensitivity}, {}}).deltaLoss : 0;
        if (predicted > 0 && stack.deltaLoss > 0)
            ratios.push_back(std::log(stack.deltaLoss / predicted));
    }
    learn(ratios);
}

void LossScale::learn(std::span<const double> ratios)
{
    m_stacks = ratios.size();
    const double weight = static_cast<double>(ratios.size()) + kBelief;
    double sum = 0;
    for (const double ratio : ratios)
        sum += ratio;
    m_center = sum / weight;
    double squares = kBelief * (kUsualSpread * kUsualSpread + m_center * m_center);
    for (const double ratio : ratios)
        squares += (ratio - m_center) * (ratio - m_center);
    m_spread = std::sqrt(squares / weight);
}

LossRange LossScale::expected(double deltaLoss) const
{
    if (deltaLoss <= 0)
        return {deltaLoss, deltaLoss, deltaLoss};
    const double middle = deltaLoss * std::exp(m_center);
    return {middle, middle * std::exp(-m_spread), middle * std::exp(m_spread)};
}

std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& found)
{
    if (found.tokens < kFirstTokens || stack.blocks.empty() || !stack.setup.overrides.empty())
        return std::nullopt;
    const SourceIndex source = stack.blocks.front().source;
    for (const Part part : {Part::Config, Part::Embeddings, Part::Norm, Part::Head, Part::Tokenizer})
        if (partSource(stack, part) != source)
            return std::nullopt;
    EvaluatedStack evaluated {{}, found.delta};
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

std::string stacksText(const EvaluatedStacks& noted)
{
    Json list = Json::array();
    for (const EvaluatedStack& stack : noted.stacks)
        list.push_back({{"layers", stack.layers}, {"delta_loss", stack.deltaLoss}});
    const Json json = {{"stacks_version", kVersion}, {"fingerprint", noted.key.fingerprint},
                       {"text", noted.key.text},     {"tokens", noted.key.tokens},
                       {"window", noted.key.window}, {"stacks", std::move(list)}};
    return withChecksum(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

EvaluatedStacks readStacks(std::string_view text)
{
    const Json json = Json::parse(requireChecksum(text, "The measurement"));
    if (json.value("stacks_version", 0) != kVersion)
        throw Error(ErrorCode::Corrupt, "The measured stacks are of another version");
    EvaluatedStacks noted;
    noted.key.fingerprint = json.at("fingerprint").get<std::string>();
    noted.key.text = json.at("text").get<std::string>();
    noted.key.tokens = json.at("tokens").get<std::uint64_t>();
    noted.key.window = json.at("window").get<std::uint64_t>();
    for (const Json& each : json.at("stacks"))
        addStack(noted.stacks, readStack(each));
    return noted;
}

} // namespace layerloom::core
