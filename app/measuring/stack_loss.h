#pragma once

#include "app/measuring/model_sensitivities.h"
#include "core/predict/predict.h"
#include "core/run/evaluate.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>

namespace layerloom::app {

/// The loss of the document's stack: predicted at once when its models are measured, and evaluated in the background on
/// request. Lives on the GUI thread.
class StackLoss : public QObject {
    Q_OBJECT

public:
    StackLoss(Document& document, ModelSensitivities& models, EngineQueue& queue, QObject* parent = nullptr);

    /// Of the document's stack; null while a model it needs is not measured.
    std::shared_ptr<const core::Prediction> prediction() const { return m_prediction; }
    /// Of any stack of the document's models, within a millisecond.
    std::shared_ptr<const core::Prediction> predict(const core::Stack& stack) const;
    /// Of the document's stack, so far, now or in an earlier session; nullopt while it has not run.
    const std::optional<core::Evaluation>& evaluation() const { return m_evaluation; }
    /// True while the document's stack runs or waits to run.
    bool isEvaluating() const { return m_job != 0 || m_delay.isActive(); }
    /// Why the document's stack cannot run, as a sentence; empty when no reason is known.
    QString obstacle() const { return m_obstacle; }

    /// Runs the document's stack now, once.
    void evaluate();
    /// Runs the document's stack after every change, once it has not changed for a moment.
    void setFollowing(bool following);
    bool isFollowing() const { return m_following; }
    /// Stops the evaluation within two seconds; its result so far stays.
    void cancel();

Q_SIGNALS:
    void changed();

private:
    void follow();
    void predictAgain();
    void take(const std::optional<core::Evaluation>& found);
    void start();
    void show(JobQueue::JobId job, const core::Result<core::Evaluation>& found);
    const ModelSensitivity* tokenizerOf(const core::Stack& stack) const;

    Document& m_document;
    ModelSensitivities& m_models;
    EngineQueue& m_queue;
    std::shared_ptr<const core::Stack> m_stack; ///< of the prediction and the evaluation
    std::shared_ptr<const core::Prediction> m_prediction;
    std::optional<core::Evaluation> m_evaluation;
    QString m_obstacle;
    QTimer m_delay;
    JobQueue::JobId m_job = 0;
    bool m_following = false;
};

} // namespace layerloom::app
