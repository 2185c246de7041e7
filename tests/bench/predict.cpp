#include "core/measure/predict.h"

#include "core/base/whole_file.h"
#include "core/engine/load_engine.h"
#include "core/measure/evaluate.h"
#include "core/measure/measure.h"
#include "core/recipe/layer_expression.h"
#include "core/text/measuring_text.h"
#include "core/text/tokenizer.h"
#include "tests/bench/predict_stacks.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>

// bench_predict [MODEL [TOKENS [FILE]]]: how well the order of stacks is predicted. Measures the model on 512 tokens of the text
// that comes with the program, then runs each stack on TOKENS others, and keeps those losses in FILE.

using namespace layerloom::core;
using namespace layerloom::tests;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t kMeasured = 512;
constexpr double kTarget = 0.94;

/// SmolLM2, where the comparisons with transformers have made it.
std::string usualModel()
{
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    const std::filesystem::path base = cache != nullptr
        ? std::filesystem::path(cache)
        : std::filesystem::path(home == nullptr ? "" : home) / ".cache";
    const auto folder = base / "layerloom-tests" / "smollm2-135m-1";
    if (!std::filesystem::exists(folder))
        throw Error(ErrorCode::Io,
                    folder.string() + " is missing: ./dev interop makes it, or name another model");
    return folder.string();
}

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

class Bench {
public:
    Bench(const std::string& folder, std::size_t tokens, std::string file)
        : m_source(sourceFor(openModel(folder).value(), folder))
        , m_file(std::move(file))
    {
        const auto tokenizer = openTokenizer(folder).value();
        const auto ids = encode(tokenizer, measuringText(), true).value();
        if (ids.size() < kMeasured + tokens)
            throw Error(ErrorCode::Mismatch, "The text is too short");
        const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(kMeasured);
        m_measured.tokens.assign(ids.begin(), begin);
        m_others.assign(begin, begin + static_cast<std::ptrdiff_t>(tokens));
        const LoadedEngine loaded = loadEngine("auto").value();
        m_place = measuringPlace(loaded.engine, loaded.device);
        const Result<std::string> kept = guarded([&] { return readTextFile(m_file); });
        m_losses = kept ? Json::parse(*kept) : Json::object();
    }

    int run()
    {
        JobContext job;
        const auto start = std::chrono::steady_clock::now();
        m_measurement = measureOnce(m_source.model, m_measured, m_place, MeasurementCache::ofUser(), job)
                            .value()
                            .measurement;
        const std::vector<KindOfStack> stacks = stacksToPredict(m_source.layers);
        lose(stacks, job);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        std::printf("%s: %zu stacks on %zu tokens each, measured on %zu others, %.0f s\n",
                    m_source.label.c_str(), stacks.size(), m_others.size(), kMeasured, spent.count());
        return tell(stacks) ? 0 : 1;
    }

private:
    std::string keyOf(const Blocks& blocks) const
    {
        return m_measurement.key.fingerprint + ' ' + hashOfTokens(m_others) + ' ' + formatExpression(blocks);
    }

    /// Runs what was not run before; stacks that begin alike one after the other.
    void lose(std::vector<KindOfStack> stacks, JobContext& job)
    {
        std::sort(stacks.begin(), stacks.end(), [](const KindOfStack& left, const KindOfStack& right) {
            return std::lexicographical_compare(
                left.blocks.begin(), left.blocks.end(), right.blocks.begin(), right.blocks.end(),
                [](const Block& a, const Block& b) { return a.layer < b.layer; });
        });
        StackRunner runner(m_place.engine, computeTypeFor(*m_source.model, m_place.device), m_place.budget);
        StackEvaluator evaluator(runner, prepareRun(m_source.model).value(), m_others);
        for (const KindOfStack& each : stacks) {
            const std::string key = keyOf(each.blocks);
            if (m_losses.contains(key))
                continue;
            Stack stack;
            stack.setup.sources = {m_source};
            stack.blocks = each.blocks;
            m_losses[key] = evaluator.evaluate(prepareRun(stack).value(), job).delta;
            writeWholeFile(m_file, m_losses.dump(1) + '\n');
        }
    }

    bool tell(const std::vector<KindOfStack>& stacks) const
    {
        std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> kinds;
        const auto start = std::chrono::steady_clock::now();
        std::vector<double> scores;
        for (const KindOfStack& each : stacks)
            scores.push_back(predict(each.blocks, {{&m_measurement}, {}}).score);
        const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
        for (std::size_t i = 0; i < stacks.size(); ++i)
            for (const std::string& kind : {stacks[i].kind, std::string("~all")}) {
                kinds[kind].first.push_back(scores[i]);
                kinds[kind].second.push_back(m_losses.at(keyOf(stacks[i].blocks)).get<double>());
            }
        for (const auto& [kind, values] : kinds)
            std::printf("%-10s %4zu   Spearman %6.3f\n", kind == "~all" ? "all" : kind.c_str(),
                        values.first.size(), spearman(values.first, values.second));
        const double all = spearman(kinds["~all"].first, kinds["~all"].second);
        std::printf("one prediction %.4f ms; target %.2f\n",
                    spent.count() / static_cast<double>(stacks.size()), kTarget);
        return all >= kTarget;
    }

    Source m_source;
    std::string m_file;
    MeasuredText m_measured;
    std::vector<std::int32_t> m_others;
    MeasuringPlace m_place;
    Measurement m_measurement;
    Json m_losses;
};

} // namespace

int main(int argc, char** argv)
{
    const auto code = guarded([&] {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        const std::size_t tokens = arguments.size() > 1 ? std::stoul(arguments[1]) : 512;
        return Bench(arguments.empty() ? usualModel() : arguments[0], tokens,
                     arguments.size() > 2 ? arguments[2] : "build/predict-losses.json")
            .run();
    });
    if (code)
        return *code;
    std::fprintf(stderr, "%s\n", code.error().message().c_str());
    return 2;
}
