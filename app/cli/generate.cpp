#include "app/cli/generate.h"

#include "app/cli/failure.h"
#include "app/cli/number_option.h"
#include "app/cli/run_job.h"
#include "app/cli/run_options.h"
#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/run/text_generation.h"

#include <chrono>
#include <cstdio>
#include <string_view>

namespace layerloom::app {

namespace {

struct GenerateOptions {
    StackOptions stack;
    std::string prompt;
    core::GenerationOptions how;
    bool greedy = false;
    DeviceChoice device;
    bool json = false;
    bool quiet = false;
};

/// Prints a text while it is generated.
class Writer {
public:
    explicit Writer(bool isQuiet)
        : m_isQuiet(isQuiet)
    {}

    void show(std::string_view text)
    {
        if (m_isQuiet || text.size() <= m_shown)
            return;
        printLines(text.substr(m_shown));
        std::fflush(stdout);
        m_shown = text.size();
    }

    /// Prints the rest of the text and ends the line.
    void finish(std::string_view text)
    {
        show(text);
        if (!m_isQuiet)
            printBlankLine();
    }

private:
    bool m_isQuiet;
    std::size_t m_shown = 0;
};

/// The text that a stack generated.
struct Written {
    std::string text;
    std::vector<core::TokenId> ids;
};

Written write(core::TextGeneration& generation, bool isQuiet, core::JobContext& job)
{
    Writer writer(isQuiet);
    while (generation.advance(job))
        writer.show(generation.wholeText());
    writer.finish(generation.text());
    return {generation.text(), generation.ids()};
}

void generate(const GenerateOptions& options)
{
    const StackInput input = readStack(options.stack);
    const auto model = tokenizerModel(input.stack);
    const core::Prompt prompt = usable(core::readPrompt(tokenizerOf(*model), *model, options.prompt));
    const core::RunnableStack stack = usable(core::prepareRun(input.stack));
    const core::RunDevice device = openDevice(options.device);
    const auto start = std::chrono::steady_clock::now();
    core::GenerationOptions how = options.how;
    if (options.greedy)
        how.sampling = {0, 1};
    const Written written = runJob(true, [&](core::JobContext& job) {
        return core::guarded([&] {
            const core::FloatType type = core::computeTypeFor(*baseModel(input.stack), device.id);
            core::StackRunner runner(device.engine, type, device.budget);
            core::TextGeneration generation(runner, stack, prompt, how);
            return write(generation, options.json, job);
        });
    });
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    printResult({{"text", written.text},
                 {"tokens", written.ids.size()},
                 {"ids", written.ids},
                 {"prompt_tokens", prompt.ids.size()},
                 {"seconds", spent.count()}},
                options.json, options.quiet, device, [] {}); // the text was printed as it was generated
}

} // namespace

void addGenerateVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("generate", "Generate text with a stack without writing it");
    auto options = std::make_shared<GenerateOptions>();
    addStackOptions(*verb, options->stack);
    verb->add_option("--prompt", options->prompt, "Text to continue")->required()->type_name("TEXT");
    addNumber(*verb, {"--tokens", "Most tokens to generate (default 64)"}, WholeRange {.least = 1},
              options->how.tokens);
    auto* greedy = verb->add_flag("--greedy", options->greedy, "Always take the likeliest token");
    core::SamplingParameters& sampling = options->how.sampling;
    addNumber(*verb, {"--temperature", "Sampling temperature (default 0.8)", "T"}, DecimalRange {0, 100},
              sampling.temperature)
        ->excludes(greedy);
    addNumber(*verb,
              {"--top-p", "Sample from the likeliest tokens with this total probability (default 0.95)", "P"},
              DecimalRange {0, 1}, sampling.topP)
        ->excludes(greedy);
    addNumber(*verb, {"--seed", "Seed of the sampling (default 1)"}, WholeRange {0, UINT64_MAX},
              options->how.seed);
    addDeviceOptions(*verb, options->device);
    addQuietOption(*verb, options->quiet);
    addJsonOption(*verb, options->json);
    verb->callback([options] { generate(*options); });
}

} // namespace layerloom::app
