#include "app/measuring/weight_maps.h"

#include "app/measuring/transposed.h"
#include "app/text.h"

namespace layerloom::app {

namespace {

core::WeightDistances turned(core::WeightDistances distances)
{
    distances.all = transposed(distances.all);
    for (core::KindDistances& kind : distances.kinds)
        kind.distances = transposed(kind.distances);
    std::swap(distances.rows, distances.columns);
    return distances;
}

} // namespace

WeightMaps::WeightMaps(QObject* parent)
    : QObject(parent)
{
    connect(&m_runner, &JobRunner::progressed, this, [this](const core::Progress& progress) {
        m_maps[m_running].meter.add(static_cast<double>(m_clock.elapsed()) / 1000, progress.done,
                                    progress.total);
        Q_EMIT changed();
    });
}

WeightMap WeightMaps::find(const core::Source& first, const core::Source& second) const
{
    if (const auto found = m_maps.find({first.fingerprint, second.fingerprint}); found != m_maps.end())
        return found->second;
    const auto found = m_maps.find({second.fingerprint, first.fingerprint});
    if (found == m_maps.end())
        return {};
    WeightMap map = found->second;
    if (map.distances)
        map.distances = std::make_shared<const core::WeightDistances>(turned(*map.distances));
    return map;
}

void WeightMaps::measure(const core::Source& first, const core::Source& second)
{
    if (!first.model || !second.model || find(first, second).state != WeightMap::State::NotMeasured)
        return;
    const Pair pair(first.fingerprint, second.fingerprint);
    m_maps[pair] = {WeightMap::State::Measuring, nullptr, {}, {}};
    const auto partial = [this, pair](const core::WeightDistances& found) {
        QMetaObject::invokeMethod(
            this, [this, pair, found] { showPartial(pair, found); }, Qt::QueuedConnection);
    };
    m_runner.start(
        tr("Comparing weights"),
        [this, pair, partial, one = first.model, other = second.model](core::JobContext& job) {
            QMetaObject::invokeMethod(
                this,
                [this, pair] {
                    m_running = pair;
                    m_clock.start();
                },
                Qt::QueuedConnection);
            const bool isOne = pair.first == pair.second;
            return isOne ? core::measureDistances(*one, job, partial)
                         : core::measureDistances(*one, *other, job, partial);
        },
        [this, pair](const core::Result<core::WeightDistances>& found) { show(pair, found); });
    Q_EMIT changed();
}

void WeightMaps::showPartial(const Pair& pair, const core::WeightDistances& found)
{
    WeightMap& map = m_maps[pair];
    if (map.state != WeightMap::State::Measuring)
        return;
    map.distances = std::make_shared<const core::WeightDistances>(found);
    Q_EMIT changed();
}

void WeightMaps::show(const Pair& pair, const core::Result<core::WeightDistances>& found)
{
    WeightMap& map = m_maps[pair];
    map.state = found ? WeightMap::State::Measured : WeightMap::State::NotMeasured;
    map.distances = found ? std::make_shared<const core::WeightDistances>(*found) : nullptr;
    if (!found && found.error().code() != core::ErrorCode::Cancelled)
        map.sentence = sentence(found.error().message());
    Q_EMIT changed();
}

} // namespace layerloom::app
