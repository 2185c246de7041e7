#pragma once

#include "app/measuring/engine_queue.h"
#include "core/predict/evaluate_candidates.h"
#include "core/sensitivity/sensitivity.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace layerloom::app {

/// What stacks shall be found: values only, later edits of the document do not touch it.
struct SuggestRequest {
    core::Setup setup; ///< of the document: a candidate is run as it would stand there
    core::SourceIndex source = 0; ///< whose layers are taken
    std::uint32_t layers = 0;
    std::shared_ptr<const core::Sensitivity> sensitivity; ///< of that source
    core::RunText text; ///< that candidates are run on
};

/// Finds stacks by what was measured and runs the most promising of them, on the measuring thread.
class SuggestRun : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kTried = 10;

    explicit SuggestRun(EngineQueue& thread, QObject* parent = nullptr);

    /// REQUIRES: isRunning() is false.
    void start(const SuggestRequest& request);
    /// ended() follows within two seconds, and nothing else.
    void stop();
    bool isRunning() const { return m_job.has_value(); }
    /// What has to end first; empty when nothing has to.
    QString waitsFor() const;

Q_SIGNALS:
    /// The first kTried did best on a few tokens and are going to be run, in their order; then others, the next of which is
    /// run for each that is left out.
    void found(const std::vector<layerloom::core::Candidate>& candidates);
    /// How one of them does so far, by its place in found(); `isDone` when it has run to its end.
    void heard(std::size_t at, const layerloom::core::Evaluation& soFar, bool isDone);
    /// One of them, by its place in found(), cannot be run: its numbers overflow.
    void leftOut(std::size_t at);
    /// Nothing runs any more. `problem` says why it did not come to its end; none when it did.
    void ended(const std::optional<layerloom::core::Error>& problem);

private:
    EngineQueue& m_thread;
    std::optional<EngineQueue::JobId> m_job;
    bool m_isStopping = false;
};

} // namespace layerloom::app
