#include "core/checks/problems.h"

#include "core/checks/advice.h"
#include "core/checks/config_problems.h"
#include "core/checks/count_problems.h"
#include "core/checks/dequantize_problems.h"
#include "core/checks/kind_problems.h"
#include "core/checks/order_problems.h"
#include "core/checks/override_problems.h"
#include "core/checks/part_problems.h"
#include "core/checks/per_layer_problems.h"
#include "core/checks/position_problems.h"
#include "core/checks/quantization_problems.h"
#include "core/checks/rule_problems.h"
#include "core/checks/shape_problems.h"
#include "core/checks/sharing_problems.h"
#include "core/checks/source_problems.h"

#include <algorithm>
#include <tuple>

namespace layerloom::core {

namespace {

/// By block: an error is about it. Such a block needs no second error of another rule.
std::vector<bool> blocksWithErrors(const Stack& stack, const std::vector<Problem>& problems)
{
    std::vector<bool> marked(stack.blocks.size());
    for (const Problem& problem : problems)
        if (problem.severity == Severity::Error)
            for (std::size_t at = problem.begin; at < problem.end; ++at)
                marked[at] = true;
    return marked;
}

/// Every rule but those about sources. REQUIRES: the stack has blocks.
void findStackProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    const std::vector<bool> misfits = findShapeProblems(facts, problems);
    findConfigProblems(facts, misfits, problems);
    findCountProblems(facts, problems);
    findPartProblems(facts, problems);
    findPositionProblems(facts, problems);
    findOrderProblems(facts, problems);
    const bool rulesTellKinds = findRuleProblems(facts, problems);
    findPerLayerProblems(facts, problems);
    findSharingProblems(facts, problems);
    findQuantizationProblems(facts, misfits, problems);
    if (rulesTellKinds)
        findKindProblems(facts, blocksWithErrors(facts.stack, problems), problems);
    findAdvice(facts, problems);
}

} // namespace

std::vector<Problem> problems(const Stack& stack)
{
    std::vector<Problem> problems;
    // An override that is no JSON must not be tried.
    findOverrideProblems(stack, problems);
    if (!problems.empty())
        return problems;
    const StackFacts facts(stack);
    findSourceProblems(facts, problems);
    findDequantizeProblems(facts, problems);
    if (!stack.blocks.empty())
        findStackProblems(facts, problems);
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& left, const Problem& right) {
        return std::tie(left.severity, left.begin) < std::tie(right.severity, right.begin);
    });
    return problems;
}

} // namespace layerloom::core
