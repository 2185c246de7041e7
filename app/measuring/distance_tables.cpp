#include "app/measuring/distance_tables.h"

#include "app/base/text.h"
#include "app/measuring/source_identity.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace layerloom::app {

namespace {

using widgets::DistanceTable;
using widgets::Metric;

QString tableText(const char* source)
{
    return QCoreApplication::translate("Distances", source);
}

// Single extremes do not decide the colours of all the rest.
constexpr double kLowShare = 0.02;
constexpr double kHighShare = 0.98;

double percentile(std::vector<double> values, double share)
{
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty())
        return 0;
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

const core::Matrix* matrixOf(const core::WeightDistances& found, const QString& kind)
{
    if (kind.isEmpty())
        return &found.all;
    const auto each = std::ranges::find(found.kinds, kind.toStdString(), &core::KindDistances::kind);
    return each == found.kinds.end() ? nullptr : &each->distances;
}

} // namespace

DistanceTable activationTable(const core::Matrix& angular)
{
    DistanceTable table;
    table.rows = static_cast<int>(angular.rows) - 1;
    table.columns = static_cast<int>(angular.columns) - 1;
    table.name = widgets::metricName({Metric::Kind::Activations});
    for (std::size_t row = 1; row < angular.rows; ++row)
        for (std::size_t column = 0; column + 1 < angular.columns; ++column)
            table.values.push_back(angular.at(row, column));
    table.most = std::max(1e-6, percentile(table.values, kHighShare));
    return table;
}

DistanceTable weightTable(const core::WeightDistances& found, const QString& kind)
{
    DistanceTable table;
    table.name = widgets::metricName({Metric::Kind::Weights});
    const core::Matrix* matrix = matrixOf(found, kind);
    if (matrix == nullptr)
        return table;
    table.rows = static_cast<int>(matrix->rows);
    table.columns = static_cast<int>(matrix->columns);
    table.values = matrix->values;
    const auto range = core::rangeOf(*matrix, found.betweenModels);
    if (!range || range->hasLittleVariation()) {
        table.most = std::numbers::sqrt2;
        return table;
    }
    table.least = percentile(table.values, kLowShare);
    table.most = std::max(table.least + 1e-6, percentile(table.values, kHighShare));
    return table;
}

std::shared_ptr<const widgets::MetricTables> tablesOf(const Metric& metric, const core::Stack& stack,
                                                      const ModelSensitivities& models,
                                                      const WeightMaps& weights)
{
    if (metric.kind == Metric::Kind::Layers)
        return nullptr;
    auto result = std::make_shared<widgets::MetricTables>();
    result->metric = metric;
    const std::vector<core::Source>& sources = stack.setup.sources;
    for (core::SourceIndex a = 0; a < sources.size(); ++a)
        for (core::SourceIndex b = 0; b < sources.size(); ++b) {
            if (metric.kind == Metric::Kind::Activations) {
                if (const auto angles = models.between(sources[a], sources[b]))
                    result->tables.emplace(std::pair(a, b), activationTable(*angles));
            } else if (const WeightMap map = weights.find(sources[a], sources[b]); map.distances) {
                result->tables.emplace(std::pair(a, b), weightTable(*map.distances, metric.tensors));
            }
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
        const core::Matrix* matrix = matrixOf(*map.distances, kind);
        const auto range =
            matrix != nullptr ? core::rangeOf(*matrix, map.distances->betweenModels) : std::nullopt;
        if (range && range->hasLittleVariation())
            remarks.append(tableText("Little variation (%1–%2).")
                               .arg(range->least, 0, 'f', 3)
                               .arg(range->largest, 0, 'f', 3));
        for (const std::string& problem : map.distances->problems)
            remarks.append(sentence(problem));
    }
    remarks.append(tableText("Distances describe weights, not output quality."));
    return remarks.join(QLatin1Char(' '));
}

} // namespace layerloom::app
