// How long it takes to plan a merge of 140 layers: the 120-layer-and-more self-merge of an 80-layer Llama-2-70b shape,
// from headers alone. Target: 10 ms.

#include "core/merge/plan/plan.h"

#include "core/stack/stack_rules.h"
#include "tests/support/tiny_checkpoint.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

using namespace layerloom;

int main()
{
    const tests::TemporaryFolder folder;
    const auto path = tests::writeTinyCheckpoint(folder / "model", tests::llama2of70b());
    const auto model = core::openModel(path);
    if (!model) {
        std::cerr << model.error().message() << '\n';
        return 1;
    }
    core::Stack stack;
    stack.setup.sources = {core::sourceFor(*model, path.string())};
    stack.blocks = core::windows(0, 80, 20, 10);
    std::vector<double> milliseconds;
    for (int run = 0; run < 50; ++run) {
        const auto start = std::chrono::steady_clock::now();
        const auto plan = core::planMerge(stack, {});
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        if (!plan) {
            std::cerr << plan.error().message() << '\n';
            return 1;
        }
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::cout << "plan of " << stack.blocks.size() << " layers: median "
              << milliseconds[milliseconds.size() / 2] << " ms, worst " << milliseconds.back()
              << " ms (target 10 ms)\n";
    return 0;
}
