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

/// The loss of the document's stack: predicted at once where its models are measured, and run in the background where a
/// person wants that. Lives on the GUI thread.
class StackLoss : public QObject {
    Q_OBJECT

public:
    StackLoss(Document& document, ModelSensitivities& models, EngineQueue& thread, QObject* parent = nullptr);

    /// Of the document's stack; null while a model it needs is not measured.
    std::shared_ptr<const core::Prediction> prediction() const { return m_prediction; }
    /// Of any stack of the document's models, within a millisecond.
    std::shared_ptr<const core::Prediction> predict(const core::Stack& stack) const;
    /// Of the document's stack, as far as it has been run; nullopt when it was not.
    const std::optional<core::Evaluation>& measured() const { return m_measured; }
    /// True while the document's stack runs or waits for it.
    bool isMeasuring() const { return m_job != 0 || m_delay.isActive(); }
    /// Why the document's stack cannot be run, as a sentence; empty when nothing is known against it.
    QString obstacle() const { return m_obstacle; }

    /// Runs the document's stack now, once.
    void measure();
    /// Runs the document's stack after every change, as soon as it stays as it is for a moment.
    void setFollowing(bool following);
    bool isFollowing() const { return m_following; }
    /// Stops running it within two seconds; what was found so far stays.
    void cancel();

Q_SIGNALS:
    void changed();

private:
    void follow();
    void predictAgain();
    void start();
    void show(quint64 job, const core::Result<core::Evaluation>& found);
    const ModelSensitivity* tokenizerOf(const core::Stack& stack) const;

    Document& m_document;
    ModelSensitivities& m_models;
    EngineQueue& m_thread;
    std::shared_ptr<const core::Stack> m_stack; ///< what is told is about
    std::shared_ptr<const core::Prediction> m_prediction;
    std::optional<core::Evaluation> m_measured;
    QString m_obstacle;
    QTimer m_delay;
    quint64 m_job = 0;
    bool m_following = false;
};

} // namespace layerloom::app
