#pragma once

#include "core/run/evaluate.h"
#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A stack of one model's layers and the loss increase that its evaluation found.
struct EvaluatedStack {
    std::vector<std::uint32_t> layers;
    double deltaLoss = 0; ///< nats per token
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

/// Adds a stack at the end; replaces an earlier evaluation of the same layers, drops the oldest of more than 500.
void addStack(std::vector<EvaluatedStack>& stacks, EvaluatedStack stack);

/// The record as JSON with a checksum: stacks_version, fingerprint, text, tokens, window, stacks [{layers, delta_loss}].
std::string stacksText(const EvaluatedStacks& record);
/// Parses such a record. Throws Error{Corrupt} for damage, another version or values out of range.
EvaluatedStacks readStacks(std::string_view text);

} // namespace layerloom::core
