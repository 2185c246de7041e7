#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/stack_loss.h"
#include "widgets/controls/summary_strip.h"
#include "widgets/controls/task_offer.h"

#include <QString>

#include <memory>
#include <optional>

namespace layerloom::app {

/// The progress of measuring the models of a stack, all together.
struct SensitivityProgress {
    ModelSensitivity::State state =
        ModelSensitivity::State::Measured; ///< of the model that is furthest from measured
    QString sentence; ///< the reason when a model cannot be measured
    QString names; ///< of those that are not measured: "A and B"
    double expectedSeconds = 0; ///< for those
    double share = 0; ///< of the running measurement
    std::optional<double> secondsLeft;
};
SensitivityProgress progressOf(const core::Stack& stack, const ModelSensitivities& models);

/// "+0.42", "−0.01", "0.00".
QString lossText(double loss);
/// "loss 3.01 → 3.41, perplexity 20 → 30"; without perplexities above a million.
QString lossAndPerplexityText(const core::Evaluation& found);
/// The bounds that hold two times out of three: "0.25–0.70"; empty when both round to the same text.
QString rangeText(const core::LossRange& range);
/// "likely +0.25 to +0.70, …" and how the bounds were obtained, as sentences; empty when both are equal.
QString likelyText(const core::LossRange& range, const core::LossScale& scale);

/// How the summary shows the loss.
struct LossSummary {
    widgets::SummaryItem::Look look;
    QString toolTip;
};
LossSummary lossSummary(const StackLoss& loss, const ModelSensitivities& models, const core::Stack& stack);
/// The same for the stack of a preview; an empty look while nothing is known of it.
LossSummary previewLossSummary(const StackLoss& loss, const ModelSensitivities& models,
                               const core::Stack& stack);

/// The offer to measure the models of a stack, or the progress of that; empty when all are measured.
widgets::TaskOffer::Look offerFor(const SensitivityProgress& progress);

} // namespace layerloom::app
