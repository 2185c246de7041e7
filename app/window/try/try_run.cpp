#include "app/window/try/try_run.h"

#include "app/base/text.h"
#include "core/run/runnable_stack.h"

#include <chrono>
#include <filesystem>

namespace layerloom::app {

namespace {

// Often enough for eyes, seldom enough for the window to stay quick with models that write a thousand tokens a second.
constexpr std::chrono::milliseconds kBetweenNews {50};

using Tell = std::function<void(const TriedTexts&)>;

TriedText textOf(const core::TextGeneration& generation, bool hasEnded)
{
    return {QString::fromStdString(generation.wholeText()), generation.ids().size(),
            generation.tokensPerSecond(), hasEnded};
}

/// The whole of it; what is known so far is told meanwhile.
TriedTexts goOn(const TryRequest& request, const Tell& tell, core::JobContext& job, EngineSession& session)
{
    const auto& sources = request.stack->setup.sources;
    const auto& writer = sources[core::partSource(*request.stack, core::Part::Tokenizer).value].model;
    const auto& base = baseOf(*request.stack).model;
    const core::RunnableStack stack = core::prepareRun(*request.stack).value();
    const core::Tokenizer tokenizer = core::openTokenizer(writer->checkpoint->folder()).value();
    const core::Prompt prompt = core::readPrompt(tokenizer, *writer, request.prompt).value();
    core::StackRunner& runner = session.runnerFor(*base);
    core::TextGeneration first(runner, core::prepareRun(base).value(), prompt, request.how);
    core::TextGeneration second(runner, stack, prompt, request.how);
    bool firstGoes = true;
    bool secondGoes = true;
    auto last = std::chrono::steady_clock::now() - kBetweenNews;
    while (firstGoes || secondGoes) {
        firstGoes = firstGoes && first.advance(job);
        secondGoes = secondGoes && second.advance(job);
        const auto now = std::chrono::steady_clock::now();
        if (now - last >= kBetweenNews) {
            tell({textOf(first, !firstGoes), textOf(second, !secondGoes)});
            last = now;
        }
    }
    return {textOf(first, true), textOf(second, true)};
}

} // namespace

TryRun::TryRun(EngineQueue& queue, QObject* parent)
    : QObject(parent)
    , m_queue(queue)
{
    for (const auto signal : {&EngineQueue::started, &EngineQueue::finished})
        connect(&queue, signal, this, &TryRun::placeChanged);
}

void TryRun::start(const TryRequest& request)
{
    const auto tell = m_queue.relay<TriedTexts>(*this, [this](const TriedTexts& texts) {
        if (m_job)
            Q_EMIT advanced(texts);
    });
    m_job = m_queue.start(
        tr("Trying the stack"), EngineQueue::Urgency::Interactive, *this,
        [request, tell](core::JobContext& job, EngineSession& session) {
            return goOn(request, tell, job, session);
        },
        [this](const core::Result<TriedTexts>& texts) {
            m_job.reset();
            if (texts)
                Q_EMIT advanced(*texts);
            Q_EMIT ended(texts ? std::nullopt : std::optional(texts.error()));
        });
}

void TryRun::stop()
{
    if (m_job)
        m_queue.cancel(*m_job);
}

QString TryRun::waitsFor() const
{
    return m_job && m_queue.runningId() != *m_job ? m_queue.runningTitle() : QString();
}

const core::Source& baseOf(const core::Stack& stack)
{
    return stack.setup.sources[core::partSource(stack, core::Part::Config).value];
}

QString tryObstacle(const core::Stack& stack, bool& isTokenizer)
{
    isTokenizer = false;
    const auto& sources = stack.setup.sources;
    if (sources.empty())
        return TryRun::tr(
            "Open a model to try it: it and the stack you make of it continue a text, side by side.");
    if (stack.blocks.empty())
        return TryRun::tr("The output has no layers to try. Drag layers into it, or apply a recipe.");
    const auto runnable = core::prepareRun(stack);
    if (!runnable)
        return sentence(runnable.error().message());
    if (const auto base = core::prepareRun(baseOf(stack).model); !base)
        return sentence(base.error().message());
    const core::Source& writer = sources[core::partSource(stack, core::Part::Tokenizer).value];
    if (!writer.model)
        return TryRun::tr("The tokenizer's model is missing: %1").arg(sentence(writer.missingReason));
    const std::filesystem::path folder = writer.model->checkpoint->folder();
    std::error_code ignored;
    isTokenizer = !std::filesystem::exists(folder / "tokenizer.json", ignored)
        && !std::filesystem::exists(folder / "tokenizer.model", ignored);
    if (!isTokenizer)
        return {};
    return TryRun::tr("%1 has no tokenizer, so no text can be written with it. Copy its tokenizer.json or "
                      "tokenizer.model to %2.")
        .arg(QString::fromStdString(writer.label), QString::fromStdString(folder.string()));
}

} // namespace layerloom::app
