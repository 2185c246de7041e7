#include "core/engine/load_engine.h"
#include "core/notation/layer_expression.h"
#include "core/run/generation_session.h"
#include "core/run/stack_runner.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <ctime>
#include <iostream>
#include <span>
#include <sys/resource.h>

// Reads one request from standard input and answers on standard output:
// {"models": [DIR, …], "stacks": [EXPRESSION, …], "tokens": [[…], …], "want": ["losses", "logits", "angles", "greedy"],
//  "device": "cpu", "type": "F32", "count": 64, "keep": true, "weights": BYTES, "states": BYTES} ─▶ {"stacks": [{…}, …], …}
// The stacks are run one after the other by one runner, so the later ones go on from what they share with the former.

using namespace layerloom;
using Json = nlohmann::json;

namespace {

core::TokenBatch batchOf(const Json& texts)
{
    core::TokenBatch batch;
    batch.rows = texts.size();
    for (const Json& text : texts) {
        const auto tokens = text.get<std::vector<std::int32_t>>();
        batch.tokens.insert(batch.tokens.end(), tokens.begin(), tokens.end());
    }
    return batch;
}

core::Stack openedStack(const Json& folders)
{
    core::Stack stack;
    for (const Json& folder : folders) {
        const auto path = folder.get<std::string>();
        stack.setup.sources.push_back(core::sourceFor(core::openModel(path).value(), path));
    }
    return stack;
}

core::RunnableStack runnable(core::Stack stack, const std::string& expression)
{
    core::ParsedExpression parsed = core::parseExpression(expression, core::expressionModels(stack));
    if (parsed.mistake)
        throw core::Error(core::ErrorCode::Mismatch, parsed.mistake->message);
    stack.blocks = std::move(parsed.blocks);
    return core::prepareRun(stack).value();
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Answers {
public:
    Answers(const Json& request, core::StackRunner& runner)
        : m_request(request)
        , m_runner(runner)
    {}

    Json of(const core::RunnableStack& stack)
    {
        const core::TokenBatch batch = batchOf(m_request.at("tokens"));
        core::RunOptions options;
        options.keepStates = m_request.value("keep", true);
        std::vector<core::HiddenStatePointer> states;
        if (wants("angles"))
            options.seen = [&](std::size_t, const core::HiddenStatePointer& state) {
                states.push_back(state);
            };
        const std::uint64_t before = m_runner.layersRun();
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t busy = std::clock();
        Json answer;
        if (wants("losses"))
            answer["losses"] = m_runner.losses(stack, batch, m_job, options);
        if (wants("logits") || wants("angles"))
            addStates(answer, stack, *m_runner.run(stack, batch, m_job, options));
        if (wants("angles"))
            answer["angles"] = m_runner.runner().compare(states).angles.values;
        answer["layers_run"] = m_runner.layersRun() - before;
        if (wants("greedy"))
            answer["greedy"] = greedy(stack, batch.tokens);
        answer["seconds"] = secondsSince(start);
        answer["processor_seconds"] = static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC;
        return answer;
    }

private:
    bool wants(const char* what) const
    {
        const Json& want = m_request.at("want");
        return std::find(want.begin(), want.end(), what) != want.end();
    }

    void addStates(Json& answer, const core::RunnableStack& stack, const core::HiddenState& state)
    {
        const core::WeightsPointer head = m_runner.store().head(stack, m_job);
        if (wants("logits"))
            answer["logits"] = m_runner.runner().logits(stack.traits, *head, state, 0, state.columns());
    }

    std::vector<std::int32_t> greedy(const core::RunnableStack& stack,
                                     const std::vector<std::int32_t>& prompt)
    {
        core::GenerationSession generation(m_runner, stack);
        std::vector<float> logits = generation.advance(prompt, m_job);
        std::vector<std::int32_t> tokens;
        for (std::size_t i = 0; i < m_request.value("count", std::size_t {64}); ++i) {
            tokens.push_back(core::likeliest(logits));
            logits = generation.advance(std::span(tokens).last(1), m_job);
        }
        return tokens;
    }

    const Json& m_request;
    core::StackRunner& m_runner;
    core::JobContext m_job;
};

Json answersTo(const Json& request)
{
    const core::LoadedEngine loaded = core::loadEngine(request.value("device", "cpu")).value();
    const auto type = core::floatTypeFromText(request.value("type", "F32"));
    const core::RunBudget half = core::halfOfFree(loaded.engine->devices().front());
    core::StackRunner runner(loaded.engine, type.value_or(core::FloatType::F32),
                             {request.value("weights", half.weights), request.value("states", half.states)});
    const core::Stack models = openedStack(request.at("models"));
    Json answers;
    Answers each(request, runner);
    for (const Json& expression : request.at("stacks"))
        answers["stacks"].push_back(each.of(runnable(models, expression)));
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    answers["peak_bytes"] = usage.ru_maxrss * 1024;
    answers["bytes_read"] = runner.store().bytesRead();
    answers["weights_held"] = runner.store().bytesHeld();
    answers["states_held"] = runner.states().bytesHeld();
    return answers;
}

} // namespace

int main()
{
    core::letEnginesSleep();
    const auto answer = core::guarded([] { return answersTo(Json::parse(std::cin)).dump(); });
    if (!answer) {
        std::cerr << answer.error().message() << '\n';
        return 2;
    }
    std::cout << *answer << '\n';
    return 0;
}
