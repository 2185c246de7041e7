#pragma once

#include "core/run/generation_session.h"
#include "core/run/sample_token.h"
#include "core/tokenizer/tokenizer.h"

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The beginning of a text, as tokens of one tokenizer.
struct Prompt {
    Tokenizer tokenizer;
    std::vector<TokenId> ids; ///< at least one
    std::set<TokenId> ends; ///< end-of-text tokens
};

/// Tokenizes `text` with the tokenizer's own special tokens, and reads the end-of-text tokens of `model` from its
/// generation_config.json, else its config.json. Fails for an empty text when the tokenizer adds no token of its own.
Result<Prompt> readPrompt(const Tokenizer& tokenizer, const Model& model, std::string_view text);

/// Sampling parameters for text generation.
struct GenerationOptions {
    std::uint64_t tokens = 64; ///< at most this many are generated
    SamplingParameters sampling {0.8, 0.95};
    std::uint64_t seed = 1;
};

/// Continues a prompt with a stack, token by token. Must not outlive its StackRunner. Functions throw Error.
class TextGeneration {
public:
    TextGeneration(StackRunner& runner, RunnableStack stack, Prompt prompt, const GenerationOptions& options);

    /// Generates the next token. False when the text has ended: by an end-of-text token, or at the wanted length.
    bool advance(JobContext& job);

    /// The generated tokens, without the prompt.
    const std::vector<TokenId>& ids() const { return m_ids; }
    /// Their text; an incomplete character at the end stands as U+FFFD.
    const std::string& text() const { return m_text; }
    /// Their text up to the last complete character, for showing while more follows.
    const std::string& wholeText() const { return m_whole; }
    /// The rate without the first token, which waits for the prompt and the disk; 0 before the second token.
    double tokensPerSecond() const;

private:
    void takeText();

    GenerationSession m_generation;
    Prompt m_prompt;
    GenerationOptions m_options;
    TokenSampler m_sampler;
    std::vector<std::int32_t> m_next; ///< tokens that the stack has not seen yet
    std::vector<TokenId> m_ids;
    std::string m_text;
    std::string m_whole;
    std::size_t m_held = 0; ///< tokens since the text last ended in a complete character
    std::chrono::duration<double> m_spent {}; ///< since the first token
};

} // namespace layerloom::core
