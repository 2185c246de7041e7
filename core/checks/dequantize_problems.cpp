#include "core/checks/dequantize_problems.h"

#include "core/checks/problem_rules.h"
#include "core/dequantize/dequantize.h"
#include "core/stack/dequantized_sources.h"

#include <algorithm>
#include <utility>

namespace layerloom::core {

namespace {

bool isQuantized(const Source& source)
{
    return source.model != nullptr && source.model->facts.quantization;
}

} // namespace

void findDequantizeProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::vector<Source>& sources = facts.stack.setup.sources;
    for (SourceIndex index = 0; index.value < sources.size(); ++index) {
        const Source& source = sources[index.value];
        if (!source.dequantizes || !isQuantized(source))
            continue;
        const auto view = dequantized(*source.model);
        if (view)
            continue;
        Problem problem =
            blockProblem(ProblemId::NotDequantizable, Severity::Error, view.error().message(), 0, 0);
        problem.source = index;
        problem.fixes = {editFix("Leave all sources as they are stored",
                                 {ReplaceSetup {withDequantized(facts.stack.setup, false)}})};
        problems.push_back(std::move(problem));
    }
}

std::optional<Stack> dequantizedStack(const Stack& stack)
{
    if (std::none_of(stack.setup.sources.begin(), stack.setup.sources.end(), isQuantized))
        return std::nullopt;
    Stack numbers {withDequantized(stack.setup, true), stack.blocks};
    if (std::any_of(numbers.setup.sources.begin(), numbers.setup.sources.end(), isQuantized))
        return std::nullopt;
    return numbers;
}

std::optional<Fix> dequantizeFix(const Stack& stack)
{
    std::optional<Stack> numbers = dequantizedStack(stack);
    if (!numbers)
        return std::nullopt;
    return editFix("Dequantize", {ReplaceSetup {std::move(numbers->setup)}});
}

} // namespace layerloom::core
