#include "widgets/controls/metric.h"

#include "widgets/controls/counted.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

QString metricName(const Metric& metric)
{
    switch (metric.kind) {
    case Metric::Kind::Layers:
        return QCoreApplication::translate("Metric", "layer distance");
    case Metric::Kind::Activations:
        return QCoreApplication::translate("Metric", "activation distance");
    case Metric::Kind::Weights:
        return QCoreApplication::translate("Metric", "weight distance");
    }
    return {};
}

bool DistanceTable::isKnown() const
{
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
            if (!std::isnan(at(i, j)))
                return true;
    return false;
}

double DistanceTable::share(double value) const
{
    return most > least ? std::clamp((value - least) / (most - least), 0.0, 1.0) : 0;
}

DistanceTable layerDistances(int rows, int columns)
{
    core::Matrix matrix(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t j = 0; j < matrix.columns; ++j)
            matrix.at(i, j) = static_cast<double>(std::max(i, j) - std::min(i, j));
    DistanceTable table;
    table.rows = rows;
    table.columns = columns;
    table.matrix = std::make_shared<const core::Matrix>(std::move(matrix));
    table.most = std::max({rows, columns, 2}) - 1;
    table.name = metricName({});
    table.isPlain = true;
    return table;
}

QString distanceText(double distance)
{
    if (distance == std::floor(distance))
        return QString::number(distance, 'f', 0);
    return QString::number(distance, 'f', distance < 0.1 ? 3 : 2);
}

const DistanceTable* MetricTables::find(core::SourceIndex from, core::SourceIndex to) const
{
    const auto table = tables.find({from, to});
    return table == tables.end() ? nullptr : &table->second;
}

std::optional<double> MetricTables::at(const core::Block& from, const core::Block& to) const
{
    const DistanceTable* table = find(from.source, to.source);
    const auto i = static_cast<int>(from.layer.value);
    const auto j = static_cast<int>(to.layer.value);
    if (table == nullptr || i >= table->rows || j >= table->columns || std::isnan(table->at(i, j)))
        return std::nullopt;
    return table->at(i, j);
}

QString seamsText(const std::vector<core::Seam>& seams, const MetricTables* metric)
{
    std::vector<double> distances;
    for (const core::Seam& seam : seams) {
        if (metric == nullptr)
            distances.push_back(seam.distance);
        else if (const auto distance = metric->at(seam.from, seam.to))
            distances.push_back(*distance);
    }
    if (distances.empty())
        return counted(seams.size(), "seam");
    const auto [least, most] = std::minmax_element(distances.begin(), distances.end());
    QString range = distanceText(*least);
    if (distanceText(*most) != range)
        range += QChar(0x2013) + distanceText(*most);
    return QCoreApplication::translate("Metric", "%1, %2 %3")
        .arg(counted(seams.size(), "seam"), metricName(metric == nullptr ? Metric() : metric->metric), range);
}

} // namespace layerloom::widgets
