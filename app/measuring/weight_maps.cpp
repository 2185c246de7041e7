#include "app/measuring/weight_maps.h"

#include "app/base/text.h"
#include "core/distance/cached_distances.h"

namespace layerloom::app {

namespace {

/// Two models, or one that is compared with itself: what core is asked for.
struct ComparedModels {
    std::shared_ptr<const core::Model> first;
    std::shared_ptr<const core::Model> second; ///< null where it is one

    ComparedModels(const core::Source& one, const core::Source& other)
        : first(one.model)
        , second(identityOf(one) == identityOf(other) ? nullptr : other.model)
    {}
};

} // namespace

WeightMaps::WeightMaps(Document& document, core::RecordCache cache, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_cache(std::move(cache))
{
    connect(&m_queue, &JobQueue::started, this, [this] { m_clock.start(); });
    connect(&m_queue, &JobQueue::progressed, this, &WeightMaps::showProgress);
    connect(&document, &Document::changed, this, &WeightMaps::follow);
    follow();
}

// A pair is kept in the direction in which it was compared.
void WeightMaps::follow()
{
    const std::vector<core::Source>& sources = m_document.stack().setup.sources;
    for (const core::Source& first : sources)
        for (const core::Source& second : sources)
            if (first.model && second.model)
                lookUp(first, second);
}

void WeightMaps::lookUp(const core::Source& first, const core::Source& second)
{
    const Pair pair(identityOf(first), identityOf(second));
    if (!m_lookedUp.insert(pair).second)
        return;
    m_lookUps.start(
        tr("Looking for compared weights"), JobQueue::Urgency::Background, *this,
        [models = ComparedModels(first, second), cache = m_cache](const core::JobContext& job) {
            return core::findDistances(*models.first, models.second.get(), cache, job);
        },
        [this, pair](const core::Result<std::optional<core::WeightDistances>>& known) {
            // measure() reports why a file cannot be read.
            if (known && *known)
                showKept(pair, **known);
        });
}

void WeightMaps::showKept(const Pair& pair, core::WeightDistances known)
{
    WeightMap& map = m_maps[pair];
    // A measurement that was started meanwhile finds the cached distances itself.
    if (map.state != WeightMap::State::NotMeasured)
        return;
    map = {};
    map.state = WeightMap::State::Measured;
    map.distances = std::make_shared<const core::WeightDistances>(std::move(known));
    Q_EMIT changed();
}

WeightMap WeightMaps::find(const core::Source& first, const core::Source& second) const
{
    if (const auto found = m_maps.find({identityOf(first), identityOf(second)}); found != m_maps.end())
        return found->second;
    const auto found = m_maps.find({identityOf(second), identityOf(first)});
    if (found == m_maps.end())
        return {};
    WeightMap map = found->second;
    map.isTransposed = true;
    return map;
}

void WeightMaps::measure(const core::Source& first, const core::Source& second)
{
    if (!first.model || !second.model || find(first, second).state != WeightMap::State::NotMeasured)
        return;
    const Pair pair(identityOf(first), identityOf(second));
    m_maps[pair] = {};
    m_maps[pair].state = WeightMap::State::Measuring;
    const auto partial = m_queue.relay<std::shared_ptr<const core::WeightDistances>>(
        *this, [this, pair](const std::shared_ptr<const core::WeightDistances>& found) {
            showPartial(pair, found);
        });
    const JobQueue::JobId id = m_queue.start(
        tr("Comparing weights"), JobQueue::Urgency::Interactive, *this,
        [partial, models = ComparedModels(first, second), cache = m_cache](core::JobContext& job) {
            return std::make_shared<const core::WeightDistances>(
                core::findOrMeasureDistances(*models.first, models.second.get(), cache, job, partial)
                    .value()
                    .value);
        },
        [this, pair](const core::Result<std::shared_ptr<const core::WeightDistances>>& found) {
            show(pair, found);
        });
    m_jobs[id] = pair;
    Q_EMIT changed();
}

void WeightMaps::showProgress(JobQueue::JobId id, const core::Progress& progress)
{
    m_maps[m_jobs[id]].meter.add(static_cast<double>(m_clock.elapsed()) / 1000, progress.done,
                                 progress.total);
    Q_EMIT changed();
}

void WeightMaps::showPartial(const Pair& pair, const std::shared_ptr<const core::WeightDistances>& found)
{
    WeightMap& map = m_maps[pair];
    if (map.state != WeightMap::State::Measuring)
        return;
    map.distances = found;
    Q_EMIT changed();
}

void WeightMaps::show(const Pair& pair,
                      const core::Result<std::shared_ptr<const core::WeightDistances>>& found)
{
    WeightMap& map = m_maps[pair];
    map.state = found ? WeightMap::State::Measured : WeightMap::State::NotMeasured;
    map.distances = found ? *found : nullptr;
    if (!found && found.error().code() != core::ErrorCode::Cancelled)
        map.sentence = sentence(found.error().message());
    Q_EMIT changed();
}

} // namespace layerloom::app
