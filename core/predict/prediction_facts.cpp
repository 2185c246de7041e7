#include "core/predict/prediction_facts.h"

#include <algorithm>
#include <set>

namespace layerloom::core {

PredictionFacts predictionFacts(const RecordCache& cache, std::shared_ptr<const Sensitivity> sensitivity)
{
    std::vector<EvaluatedStack> stacks = findEvaluatedStacks(cache, sensitivity->key);
    const LossScale scale(*sensitivity, stacks);
    return {std::move(sensitivity), scale, std::move(stacks)};
}

PredictionFacts findPredictionFacts(const RecordCache& cache, const SensitivityKey& key)
{
    std::optional<Sensitivity> found = findSensitivity(cache, key);
    return found ? predictionFacts(cache, std::make_shared<const Sensitivity>(std::move(*found)))
                 : PredictionFacts {nullptr, {}, findEvaluatedStacks(cache, key)};
}

std::vector<SourceIndex> usedSources(const Blocks& blocks)
{
    std::set<SourceIndex> used;
    for (const Block& block : blocks)
        used.insert(block.source);
    return {used.begin(), used.end()};
}

std::optional<PredictionInput> gatherPredictionInput(const Blocks& blocks, const KnownFacts& known)
{
    if (blocks.empty())
        return std::nullopt;
    PredictionInput input;
    for (const SourceIndex source : usedSources(blocks)) {
        const PredictionFacts* facts = known.model(source);
        if (facts == nullptr || !facts->sensitivity)
            return std::nullopt;
        input.sources.resize(source.value + std::size_t {1});
        input.sources[source.value] = facts->sensitivity.get();
    }
    if (std::ranges::any_of(blocks, [&](const Block& block) {
            return block.layer.value >= input.sources[block.source.value]->layers();
        }))
        return std::nullopt;
    for (const auto& [before, behind] : joinedSources(blocks)) {
        std::shared_ptr<const Matrix> angles = known.angles(before, behind);
        if (!angles)
            return std::nullopt;
        input.between.emplace(std::pair(before, behind), std::move(angles));
    }
    return input;
}

LossScale lossScaleFor(const Blocks& blocks, const KnownFacts& known)
{
    const std::vector<SourceIndex> used = usedSources(blocks);
    const PredictionFacts* facts = used.size() == 1 ? known.model(used.front()) : nullptr;
    return facts != nullptr ? facts->scale : LossScale();
}

} // namespace layerloom::core
