#pragma once

#include "core/run/evaluate.h"
#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace layerloom::core {

/// A stack of one model's layers and the loss increase that its evaluation found.
struct EvaluatedStack {
    std::vector<std::uint32_t> layers;
    double deltaLoss = 0; ///< nats per token
    std::optional<Evaluation> evaluation {}; ///< the complete result; missing in records of earlier versions
    bool operator==(const EvaluatedStack&) const = default;
};

/// The stacks of one model that were evaluated on one text.
struct EvaluatedStacks {
    SensitivityKey key; ///< without a compute type: loss increases are alike in all of them
    std::vector<EvaluatedStack> stacks;
    bool operator==(const EvaluatedStacks&) const = default;
};

/// The evaluation as a record of its model. Nullopt for fewer than kFirstTokens tokens, and for stacks that hold anything
/// but unscaled layers and the other parts of one model.
std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& evaluation);

/// The layers of a stack that evaluatedStack() can record; nullopt for others.
std::optional<std::vector<std::uint32_t>> layersOfOneModel(const Stack& stack);

/// Adds a stack at the end; replaces an earlier evaluation of the same layers unless that ran more tokens, drops the oldest of
/// more than 500.
void addStack(std::vector<EvaluatedStack>& stacks, EvaluatedStack stack);

/// The record as JSON: the members of its key, stacks [{layers, delta_loss, evaluation}]. Parsing throws Error{Corrupt} for values out of
/// range.
RecordFormat<EvaluatedStacks> evaluatedStacksFormat();

/// The cached stacks of a model, evaluated in whatever type, whether or not its sensitivity was measured.
std::vector<EvaluatedStack> findEvaluatedStacks(const RecordCache& cache, const SensitivityKey& key);
/// Adds a stack to them. Throws Error{Io}.
void storeEvaluatedStack(const RecordCache& cache, const SensitivityKey& key, EvaluatedStack stack);

} // namespace layerloom::core
