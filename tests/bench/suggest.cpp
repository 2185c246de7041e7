#include "core/notation/format_expression.h"
#include "tests/bench/predict_stacks.h"
#include "tests/bench/stack_losses.h"

#include <algorithm>
#include <cstdio>

// bench_suggest [MODEL [TOKENS [FILE]]]: whether the best of ten suggested stacks of 24, 27, 36 and 45 layers, all run on TOKENS
// tokens, does as well as the best of 200 random ones. Keeps the losses in FILE.

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr std::size_t kTried = 10;
constexpr std::size_t kRandom = 200;

bool compareAt(StackLosses& known, std::uint32_t layers)
{
    const std::vector<Blocks> suggested = known.suggested(layers, kTried);
    const std::vector<Blocks> random = randomStacks(known.source().layers, layers, kRandom);
    const std::vector<double> losses = known.increases(suggested);
    const std::vector<double> others = known.increases(random);
    const auto best = std::min_element(losses.begin(), losses.end());
    const auto other = std::min_element(others.begin(), others.end());
    std::printf("%2u layers: suggested %+.3f  %s\n           random    %+.3f  %s\n", layers, *best,
                formatExpression(suggested[static_cast<std::size_t>(best - losses.begin())]).c_str(), *other,
                formatExpression(random[static_cast<std::size_t>(other - others.begin())]).c_str());
    std::fflush(stdout);
    return *best <= *other;
}

} // namespace

int main(int argc, char** argv)
{
    const auto bench = [](StackLosses& known) {
        std::printf("%s: the best of %zu suggested stacks, and of %zu random ones, on %zu tokens\n",
                    known.source().label.c_str(), kTried, kRandom, known.tokens());
        bool isGood = true;
        for (const std::uint32_t layers : {24U, 27U, 36U, 45U})
            isGood = compareAt(known, layers) && isGood;
        return isGood ? 0 : 1;
    };
    return runBench({argv, static_cast<std::size_t>(argc)}, 256, "build/suggest-losses.json", bench);
}
