#include "tests/bench/stack_losses.h"

#include "core/engine/load_engine.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"
#include "core/notation/format_expression.h"
#include "core/predict/screen_candidates.h"
#include "core/run/evaluate.h"
#include "core/tokenizer/bundled_text.h"
#include "core/tokenizer/tokenizer.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

namespace layerloom::tests {

using namespace core;
using Json = nlohmann::ordered_json;

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

StackLosses::StackLosses(const std::string& folder, std::size_t tokens, std::string file)
    : m_source(sourceFor(openModel(folder).value(), folder))
    , m_file(std::move(file))
{
    const auto tokenizer = openTokenizer(folder).value();
    const auto ids = encode(tokenizer, bundledText(), true).value();
    if (ids.size() < kMeasured + tokens)
        throw Error(ErrorCode::Mismatch, "The text is too short");
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(kMeasured);
    m_measured.tokens.assign(ids.begin(), begin);
    m_others.assign(begin, begin + static_cast<std::ptrdiff_t>(tokens));
    const LoadedEngine loaded = loadEngine("auto").value();
    m_device = runDevice(loaded.engine, loaded.device);
    const Result<std::string> kept = guarded([&] { return readTextFile(m_file); });
    m_losses = kept ? Json::parse(*kept) : Json::object();
    JobContext job;
    m_sensitivity =
        findOrMeasureSensitivity({m_source.model, m_measured, m_device}, RecordCache(userRecordFolder()), job)
            .value()
            .value;
}

std::string StackLosses::keyOf(const Blocks& blocks) const
{
    return m_sensitivity.key.fingerprint + ' ' + hashOfTokens(m_others) + ' ' + formatExpression(blocks);
}

std::vector<Blocks> StackLosses::suggested(std::uint32_t layers, std::size_t count)
{
    JobContext job;
    StackRunner runner(m_device.engine, computeTypeFor(*m_source.model, m_device.id), m_device.budget);
    CandidateTrial trial;
    trial.setup.sources = {m_source};
    trial.candidates = findCandidates(m_sensitivity, 0, layers, kScreenedPerCandidate * count, job);
    screenCandidates(runner, trial, {*m_source.model, m_sensitivity, 0, m_others, count}, job);
    std::vector<Blocks> found;
    for (std::size_t at = 0; at < std::min(count, trial.candidates.size()); ++at)
        found.push_back(std::move(trial.candidates[at].blocks));
    return found;
}

std::vector<double> StackLosses::increases(const std::vector<Blocks>& stacks)
{
    std::vector<Blocks> sorted = stacks;
    std::sort(sorted.begin(), sorted.end(), [](const Blocks& left, const Blocks& right) {
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                            [](const Block& a, const Block& b) { return a.layer < b.layer; });
    });
    StackRunner runner(m_device.engine, computeTypeFor(*m_source.model, m_device.id), m_device.budget);
    StackEvaluator evaluator(runner, prepareRun(m_source.model).value(), m_others);
    JobContext job;
    for (const Blocks& blocks : sorted) {
        const std::string key = keyOf(blocks);
        if (m_losses.contains(key))
            continue;
        Stack stack;
        stack.setup.sources = {m_source};
        stack.blocks = blocks;
        m_losses[key] = evaluator.evaluate(prepareRun(stack).value(), job).delta;
        replaceFile(m_file, m_losses.dump(1) + '\n');
    }
    std::vector<double> found;
    for (const Blocks& blocks : stacks)
        found.push_back(m_losses.at(keyOf(blocks)).get<double>());
    return found;
}

int runBench(std::span<char* const> arguments, std::size_t tokens, std::string file,
             const std::function<int(StackLosses&)>& bench)
{
    letEnginesSleep();
    try {
        const std::string model = arguments.size() > 1 ? arguments[1] : usualModel();
        if (arguments.size() > 2)
            tokens = std::stoul(arguments[2]);
        if (arguments.size() > 3)
            file = arguments[3];
        StackLosses known(model, tokens, std::move(file));
        return bench(known);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}

} // namespace layerloom::tests
