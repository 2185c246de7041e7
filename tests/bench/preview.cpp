#include "core/checks/preview.h"

#include "core/stack/stack_rules.h"
#include "tests/support/tiny_checkpoint.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr int kRounds = 200;
constexpr double kTargetMilliseconds = 1;

Source openedSource(const TemporaryFolder& folder, const std::string& name, const TinyOptions& options)
{
    const auto path = writeTinyCheckpoint(folder / name, options);
    return sourceFor(openModel(path).value(), path.string());
}

/// 1,000 layers in 200 slices of two models of 80 layers.
Stack wovenStack(const TemporaryFolder& folder)
{
    Stack stack;
    stack.setup.sources = {openedSource(folder, "a", llama2of70b()),
                           openedSource(folder, "b", llama2of70b())};
    for (std::uint32_t slice = 0; slice < 200; ++slice) {
        const auto first = LayerIndex::from(slice * 7 % 75);
        const Blocks blocks = layerRange(SourceIndex::from(slice % 2), first, first + 5);
        stack.blocks.insert(stack.blocks.end(), blocks.begin(), blocks.end());
    }
    return stack;
}

double medianMilliseconds(const std::function<void()>& work)
{
    std::vector<double> times;
    for (int round = 0; round < kRounds; ++round) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
        times.push_back(spent.count());
    }
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
    return times[kRounds / 2];
}

} // namespace

/// Prints how long everything that is told about a large stack takes; fails when it is past its target.
int main()
{
    const TemporaryFolder folder;
    const Stack stack = wovenStack(folder);
    std::size_t told = 0;
    const auto measure = [&](const char* name, const std::function<std::size_t()>& work) {
        const double median = medianMilliseconds([&] { told += work(); });
        std::printf("%-10s %7.3f ms\n", name, median);
        return median;
    };
    std::printf("%zu layers in %zu slices, median of %d\n", stack.blocks.size(), slices(stack).size(),
                kRounds);
    measure("slices", [&] { return slices(stack).size(); });
    measure("seams", [&] { return seams(stack).size(); });
    measure("totals", [&] { return totals(stack).layers; });
    measure("uses", [&] { return useCounts(stack).size(); });
    measure("problems", [&] { return problems(stack).size(); });
    const double whole = measure("preview", [&] { return preview(stack).problems.size(); });
    std::printf("target     %7.3f ms\n", kTargetMilliseconds);
    return told > 0 && whole <= kTargetMilliseconds ? 0 : 1;
}
