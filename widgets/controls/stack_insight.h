#pragma once

#include "core/predict/predict.h"
#include "core/sensitivity/sensitivity.h"
#include "widgets/controls/metric.h"

#include <QString>

#include <memory>
#include <vector>

namespace layerloom::widgets {

/// Measurements of the models of a stack for the views that show them.
struct StackInsight {
    std::shared_ptr<const MetricTables> metric; ///< of the distance lane; null: layer distance
    std::shared_ptr<const core::Prediction> prediction; ///< of the stack; null while it is not known
    std::vector<std::shared_ptr<const core::Sensitivity>> models; ///< by source; null where there is none
    QString remark; ///< why there is no prediction, or what a measurement would show: a sentence
    QString offer; ///< text of the button that measures: "Measure A: about 3 min"; empty: none
};

} // namespace layerloom::widgets
