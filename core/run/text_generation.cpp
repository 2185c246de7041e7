#include "core/run/text_generation.h"

#include "core/io/foreign_json.h"
#include "core/io/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {

namespace {

using Json = nlohmann::json;

/// A number, or a list of them.
std::set<TokenId> endTokens(const Model& model)
{
    const auto file = model.checkpoint->folder() / "generation_config.json";
    const Result<std::string> generation = guarded([&] { return readTextFile(file); });
    std::set<TokenId> ends;
    for (const std::string& text :
         {generation ? *generation : std::string(), model.checkpoint->configText()}) {
        const Json json = parseForeignJson(text);
        if (!json.is_object() || !json.contains("eos_token_id") || !ends.empty())
            continue;
        const Json& value = json["eos_token_id"];
        for (const Json& id : value.is_array() ? value : Json::array({value}))
            if (id.is_number_unsigned())
                ends.insert(id.get<TokenId>());
    }
    return ends;
}

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// A character has four bytes at most, and a token one at least: it is whole with the fourth token.
constexpr std::size_t kMostHeld = 3;

/// Without up to `count` of the replacement characters at the end.
std::string_view withoutReplacements(std::string_view text, std::size_t count)
{
    for (; count > 0 && text.ends_with(kReplacement); --count)
        text.remove_suffix(kReplacement.size());
    return text;
}

} // namespace

Result<Prompt> readPrompt(const Tokenizer& tokenizer, const Model& model, std::string_view text)
{
    return guarded([&] {
        Prompt prompt {tokenizer, encode(tokenizer, text, true).value(), endTokens(model)};
        if (prompt.ids.empty())
            throw Error(ErrorCode::Mismatch,
                        "The prompt is empty, and the tokenizer begins no text by itself");
        return prompt;
    });
}

TextGeneration::TextGeneration(StackRunner& runner, RunnableStack stack, Prompt prompt,
                               const GenerationOptions& options)
    : m_generation(runner, std::move(stack))
    , m_prompt(std::move(prompt))
    , m_options(options)
    , m_sampler(options.sampling, options.seed)
    , m_next(m_prompt.ids.begin(), m_prompt.ids.end())
{}

bool TextGeneration::advance(JobContext& job)
{
    if (m_next.empty() || m_ids.size() >= m_options.tokens)
        return false;
    const auto start = std::chrono::steady_clock::now();
    const std::int32_t token = m_sampler.next(m_generation.advance(m_next, job));
    m_next.clear();
    if (m_prompt.ends.contains(static_cast<TokenId>(token)))
        return false;
    m_next = {token};
    m_ids.push_back(static_cast<TokenId>(token));
    takeText();
    if (m_ids.size() > 1)
        m_spent += std::chrono::steady_clock::now() - start;
    return true;
}

double TextGeneration::tokensPerSecond() const
{
    return m_spent.count() > 0 ? static_cast<double>(m_ids.size() - 1) / m_spent.count() : 0;
}

void TextGeneration::takeText()
{
    // A model may have rows for more tokens than its tokenizer knows.
    std::vector<TokenId> known;
    const std::size_t size = vocabularySize(m_prompt.tokenizer);
    std::ranges::copy_if(m_ids, std::back_inserter(known), [size](TokenId id) { return id < size; });
    m_text = decode(m_prompt.tokenizer, known).value();
    // Replacement characters at the end stand for bytes of a character that is not whole yet, in some tokenizers for all
    // bytes before them too; when it does not become whole, these are no characters.
    m_held = m_text.ends_with(kReplacement) ? m_held + 1 : 0;
    const std::size_t most = m_held > kMostHeld ? kMostHeld : m_text.size();
    if (const std::string_view whole = withoutReplacements(m_text, most); whole.size() > m_whole.size())
        m_whole = whole;
}

} // namespace layerloom::core
