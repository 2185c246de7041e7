#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/weight_maps.h"
#include "widgets/controls/metric.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace layerloom::app {

/// What is known of a metric between every two sources of a stack; null for layer distance.
std::shared_ptr<const widgets::MetricTables> tablesOf(const widgets::Metric& metric, const core::Stack& stack,
                                                      const ModelSensitivities& models,
                                                      const WeightMaps& weights);

/// From the angles between the states of two models: row i is what comes after layer i.
widgets::DistanceTable activationTable(const core::Matrix& angular);
/// Of one kind of tensor, or of all together when `kind` is empty. A map that is the same everywhere gets a scale from
/// copies to nothing in common, so that it does not look as if it said more.
widgets::DistanceTable weightTable(const core::WeightDistances& found, const QString& kind);

/// The kinds of tensors that were compared.
QStringList kindsOf(const WeightMap& map);
/// "Little variation (1.410–1.415)." and what else is worth saying of a map of weights.
QString weightRemark(const WeightMap& map, const QString& kind);

} // namespace layerloom::app
