#include "app/measuring/stack_loss.h"

#include "app/base/text.h"
#include "core/run/runnable_stack.h"

namespace layerloom::app {

namespace {

// Edits that follow each other closely are run once.
constexpr int kDelay = 300;

bool isSameOutput(const core::Stack& left, const core::Stack& right)
{
    return left.blocks == right.blocks && left.setup == right.setup;
}

} // namespace

StackLoss::StackLoss(Document& document, ModelSensitivities& models, EngineQueue& queue, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_models(models)
    , m_queue(queue)
    , m_stack(document.snapshot())
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelay);
    connect(&m_delay, &QTimer::timeout, this, &StackLoss::start);
    connect(&document, &Document::changed, this, &StackLoss::follow);
    connect(&document, &Document::wasReset, this, [this] { m_queue.release(); });
    connect(&models, &ModelSensitivities::changed, this, &StackLoss::predictAgain);
}

std::shared_ptr<const core::Prediction> StackLoss::predict(const core::Stack& stack) const
{
    const auto known = m_models.predictionInput(stack);
    return known ? std::make_shared<const core::Prediction>(core::predict(stack, *known)) : nullptr;
}

void StackLoss::follow()
{
    const auto before = std::exchange(m_stack, m_document.snapshot());
    if (isSameOutput(*before, *m_stack))
        return;
    m_evaluation.reset();
    m_obstacle.clear();
    m_queue.cancel(std::exchange(m_job, 0));
    m_delay.stop();
    predictAgain();
}

// A result on more tokens replaces one on fewer.
void StackLoss::take(const std::optional<core::Evaluation>& found)
{
    if (found && (!m_evaluation || found->tokens >= m_evaluation->tokens))
        m_evaluation = found;
}

void StackLoss::predictAgain()
{
    m_prediction = predict(*m_stack);
    take(m_models.measured(*m_stack));
    // A tokenizer that is still being looked up is waited for.
    if (m_following && !isEvaluating() && !m_evaluation && m_obstacle.isEmpty())
        evaluate();
    Q_EMIT changed();
}

void StackLoss::evaluate()
{
    if (m_job == 0 && !m_stack->blocks.empty())
        m_delay.start();
}

void StackLoss::setFollowing(bool following)
{
    m_following = following;
    if (following)
        predictAgain();
    else
        cancel();
}

void StackLoss::cancel()
{
    m_delay.stop();
    m_queue.cancel(std::exchange(m_job, 0));
    Q_EMIT changed();
}

const ModelSensitivity* StackLoss::tokenizerOf(const core::Stack& stack) const
{
    return m_models.find(stack.setup.sources[core::partSource(stack, core::Part::Tokenizer).value]);
}

void StackLoss::start()
{
    const core::Source& base = m_stack->setup.sources[core::partSource(*m_stack, core::Part::Config).value];
    const core::Result<core::RunnableStack> runnable = core::prepareRun(*m_stack);
    const ModelSensitivity* text = tokenizerOf(*m_stack);
    if (!runnable)
        m_obstacle = sentence(runnable.error().message());
    else if (text == nullptr)
        m_obstacle = tr("The model that gives the tokenizer is missing.");
    else if (text->state == ModelSensitivity::State::Impossible)
        m_obstacle = text->sentence;
    if (!runnable || text == nullptr || text->longText.tokens.empty()) {
        Q_EMIT changed();
        return;
    }
    const JobQueue::JobId job = m_queue.nextId();
    const auto partial = m_queue.relay<core::Evaluation>(*this, [this, job](const core::Evaluation& found) {
        if (job != m_job)
            return;
        take(found);
        Q_EMIT changed();
    });
    m_job = m_queue.start(
        tr("Running the stack"), EngineQueue::Urgency::Soon, *this,
        [stack = *runnable, model = base.model, tokens = text->longText, partial](core::JobContext& context,
                                                                                  EngineSession& session) {
            core::EvaluateOptions options;
            options.partial = partial;
            return session.evaluator(model, tokens).evaluate(stack, context, options);
        },
        [this, job](const core::Result<core::Evaluation>& found) { show(job, found); });
    Q_EMIT changed();
}

void StackLoss::show(JobQueue::JobId job, const core::Result<core::Evaluation>& found)
{
    if (job != m_job)
        return;
    m_job = 0;
    if (found) {
        take(*found);
        m_models.learn(*m_stack, *found);
    } else if (found.error().code() != core::ErrorCode::Cancelled) {
        m_obstacle = sentence(found.error().message());
    }
    Q_EMIT changed();
}

} // namespace layerloom::app
