#pragma once

#include "core/predict/predict.h"
#include "core/sensitivity/sensitivity.h"
#include "widgets/controls/metric.h"

#include <QString>

#include <memory>
#include <vector>

namespace layerloom::widgets {

/// What was measured of the models of a stack, as far as it is shown.
struct StackInsight {
    std::shared_ptr<const MetricTables> metric; ///< what the distance lane shows; null: layer distance
    std::shared_ptr<const core::Prediction> prediction; ///< of the stack; null while it is not known
    std::vector<std::shared_ptr<const core::Sensitivity>> models; ///< by source; null where there is none
    QString remark; ///< why nothing is told, or what measuring would tell: a sentence
    QString offer; ///< what a click would measure: "Measure A: about 3 min"; empty: nothing
};

} // namespace layerloom::widgets
