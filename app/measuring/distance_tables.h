#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/weight_maps.h"
#include "widgets/controls/metric.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace layerloom::app {

/// The measured tables of a metric for every two sources of a stack; null for layer distance.
std::shared_ptr<const widgets::MetricTables> tablesOf(const widgets::Metric& metric, const core::Stack& stack,
                                                      const ModelSensitivities& models,
                                                      const WeightMaps& weights);

/// Activation distances from the angles between the hidden states of two models. Row i: the state after layer i.
widgets::DistanceTable activationTable(const core::Matrix& angular);
/// Weight distances of one kind of tensor, or of all together when `kind` is empty. A table with little variation gets
/// the whole scale from copies to nothing in common, so that small differences do not look large.
widgets::DistanceTable weightTable(const core::WeightDistances& found, const QString& kind);

/// The kinds of tensors that were compared.
QStringList kindsOf(const WeightMap& map);
/// Remarks on a weight map: "Little variation (1.410–1.415)."
QString weightRemark(const WeightMap& map, const QString& kind);

} // namespace layerloom::app
