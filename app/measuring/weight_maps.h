#pragma once

#include "app/document/document.h"
#include "app/jobs/job_queue.h"
#include "app/jobs/progress_meter.h"
#include "app/measuring/source_identity.h"
#include "core/distance/distance.h"
#include "core/io/record_cache.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <set>
#include <utility>

namespace layerloom::app {

/// The weight distances between the layers of two models, which may be the same.
struct WeightMap {
    enum class State { NotMeasured, Measuring, Measured };

    State state = State::NotMeasured;
    std::shared_ptr<const core::WeightDistances> distances; ///< partial while Measuring
    bool isTransposed = false; ///< the rows of `distances` are layers of the second model
    QString sentence; ///< why measuring failed, if it did
    ProgressMeter meter;
};

/// The distances between the weights of a document's models: looked up in the cache when a model is added, measured when the
/// user asks for it, one pair of models after the other, on a worker thread. Lives on the GUI thread.
class WeightMaps : public QObject {
    Q_OBJECT

public:
    WeightMaps(Document& document, core::RecordCache cache, QObject* parent = nullptr);

    /// The map of a pair in either order.
    WeightMap find(const core::Source& first, const core::Source& second) const;
    /// Compares a pair that is not compared yet.
    void measure(const core::Source& first, const core::Source& second);
    /// Stops within two seconds.
    void cancel() { m_queue.cancelAll(); }
    bool isMeasuring() const { return m_queue.isBusy(); }
    /// True while cached distances are read.
    bool isLookingUp() const { return m_lookUps.isBusy(); }

Q_SIGNALS:
    void changed();

private:
    using Pair = std::pair<SourceIdentity, SourceIdentity>;

    void follow();
    void lookUp(const core::Source& first, const core::Source& second);
    void showKept(const Pair& pair, core::WeightDistances known);
    void showProgress(JobQueue::JobId id, const core::Progress& progress);
    void show(const Pair& pair, const core::Result<std::shared_ptr<const core::WeightDistances>>& found);
    void showPartial(const Pair& pair, const std::shared_ptr<const core::WeightDistances>& found);

    Document& m_document;
    core::RecordCache m_cache;
    std::map<Pair, WeightMap> m_maps;
    std::set<Pair> m_lookedUp;
    std::map<JobQueue::JobId, Pair> m_jobs;
    QElapsedTimer m_clock; ///< since the running job began
    // Last: they stop their threads before the other members are destroyed.
    JobQueue m_lookUps;
    JobQueue m_queue;
};

} // namespace layerloom::app
