#include "app/window/suggest/suggest_run.h"

#include "core/predict/screen_candidates.h"

#include <algorithm>
#include <utility>

namespace layerloom::app {

namespace {

using Candidates = std::vector<core::Candidate>;

struct Heard {
    std::size_t at = 0;
    core::Evaluation soFar;
    bool isDone = false;
};

struct Tell {
    std::function<void(const Candidates&)> found;
    std::function<void(const Heard&)> heard;
    std::function<void(const std::size_t&)> leftOut;
};

/// How many were run.
std::size_t findAndTry(const SuggestRequest& request, const Tell& tell, core::JobContext& job,
                       EngineSession& session)
{
    const auto& model = request.setup.sources[request.source.value].model;
    core::CandidateTrial trial;
    trial.setup = request.setup;
    trial.candidates = core::findCandidates(*request.sensitivity, request.source, request.layers,
                                            core::kScreenedPerCandidate * SuggestRun::kTried, job);
    const core::Screening screening {*model, *request.sensitivity, request.source, request.text.tokens,
                                     SuggestRun::kTried};
    core::screenCandidates(session.runnerFor(*model), trial, screening, job);
    tell.found(trial.candidates);
    trial.report = [&tell](std::size_t at, const core::Evaluation& soFar, bool isDone) {
        tell.heard({at, soFar, isDone});
    };
    trial.skipped = tell.leftOut;
    return core::evaluateCandidates(session.evaluator(model, request.text), trial, SuggestRun::kTried, job)
        .size();
}

} // namespace

SuggestRun::SuggestRun(EngineQueue& queue, QObject* parent)
    : QObject(parent)
    , m_queue(queue)
{
    connect(&queue, &EngineQueue::progressed, this,
            [this](EngineQueue::JobId job, const core::Progress& progress) {
                if (m_job == job && !m_isStopping && progress.total > 0)
                    showProgress(progress);
            });
}

// Screening runs about as many tokens as the evaluations that follow it.
void SuggestRun::showProgress(const core::Progress& progress)
{
    const bool isScreening = progress.stage == core::Stage::Screening;
    if (!isScreening && progress.stage != core::Stage::Evaluating)
        return;
    m_isScreened = m_isScreened || isScreening;
    const double done = static_cast<double>(progress.done) / static_cast<double>(progress.total);
    const double share = isScreening ? done / 2 : m_isScreened ? 0.5 + done / 2 : done;
    m_share = std::max(m_share, share);
    Q_EMIT progressed(m_share);
}

void SuggestRun::start(const SuggestRequest& request)
{
    const Tell tell {m_queue.relay<Candidates>(*this,
                                               [this](const Candidates& candidates) {
                                                   if (m_job && !m_isStopping)
                                                       Q_EMIT found(candidates);
                                               }),
                     m_queue.relay<Heard>(*this,
                                          [this](const Heard& news) {
                                              if (m_job && !m_isStopping)
                                                  Q_EMIT evaluated(news.at, news.soFar, news.isDone);
                                          }),
                     m_queue.relay<std::size_t>(*this, [this](std::size_t at) {
                         if (m_job && !m_isStopping)
                             Q_EMIT skipped(at);
                     })};
    m_isStopping = m_isScreened = false;
    m_share = 0;
    m_job = m_queue.start(
        tr("Trying suggestions"), EngineQueue::Urgency::Interactive, *this,
        [request, tell](core::JobContext& job, EngineSession& session) {
            return findAndTry(request, tell, job, session);
        },
        [this](const core::Result<std::size_t>& tried) {
            m_job.reset();
            Q_EMIT ended(tried ? std::nullopt : std::optional(tried.error()));
        });
}

void SuggestRun::stop()
{
    m_isStopping = true;
    if (m_job)
        m_queue.cancel(*m_job);
}

QString SuggestRun::waitsFor() const
{
    return m_job && m_queue.runningId() != *m_job ? m_queue.runningTitle() : QString();
}

} // namespace layerloom::app
