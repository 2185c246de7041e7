#include "app/cli/measuring.h"
#include "app/cli/run_job.h"
#include "app/cli/verbs.h"
#include "core/base/text.h"
#include "core/base/whole_file.h"
#include "core/measure/generation.h"
#include "core/measure/sample_token.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <set>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;
using Ids = std::vector<core::TokenId>;

struct GenerateOptions {
    StackOptions stack;
    std::string prompt;
    std::uint64_t tokens = 64;
    bool greedy = false;
    core::Sampling sampling {0.8, 0.95};
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool json = false;
};

/// The tokens that end a text, from generation_config.json, else config.json: a number, or a list of them.
std::set<core::TokenId> endTokens(const core::Model& model)
{
    const auto file = model.checkpoint->folder() / "generation_config.json";
    const core::Result<std::string> generation = core::guarded([&] { return core::readTextFile(file); });
    std::set<core::TokenId> ends;
    for (const std::string& text :
         {generation ? *generation : std::string(), model.checkpoint->configText()}) {
        const Json json = Json::parse(text, nullptr, false);
        if (!json.is_object() || !json.contains("eos_token_id") || !ends.empty())
            continue;
        const Json& value = json["eos_token_id"];
        for (const Json& id : value.is_array() ? value : Json::array({value}))
            if (id.is_number_unsigned())
                ends.insert(id.get<core::TokenId>());
    }
    return ends;
}

/// Prints a text as far as it is certain: a character may need several tokens.
class Writer {
public:
    Writer(const core::Tokenizer& tokenizer, bool isQuiet)
        : m_tokenizer(tokenizer)
        , m_isQuiet(isQuiet)
    {}

    void show(const Ids& ids)
    {
        m_text = core::decode(m_tokenizer, ids).value();
        if (m_isQuiet || m_text.size() <= m_shown || m_text.ends_with("\xEF\xBF\xBD"))
            return;
        std::fwrite(m_text.data() + m_shown, 1, m_text.size() - m_shown, stdout);
        std::fflush(stdout);
        m_shown = m_text.size();
    }

    /// All of it; what was held back is printed.
    const std::string& finish()
    {
        if (!m_isQuiet && m_shown < m_text.size())
            std::fwrite(m_text.data() + m_shown, 1, m_text.size() - m_shown, stdout);
        if (!m_isQuiet)
            std::fputc('\n', stdout);
        return m_text;
    }

private:
    const core::Tokenizer& m_tokenizer;
    bool m_isQuiet;
    std::string m_text;
    std::size_t m_shown = 0;
};

struct Prompt {
    Ids ids;
    std::set<core::TokenId> ends;
};

Ids write(core::Generation& generation, const Prompt& prompt, const GenerateOptions& options, Writer& writer,
          core::JobContext& job)
{
    const core::Sampling sampling = options.greedy ? core::Sampling {0, 1} : options.sampling;
    core::TokenSampler sampler(sampling, options.seed);
    std::vector<std::int32_t> next(prompt.ids.begin(), prompt.ids.end());
    Ids made;
    while (made.size() < options.tokens) {
        const std::int32_t token = sampler.next(generation.advance(next, job));
        if (prompt.ends.contains(static_cast<core::TokenId>(token)))
            break;
        made.push_back(static_cast<core::TokenId>(token));
        writer.show(made);
        next = {token};
    }
    return made;
}

void generate(const GenerateOptions& options)
{
    const StackInput input = readStack(options.stack);
    const auto model = tokenizerModel(input.stack);
    const core::Tokenizer tokenizer = tokenizerOf(*model);
    const Prompt prompt {usable(core::encode(tokenizer, options.prompt, true)), endTokens(*model)};
    if (prompt.ids.empty())
        failUnusable("--prompt is empty, and the tokenizer begins no text by itself");
    const core::RunnableStack stack = usable(core::prepareRun(input.stack));
    const core::MeasuringPlace place = placeOn(options.device);
    const auto start = std::chrono::steady_clock::now();
    Writer writer(tokenizer, options.json);
    const Ids made = runJob(true, [&](core::JobContext& job) {
        return core::guarded([&] {
            const core::FloatType type = core::computeTypeFor(*baseModel(input.stack), place.device);
            core::StackRunner runner(place.engine, type, place.budget);
            core::Generation generation(runner, stack);
            return write(generation, prompt, options, writer, job);
        });
    });
    const std::string text = writer.finish();
    if (!options.json)
        return;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    const Json json = {{"text", text},
                       {"tokens", made.size()},
                       {"ids", made},
                       {"prompt_tokens", prompt.ids.size()},
                       {"seconds", spent.count()}};
    std::printf("%s\n", json.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
}

} // namespace

void addGenerate(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("generate", "Let a stack go on with a text, without writing it");
    auto options = std::make_shared<GenerateOptions>();
    addStackOptions(*verb, options->stack);
    verb->add_option("--prompt", options->prompt, "The text to go on with")->required()->type_name("TEXT");
    verb->add_option("--tokens", options->tokens, "How many tokens at most (default 64)")->type_name("N");
    auto* greedy = verb->add_flag("--greedy", options->greedy, "Always the likeliest token");
    verb->add_option("--temperature", options->sampling.temperature, "How freely to choose (default 0.8)")
        ->check(CLI::Range(0.0, 100.0))
        ->type_name("T")
        ->excludes(greedy);
    verb->add_option("--top-p", options->sampling.topP,
                     "Of the likeliest tokens those that together have this probability (default 0.95)")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P")
        ->excludes(greedy);
    verb->add_option("--seed", options->seed, "Another seed, another text (default 1)")->type_name("N");
    addDeviceOption(*verb, options->device);
    verb->add_flag("--json", options->json, "Print JSON when all is there");
    verb->callback([options] { generate(*options); });
}

} // namespace layerloom::app
