#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/stack_loss.h"
#include "widgets/controls/measure_offer.h"
#include "widgets/controls/summary_strip.h"

#include <QString>

#include <memory>
#include <optional>

namespace layerloom::app {

/// How far the models of a stack are measured, all together.
struct SensitivityProgress {
    ModelSensitivity::State state = ModelSensitivity::State::Measured; ///< the one that holds up most
    QString sentence; ///< why not
    QString names; ///< of those that are not measured: "A and B"
    double expectedSeconds = 0; ///< for those
    double share = 0; ///< of the running measurement
    std::optional<double> secondsLeft;
};
SensitivityProgress progressOf(const core::Stack& stack, const ModelSensitivities& models);

/// "+0.42", "−0.01", "0.00".
QString lossText(double loss);
/// Between which bounds a loss lies two times out of three: "0.25–0.70"; empty where they look like one.
QString rangeText(const core::LossRange& range);
/// "likely +0.25 to +0.70, …" and what that rests on, as sentences; empty where the bounds are one.
QString likelyText(const core::LossRange& range, const core::LossScale& scale);

/// What the summary says of the loss. `wouldBe` is the prediction of a drag, if there is a drag.
struct LossSummary {
    widgets::SummaryItem::Look look;
    QString toolTip;
};
LossSummary lossSummary(const StackLoss& loss, const ModelSensitivities& models, const core::Stack& stack);
LossSummary previewLossSummary(const std::shared_ptr<const core::Prediction>& prediction,
                               const core::LossScale& scale);

/// What measuring the models of a stack would tell, or how far it is; empty when all is known.
widgets::MeasureOffer::Look offerFor(const SensitivityProgress& progress);

} // namespace layerloom::app
