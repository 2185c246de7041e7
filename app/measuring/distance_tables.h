#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/weight_maps.h"
#include "widgets/controls/metric.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace layerloom::app {

/// Where measured distances come from.
struct MeasuredDistances {
    const ModelSensitivities& models;
    const WeightMaps& weights;
};

/// The tables of a metric between every two sources of a stack; null for layer distance. Tables of `previous` whose matrices
/// are still the same are taken over.
std::shared_ptr<const widgets::MetricTables> tablesOf(const widgets::Metric& metric, const core::Stack& stack,
                                                      const MeasuredDistances& measured,
                                                      const widgets::MetricTables* previous);

/// From StateDistances::angular: row i is the state behind layer i.
widgets::DistanceTable activationTable(const std::shared_ptr<const core::Matrix>& angular);
/// For one kind of tensor, or for all kinds when `kind` is empty; empty while it is not known. A map with little variation gets
/// a scale from copies (0) to orthogonal weights (√2), so that it does not seem to say more.
widgets::DistanceTable weightTable(const WeightMap& map, const QString& kind);

/// The kinds of tensors that were compared.
QStringList kindsOf(const WeightMap& map);
/// Remarks on a weight map: "Little variation (1.410–1.415)."
QString weightRemark(const WeightMap& map, const QString& kind);

} // namespace layerloom::app
