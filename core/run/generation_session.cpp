#include "core/run/generation_session.h"

#include "core/run/finite_check.h"
#include "core/run/interrupt_scope.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

GenerationSession::GenerationSession(StackRunner& runner, RunnableStack stack)
    : m_runner(runner)
    , m_stack(std::move(stack))
{
    for (std::size_t index = 0; index < m_stack.blocks.size(); ++index)
        m_caches.push_back(m_runner.runner().makeCache());
}

std::vector<float> GenerationSession::advance(std::span<const std::int32_t> tokens, JobContext& job)
{
    assert(!tokens.empty());
    Runner& runner = m_runner.runner();
    LayerStore& store = m_runner.store();
    const InterruptScope interrupt(runner, store, job);
    HiddenStatePointer state =
        runner.embed(m_stack.traits, *store.embeddings(m_stack, job), tokens, 1, m_tokens);
    for (std::size_t index = 0; index < m_stack.blocks.size(); ++index) {
        job.checkStop();
        const RunnableBlock& block = m_stack.blocks[index];
        const WeightsPointer weights = store.layer(block, job);
        if (index + 1 < m_stack.blocks.size())
            store.readAhead(m_stack.blocks[index + 1]);
        state = runner.run(m_stack.traits, block.role, *weights, *state, m_caches[index].get());
    }
    m_tokens += tokens.size();
    std::vector<float> logits =
        runner.logits(m_stack.traits, *store.head(m_stack, job), *state, tokens.size() - 1, 1);
    requireFinite(logits, m_stack, job);
    return logits;
}

std::int32_t likeliest(std::span<const float> logits)
{
    return static_cast<std::int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

} // namespace layerloom::core
