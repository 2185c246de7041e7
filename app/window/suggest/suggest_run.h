#pragma once

#include "app/measuring/engine_queue.h"
#include "core/predict/evaluate_candidates.h"
#include "core/sensitivity/sensitivity.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace layerloom::app {

/// The input of a search. Values only: later edits of the document do not change it.
struct SuggestRequest {
    core::Setup setup; ///< of the document: candidates run with its parts
    core::SourceIndex source = 0; ///< of all layers
    std::uint32_t layers = 0;
    std::shared_ptr<const core::Sensitivity> sensitivity; ///< of that source
    core::RunText text; ///< for running the candidates
};

/// Searches for stacks by predicted loss and evaluates the best candidates, on the EngineQueue.
class SuggestRun : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kTried = 10;

    explicit SuggestRun(EngineQueue& queue, QObject* parent = nullptr);

    /// REQUIRES: isRunning() is false.
    void start(const SuggestRequest& request);
    /// Emits ended() within two seconds, and nothing else.
    void stop();
    bool isRunning() const { return m_job.has_value(); }
    /// The job that must end first; empty when there is none.
    QString waitsFor() const;

Q_SIGNALS:
    /// All candidates. The first kTried, best on a few tokens, will be evaluated in this order; the next one replaces one that
    /// is skipped.
    void found(const std::vector<layerloom::core::Candidate>& candidates);
    /// The evaluation so far of a candidate, by its index in found(); `isDone` when it is complete.
    void evaluated(std::size_t at, const layerloom::core::Evaluation& soFar, bool isDone);
    /// A candidate, by its index in found(), is skipped: its numbers overflow.
    void skipped(std::size_t at);
    /// The share of the whole search that is done, 0 to 1; it never decreases. 0 while candidates are made.
    void progressed(double share);
    /// The search ended. `problem`: why it is incomplete; none when it is complete.
    void ended(const std::optional<layerloom::core::Error>& problem);

private:
    void showProgress(const core::Progress& progress);

    EngineQueue& m_queue;
    std::optional<EngineQueue::JobId> m_job;
    bool m_isStopping = false;
    bool m_isScreened = false; ///< candidates were run on a few tokens first
    double m_share = 0;
};

} // namespace layerloom::app
