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

/// A text that a stack shall go on with, as the tokens of one tokenizer.
struct Prompt {
    Tokenizer tokenizer;
    std::vector<TokenId> ids; ///< at least one
    std::set<TokenId> ends; ///< tokens that end a text
};

/// The tokens of `text` as the tokenizer makes them by itself, and those that end a text for `model`, from its
/// generation_config.json, else its config.json. Fails for an empty text where the tokenizer begins none by itself.
Result<Prompt> readPrompt(const Tokenizer& tokenizer, const Model& model, std::string_view text);

/// How a text is gone on with.
struct GenerationOptions {
    std::uint64_t tokens = 64; ///< at most
    SamplingParameters sampling {0.8, 0.95};
    std::uint64_t seed = 1;
};

/// Lets a stack go on with a prompt, token by token. Must not outlive its StackRunner. Functions throw Error.
class TextGeneration {
public:
    TextGeneration(StackRunner& runner, RunnableStack stack, Prompt prompt, const GenerationOptions& how);

    /// Adds the next token. False when the text has ended: by a token that ends texts, or with as many as were asked for.
    bool advance(JobContext& job);

    /// What was added, without the prompt.
    const std::vector<TokenId>& ids() const { return m_ids; }
    /// Its text; a character whose last bytes are still to come stands as U+FFFD at the end.
    const std::string& text() const { return m_text; }
    /// Its text as far as it is whole characters: what can be shown while more is to come.
    const std::string& wholeText() const { return m_whole; }
    /// Of the tokens behind the first one, which waits for the prompt and for what is read from the disk; 0 before the
    /// second.
    double tokensPerSecond() const;

private:
    void takeText();

    GenerationSession m_generation;
    Prompt m_prompt;
    GenerationOptions m_how;
    TokenSampler m_sampler;
    std::vector<std::int32_t> m_next; ///< what the stack has not seen yet
    std::vector<TokenId> m_ids;
    std::string m_text;
    std::string m_whole;
    std::size_t m_held = 0; ///< tokens since the text last ended in a whole character
    std::chrono::duration<double> m_spent {}; ///< since the first token
};

} // namespace layerloom::core
