#include "app/measuring/distance_tables.h"

#include "app/base/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace layerloom::app {

namespace {

using widgets::DistanceTable;
using widgets::Metric;

struct DistanceText {
    Q_DECLARE_TR_FUNCTIONS(Distances)
};

// Single extremes do not decide the colours of all the rest.
constexpr double kLowShare = 0.02;
constexpr double kHighShare = 0.98;

/// REQUIRES: values.
double percentile(std::vector<double>& values, double share)
{
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

std::vector<double> knownValues(const DistanceTable& table)
{
    std::vector<double> values;
    for (int i = 0; i < table.rows; ++i)
        for (int j = 0; j < table.columns; ++j)
            if (!std::isnan(table.at(i, j)))
                values.push_back(table.at(i, j));
    return values;
}

std::shared_ptr<const core::Matrix> matrixOf(const WeightMap& map, const QString& kind)
{
    if (!map.distances)
        return nullptr;
    if (kind.isEmpty())
        return {map.distances, &map.distances->all};
    const auto& kinds = map.distances->kinds;
    const auto each = std::ranges::find(kinds, kind.toStdString(), &core::KindDistances::kind);
    if (each == kinds.end())
        return nullptr;
    return {map.distances, &each->distances};
}

/// Empty without angles; `known` where it shows the same matrix.
DistanceTable tableOf(const std::shared_ptr<const core::Matrix>& angular, const DistanceTable* known)
{
    if (!angular)
        return {};
    return known != nullptr && known->matrix == angular ? *known : activationTable(angular);
}

/// Empty without distances; `known` where it shows the same matrix.
DistanceTable tableOf(const WeightMap& map, const QString& kind, const DistanceTable* known)
{
    const bool isSame =
        known != nullptr && known->matrix == matrixOf(map, kind) && known->isTransposed == map.isTransposed;
    return isSame ? *known : weightTable(map, kind);
}

} // namespace

DistanceTable activationTable(const std::shared_ptr<const core::Matrix>& angular)
{
    DistanceTable table;
    table.rows = static_cast<int>(angular->rows) - 1;
    table.columns = static_cast<int>(angular->columns) - 1;
    table.matrix = angular;
    table.firstRow = 1;
    table.name = widgets::metricName({Metric::Kind::Activations});
    std::vector<double> values = knownValues(table);
    table.most = values.empty() ? 1e-6 : std::max(1e-6, percentile(values, kHighShare));
    return table;
}

DistanceTable weightTable(const WeightMap& map, const QString& kind)
{
    DistanceTable table;
    table.name = widgets::metricName({Metric::Kind::Weights});
    table.matrix = matrixOf(map, kind);
    if (!table.matrix)
        return table;
    table.rows = static_cast<int>(map.isTransposed ? table.matrix->columns : table.matrix->rows);
    table.columns = static_cast<int>(map.isTransposed ? table.matrix->rows : table.matrix->columns);
    table.isTransposed = map.isTransposed;
    const auto range = core::rangeOf(*table.matrix, map.distances->betweenModels);
    if (!range || range->hasLittleVariation()) {
        table.most = std::numbers::sqrt2;
        return table;
    }
    std::vector<double> values = knownValues(table);
    table.least = percentile(values, kLowShare);
    table.most = std::max(table.least + 1e-6, percentile(values, kHighShare));
    return table;
}

std::shared_ptr<const widgets::MetricTables> tablesOf(const Metric& metric, const core::Stack& stack,
                                                      const MeasuredDistances& measured,
                                                      const widgets::MetricTables* previous)
{
    if (metric.kind == Metric::Kind::Layers)
        return nullptr;
    const bool isSameMetric = previous != nullptr && previous->metric == metric;
    auto result = std::make_shared<widgets::MetricTables>();
    result->metric = metric;
    const std::vector<core::Source>& sources = stack.setup.sources;
    for (core::SourceIndex a = 0; a.value < sources.size(); ++a)
        for (core::SourceIndex b = 0; b.value < sources.size(); ++b) {
            const DistanceTable* known = isSameMetric ? previous->find(a, b) : nullptr;
            DistanceTable table = metric.kind == Metric::Kind::Activations
                ? tableOf(measured.models.between(sources[a.value], sources[b.value]), known)
                : tableOf(measured.weights.find(sources[a.value], sources[b.value]), metric.tensors, known);
            if (table.matrix)
                result->tables.emplace(std::pair(a, b), std::move(table));
        }
    return result;
}

QStringList kindsOf(const WeightMap& map)
{
    QStringList kinds;
    if (map.distances && map.state == WeightMap::State::Measured)
        for (const core::KindDistances& kind : map.distances->kinds)
            kinds.append(QString::fromStdString(kind.kind));
    return kinds;
}

QString weightRemark(const WeightMap& map, const QString& kind)
{
    QStringList remarks;
    if (map.distances) {
        const auto matrix = matrixOf(map, kind);
        const auto range = matrix ? core::rangeOf(*matrix, map.distances->betweenModels) : std::nullopt;
        if (range && range->hasLittleVariation())
            remarks.append(DistanceText::tr("Little variation (%1–%2).")
                               .arg(range->least, 0, 'f', 3)
                               .arg(range->largest, 0, 'f', 3));
        for (const std::string& problem : map.distances->problems)
            remarks.append(sentence(problem));
    }
    remarks.append(DistanceText::tr("Distances describe weights, not output quality."));
    return remarks.join(QLatin1Char(' '));
}

} // namespace layerloom::app
