#include "core/predict/predict.h"

#include "tests/bench/predict_stacks.h"
#include "tests/bench/stack_losses.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

// bench_predict [MODEL [TOKENS [FILE]]]: how well the order of stacks is predicted. Measures the model on 512 tokens of the text
// that comes with the program, then runs each stack on TOKENS others, and keeps those losses in FILE.

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr double kTarget = 0.94;

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(const std::vector<double>& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t {0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return values[left] < values[right]; });
    std::vector<double> found(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            found[order[i]] = static_cast<double>(first + end + 1) / 2;
        first = end;
    }
    return found;
}

double spearman(const std::vector<double>& left, const std::vector<double>& right)
{
    const std::vector<double> a = ranks(left);
    const std::vector<double> b = ranks(right);
    const double mean = static_cast<double>(a.size() + 1) / 2;
    double both = 0;
    double first = 0;
    double second = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (a[i] - mean) * (b[i] - mean);
        first += (a[i] - mean) * (a[i] - mean);
        second += (b[i] - mean) * (b[i] - mean);
    }
    return both / std::sqrt(first * second);
}

struct Compared {
    std::vector<double> scores;
    std::vector<double> losses;
    double ratios = 0; ///< sum of ln (measured / predicted)
    double squares = 0;
    std::size_t counted = 0;

    void add(const Prediction& predicted, double loss)
    {
        scores.push_back(predicted.score);
        losses.push_back(loss);
        if (predicted.deltaLoss <= 0 || loss <= 0)
            return;
        const double ratio = std::log(loss / predicted.deltaLoss);
        ratios += ratio;
        squares += ratio * ratio;
        ++counted;
    }

    void print(const char* kind) const
    {
        const auto count = static_cast<double>(counted);
        const double mean = ratios / count;
        std::printf("%-10s %4zu   Spearman %6.3f   measured / predicted %.2f, within a factor of %.2f\n",
                    kind, scores.size(), spearman(scores, losses), std::exp(mean),
                    std::exp(std::sqrt(squares / count - mean * mean)));
    }
};

int bench(StackLosses& known)
{
    const std::vector<KindOfStack> stacks = stacksToPredict(known.source().layers);
    std::vector<Blocks> blocks;
    for (const KindOfStack& each : stacks)
        blocks.push_back(each.blocks);
    const std::vector<double> losses = known.increases(blocks);
    std::printf("%s: %zu stacks on %zu tokens each, measured on %zu others in %.0f s\n",
                known.source().label.c_str(), stacks.size(), known.tokens(), StackLosses::kMeasured,
                known.sensitivity().seconds);
    std::map<std::string, Compared> kinds;
    Compared all;
    std::chrono::duration<double, std::milli> spent {};
    for (std::size_t i = 0; i < stacks.size(); ++i) {
        const auto start = std::chrono::steady_clock::now();
        const Prediction predicted = predict(stacks[i].blocks, {{&known.sensitivity()}, {}});
        spent += std::chrono::steady_clock::now() - start;
        kinds[stacks[i].kind].add(predicted, losses[i]);
        all.add(predicted, losses[i]);
    }
    for (const auto& [kind, compared] : kinds)
        compared.print(kind.c_str());
    all.print("all");
    std::printf("one prediction %.4f ms; target %.2f\n", spent.count() / static_cast<double>(stacks.size()),
                kTarget);
    return spearman(all.scores, all.losses) >= kTarget ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    return runBench({argv, static_cast<std::size_t>(argc)}, 1024, "build/predict-losses.json", bench);
}
