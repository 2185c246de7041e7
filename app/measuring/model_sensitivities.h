#pragma once

#include "app/document/document.h"
#include "app/jobs/job_runner.h"
#include "app/jobs/progress_meter.h"
#include "app/measuring/engine_queue.h"
#include "app/measuring/source_identity.h"
#include "core/io/record_cache.h"
#include "core/predict/loss_scale.h"
#include "core/predict/predict.h"
#include "core/run/evaluate.h"
#include "core/sensitivity/sensitivity.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace layerloom::app {

/// What is known of how a model runs.
struct ModelSensitivity {
    enum class State {
        LookingUp, ///< whether it can be run, and whether it was measured before
        Impossible, ///< it cannot be run; `sentence` says why
        NotMeasured, ///< `sentence` says why a measurement that was begun has failed, if one has
        Waiting, ///< for another job
        Measuring,
        HeldUp, ///< begun, while something runs that a person waits for
        Measured,
    };

    std::shared_ptr<const core::Model> model;
    State state = State::LookingUp;
    QString sentence;
    std::shared_ptr<const core::Sensitivity> sensitivity; ///< what is known so far while Measuring
    core::LossScale scale; ///< of its predictions, from its stacks that were run
    core::SensitivityKey key; ///< under which its stacks that were run are noted
    core::RunText text; ///< it is measured on
    core::RunText longText; ///< its stacks are evaluated on
    double expectedSeconds = 0; ///< that a measurement takes, coarsely
    ProgressMeter meter;
    double secondsBefore = 0; ///< that it was measured before it was held up
    quint64 job = 0; ///< of the thread, while Waiting, Measuring and HeldUp
};

/// The measurements of a document's models: looked up in the user's cache when a model comes, made when a person asks.
/// What lies between two measured models is measured by itself, in the background.
class ModelSensitivities : public QObject {
    Q_OBJECT

public:
    ModelSensitivities(Document& document, EngineQueue& thread, core::RecordCache cache,
                       QObject* parent = nullptr);

    /// What is known of a source; null for one that is missing.
    const ModelSensitivity* find(const core::Source& source) const;
    /// The sources that a stack takes layers from; all of them when it has no layers.
    static std::vector<core::SourceIndex> usedSources(const core::Stack& stack);
    /// All that is needed to predict a stack; nullopt while something is missing.
    std::optional<core::PredictionInput> knownFor(const core::Stack& stack) const;
    /// The angles between the states of two sources, as StateDistances has them; null while they are not known.
    std::shared_ptr<const core::Matrix> between(const core::Source& first, const core::Source& second) const;
    /// Why what lies between two measured models cannot be known, as a sentence; empty when it can.
    QString obstacleBetween(const core::Source& first, const core::Source& second) const;

    /// What its models say of the size of a stack's prediction; what is usual for layers of several models.
    core::LossScale scaleFor(const core::Stack& stack) const;
    /// Notes a stack that was run, for the predictions of others of its model, which may be measured later: here and in the
    /// user's cache.
    void learn(const core::Stack& stack, const core::Evaluation& found);

    /// Measures a source that was not measured.
    void measure(const core::Source& source);
    /// Measures every source the document takes layers from.
    void measureUsed();
    /// Stops all measuring of models within two seconds.
    void cancel();
    /// True while a model is measured or waits for it.
    bool isMeasuring() const;
    /// True while what is known of a model is read.
    bool isLookingUp() const { return m_lookUps.isBusy(); }

Q_SIGNALS:
    /// Something is known, or being measured, that was not before.
    void changed();
    /// A measurement went on: its meter, and what is known so far.
    void progressed();

private:
    struct Known;
    struct LookedUp;
    struct Between {
        std::shared_ptr<const core::Matrix> angular;
        QString sentence; ///< why it cannot be known
    };
    using Pair = std::pair<SourceIdentity, SourceIdentity>;

    void follow();
    void forgetRemoved();
    void lookUp(const core::Source& source);
    void showLookedUp(const SourceIdentity& source, const core::Result<LookedUp>& found);
    void showStarted(quint64 job);
    void showHeldUp(quint64 job);
    void showProgress(quint64 job, const core::Progress& progress);
    void showMeasured(const SourceIdentity& source, const core::Result<Known>& found);
    void sharpen(const SourceIdentity& source);
    void measureBetweenAll();
    void measureStateDistances(const core::Source& one, const core::Source& other);
    ModelSensitivity* ofJob(quint64 job);
    bool isMeasured(const core::Source& source) const;

    Document& m_document;
    EngineQueue& m_thread;
    core::RecordCache m_cache;
    std::map<SourceIdentity, ModelSensitivity> m_models;
    std::map<Pair, Between> m_between;
    QElapsedTimer m_clock; ///< since the running measurement began, or went on
    JobRunner m_lookUps; ///< last: it stops its thread before the rest goes
};

} // namespace layerloom::app
