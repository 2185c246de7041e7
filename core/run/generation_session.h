#pragma once

#include "core/run/stack_runner.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace layerloom::core {

/// A text that a stack goes on with, token by token. Every place of the stack remembers keys and values of its own, so a layer
/// that stands at two places has two memories. Must not outlive its StackRunner. Functions throw Error.
class GenerationSession {
public:
    GenerationSession(StackRunner& runner, RunnableStack stack);

    /// Adds tokens to the text; the logits of what comes next, one for each of the vocabulary.
    /// Throws Error{Mismatch} when a logit is not finite. REQUIRES: at least one token. After an Error the text cannot be gone on with.
    std::vector<float> advance(std::span<const std::int32_t> tokens, JobContext& job);
    /// How long the text is.
    std::size_t tokens() const { return m_tokens; }

private:
    StackRunner& m_runner;
    RunnableStack m_stack;
    std::vector<std::unique_ptr<KeyValueCache>> m_caches; // by place
    std::size_t m_tokens = 0;
};

/// The token with the largest logit; of equal ones the first.
std::int32_t likeliest(std::span<const float> logits);

} // namespace layerloom::core
