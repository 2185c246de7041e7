#pragma once

#include "app/document/document.h"
#include "app/jobs/progress_meter.h"
#include "app/measuring/engine_queue.h"
#include "app/measuring/source_identity.h"
#include "core/io/record_cache.h"
#include "core/predict/predict.h"
#include "core/predict/prediction_facts.h"
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

/// The sensitivity of a model and the state of its measurement.
struct ModelSensitivity {
    enum class State {
        LookingUp, ///< the cache and the model's files are being read
        Impossible, ///< it cannot run; `sentence` has the reason
        NotMeasured, ///< `sentence` has the reason when a measurement failed
        Waiting, ///< for another job
        Measuring,
        Paused, ///< paused by a more urgent job
        Measured,
    };

    std::shared_ptr<const core::Model> model;
    State state = State::LookingUp;
    QString sentence;
    core::PredictionFacts facts; ///< a partial sensitivity while Measuring
    core::SensitivityKey key; ///< of its cached evaluated stacks
    core::RunText text; ///< for measuring the sensitivity
    core::RunText longText; ///< for evaluating stacks
    double expectedSeconds = 0; ///< rough duration of a measurement
    ProgressMeter meter;
    double secondsBefore = 0; ///< measuring time before it was paused
    JobQueue::JobId job = 0; ///< while Waiting, Measuring and Paused
};

/// The sensitivities of a document's models: read from the user's cache when a model is added, measured on request.
/// The distances between two measured models are measured without a request, in the background.
class ModelSensitivities : public QObject {
    Q_OBJECT

public:
    ModelSensitivities(Document& document, EngineQueue& queue, core::RecordCache cache,
                       QObject* parent = nullptr);

    /// The sensitivity of a source; null for a missing source.
    const ModelSensitivity* find(const core::Source& source) const;
    /// The sources that a stack takes layers from; all of them when it has no layers.
    static std::vector<core::SourceIndex> usedSources(const core::Stack& stack);
    /// Everything that the prediction of a stack needs; nullopt while something is missing.
    std::optional<core::PredictionInput> predictionInput(const core::Stack& stack) const;
    /// StateDistances::angular of two sources; null when unknown, partial for one model while it is measured.
    std::shared_ptr<const core::Matrix> between(const core::Source& first, const core::Source& second) const;
    /// Why the distances between two measured models cannot be measured, as a sentence; empty when they can.
    QString obstacleBetween(const core::Source& first, const core::Source& second) const;

    /// The loss scale for predictions of a stack; the default for a stack of several models.
    core::LossScale scaleFor(const core::Stack& stack) const;
    /// The evaluation of a stack on the most tokens: from the user's cache, or of a stack of several models or with changes from
    /// this session. Nullopt where it never ran.
    std::optional<core::Evaluation> measured(const core::Stack& stack) const;
    /// Stores an evaluation here and, for layers of one model, in the user's cache. There it calibrates later predictions.
    void learn(const core::Stack& stack, const core::Evaluation& found);

    /// Measures a source that is not measured yet.
    void measure(const core::Source& source);
    /// Measures every source the document takes layers from.
    void measureUsed();
    /// Stops all measurements within two seconds.
    void cancel();
    /// True while a model is measured or waits for that.
    bool isMeasuring() const;
    /// True while cached sensitivities are read.
    bool isLookingUp() const { return m_lookUps.isBusy(); }

Q_SIGNALS:
    /// A state or a result changed.
    void changed();
    /// A measurement progressed: its meter and its partial result.
    void progressed();

private:
    struct LookedUp;
    struct Between {
        std::shared_ptr<const core::Matrix> angular;
        QString sentence; ///< why it cannot be measured
    };
    using Pair = std::pair<SourceIdentity, SourceIdentity>;
    static Pair reversed(const Pair& pair) { return {pair.second, pair.first}; }

    void follow();
    void forgetRemoved();
    void lookUp(const core::Source& source);
    void showLookedUp(const SourceIdentity& source, const core::Result<LookedUp>& found);
    void showStarted(JobQueue::JobId job);
    void showPaused(JobQueue::JobId job);
    void showProgress(JobQueue::JobId job, const core::Progress& progress);
    void showMeasured(const SourceIdentity& source, const core::Result<core::PredictionFacts>& found);
    void sharpen(const SourceIdentity& source);
    void measureBetweenAll();
    void measureStateDistances(const core::Source& one, const core::Source& other);
    void refusePair(const Pair& pair, const QString& why);
    void takeStateDistances(const Pair& pair,
                            const core::Result<std::shared_ptr<const core::Matrix>>& measured);
    ModelSensitivity* ofJob(JobQueue::JobId job);
    core::KnownFacts factsAbout(const core::Stack& stack) const;
    bool isMeasured(const core::Source& source) const;

    Document& m_document;
    EngineQueue& m_queue;
    core::RecordCache m_cache;
    std::map<SourceIdentity, ModelSensitivity> m_models;
    std::map<Pair, Between> m_between;
    std::vector<std::pair<core::Stack, core::Evaluation>>
        m_others; ///< evaluated stacks that the cache cannot hold
    QElapsedTimer m_clock; ///< since the running measurement began, or went on
    JobQueue m_lookUps; ///< last: it stops its thread before the other members are destroyed
};

} // namespace layerloom::app
