#include "core/measure/try_suggestions.h"

namespace layerloom::core {

std::vector<Evaluation> trySuggestions(StackEvaluator& evaluator, const SuggestionTrial& trial,
                                       JobContext& job)
{
    const auto& heard = trial.heard;
    std::vector<Evaluation> figures;
    Progress progress {"Trying", 0, trial.suggestions.size(), 0, 0};
    job.step(progress);
    for (const Suggestion& suggestion : trial.suggestions) {
        const std::size_t at = figures.size();
        EvaluateOptions options;
        options.tellsProgress = false;
        if (heard)
            options.partial = [&](const Evaluation& soFar) { heard(at, soFar, false); };
        const RunnableStack stack = prepareRun(Stack {trial.setup, suggestion.blocks}).value();
        figures.push_back(evaluator.evaluate(stack, job, options));
        if (heard)
            heard(at, figures.back(), true);
        progress.done = figures.size();
        job.step(progress);
    }
    return figures;
}

} // namespace layerloom::core
