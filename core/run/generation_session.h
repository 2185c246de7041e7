#pragma once

#include "core/run/stack_runner.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace layerloom::core {

/// Generates text token by token: keeps the keys and values of every block, so a layer that occurs twice has two caches.
/// Must not outlive its StackRunner. Functions throw Error.
class GenerationSession {
public:
    GenerationSession(StackRunner& runner, RunnableStack stack);

    /// Appends tokens to the text; returns the logits of the next token, one for each of the vocabulary.
    /// Throws Error{Mismatch} when a logit is not finite; after an Error the session must not be used again.
    /// REQUIRES: at least one token.
    std::vector<float> advance(std::span<const std::int32_t> tokens, JobContext& job);
    /// The length of the text in tokens.
    std::size_t tokens() const { return m_tokens; }

private:
    StackRunner& m_runner;
    RunnableStack m_stack;
    std::vector<std::unique_ptr<KeyValueCache>> m_caches; ///< by block
    std::size_t m_tokens = 0;
};

/// The token with the largest logit; the first of equal ones.
std::int32_t likeliest(std::span<const float> logits);

} // namespace layerloom::core
