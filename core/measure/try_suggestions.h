#pragma once

#include "core/measure/evaluate.h"
#include "core/measure/suggest.h"

#include <functional>
#include <vector>

namespace layerloom::core {

/// Stacks to be tried: what was suggested, in a setup whose sources it speaks of.
struct SuggestionTrial {
    Setup setup;
    std::vector<Suggestion> suggestions;
    /// Hears of a suggestion, by its place, while it runs and once more when it has run to the end (`isDone`).
    std::function<void(std::size_t at, const Evaluation& soFar, bool isDone)> heard {};
};

/// Runs suggestions one after the other without writing them; the figures are in their order. Progress counts stacks.
/// Throws Error: what cannot be run, Error{Cancelled} within two seconds.
std::vector<Evaluation> trySuggestions(StackEvaluator& evaluator, const SuggestionTrial& trial,
                                       JobContext& job);

} // namespace layerloom::core
