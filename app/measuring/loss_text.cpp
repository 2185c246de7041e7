#include "app/measuring/loss_text.h"

#include "app/base/text.h"
#include "app/measuring/estimate.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace layerloom::app {

namespace {

using State = ModelSensitivity::State;
using Look = widgets::SummaryItem::Look;
using Offer = widgets::TaskOffer::Look;

struct LossText {
    Q_DECLARE_TR_FUNCTIONS(Loss)
};

// Which of several states is told of: what makes all of it impossible first.
std::size_t weightOf(State state)
{
    constexpr std::array kOrder {State::Measured,  State::LookingUp, State::NotMeasured, State::Waiting,
                                 State::Measuring, State::Paused,    State::Impossible};
    return static_cast<std::size_t>(std::ranges::find(kOrder, state) - kOrder.begin());
}

// Without its sign.
QString plainText(double loss)
{
    return QString::number(std::abs(loss), 'f', 2);
}

QString percent(double share)
{
    return LossText::tr("%1 %").arg(static_cast<int>(share * 100));
}

SensitivityProgress missing(const core::Source& source)
{
    SensitivityProgress progress;
    progress.state = State::Impossible;
    progress.names = QString::fromStdString(source.label);
    progress.sentence = QString::fromStdString(source.missingReason);
    return progress;
}

void tellOf(SensitivityProgress& progress, const ModelSensitivity& model)
{
    progress.state = model.state;
    progress.sentence = model.sentence;
    progress.share = model.meter.share();
    progress.secondsLeft = model.meter.secondsLeft();
}

// Why two measured models cannot be told about together.
QString obstacleBetween(const core::Stack& stack, const ModelSensitivities& models)
{
    for (const auto& [before, behind] : core::joinedSources(stack.blocks)) {
        const auto& sources = stack.setup.sources;
        if (QString why = models.obstacleBetween(sources[before.value], sources[behind.value]);
            !why.isEmpty())
            return why;
    }
    return {};
}

LossSummary cannotBeRun(const QString& why)
{
    return {{.value = QStringLiteral("–"), .note = {}, .label = LossText::tr("Δloss: cannot be run")}, why};
}

LossSummary notMeasured(const SensitivityProgress& progress)
{
    const widgets::TaskOffer::Look offer = offerFor(progress);
    return {{.value = LossText::tr("Measure"),
             .note = aboutText(progress.expectedSeconds),
             .label = LossText::tr("for a predicted Δloss")},
            offer.text};
}

LossSummary measuring(const SensitivityProgress& progress)
{
    Look look {.value = percent(progress.share), .note = {}, .label = LossText::tr("measuring")};
    if (progress.secondsLeft)
        look.note = timeLeftText(*progress.secondsLeft);
    return {look,
            LossText::tr("Measuring %1. Click to see the progress and to stop it.").arg(progress.names)};
}

LossSummary paused(const SensitivityProgress& progress)
{
    return {
        {.value = percent(progress.share), .note = LossText::tr("waits"), .label = LossText::tr("measuring")},
        LossText::tr(
            "Measuring %1 waits for the running job and then continues. Click to see the progress and "
            "to stop it.")
            .arg(progress.names)};
}

LossSummary waiting(const SensitivityProgress& progress)
{
    return {{.value = QStringLiteral("…"), .note = {}, .label = LossText::tr("measuring")},
            LossText::tr("%1 waits for the running job.").arg(progress.names)};
}

QString predictedTip(const core::Prediction& prediction, const core::LossScale& scale)
{
    QString tip =
        LossText::tr("The predicted loss increase in nats per token. It ranks stacks well; its size is "
                     "approximate. It is no measure of quality.");
    if (const QString likely = likelyText(scale.expected(prediction.deltaLoss), scale); !likely.isEmpty())
        tip += QLatin1Char('\n') + likely;
    if (prediction.isLessTried)
        tip += QLatin1Char('\n') + LossText::tr("Predictions for stacks of several models are less tested.");
    if (prediction.leavesOutScales)
        tip += QLatin1Char('\n') + LossText::tr("The prediction ignores the scales of layers.");
    return tip;
}

LossSummary predicted(const core::Prediction& prediction, const core::LossScale& scale, bool isEvaluating)
{
    const core::LossRange range = scale.expected(prediction.deltaLoss);
    return {{.value = lossText(range.deltaLoss),
             .note = isEvaluating ? LossText::tr("measuring") : rangeText(range),
             .label = LossText::tr("predicted Δloss")},
            predictedTip(prediction, scale) + QLatin1Char('\n')
                + (isEvaluating ? LossText::tr("The stack is running. Click to stop.")
                                : LossText::tr("Click to run the stack and measure its loss."))};
}

QString predictedText(const core::Prediction* prediction, const core::LossScale& scale)
{
    return prediction != nullptr ? lossText(scale.expected(prediction->deltaLoss).deltaLoss) : QString();
}

// "3.218 ± 0.041"; without what follows where the error is not known.
QString withError(const QString& figure, const std::optional<double>& error, int decimals)
{
    if (!error)
        return figure;
    return (figure + QStringLiteral(" ± ") + QString::number(*error, 'f', decimals)).trimmed();
}

QString arrowText(const QString& from, const QString& to)
{
    return from + QStringLiteral(" ") + QChar(0x2192) + QLatin1Char(' ') + to;
}

// "perplexity 20 → 30"; empty where the numbers say nothing any more.
QString perplexityText(const core::Evaluation& found)
{
    constexpr double kLargest = 1e6;
    const double base = std::exp(found.baseLoss);
    const double stack = std::exp(found.loss);
    if (base > kLargest || stack > kLargest)
        return {};
    const auto number = [](double perplexity) {
        return QLocale().toString(perplexity, 'f', perplexity < 10 ? 1 : 0);
    };
    return LossText::tr("perplexity %1").arg(arrowText(number(base), number(stack)));
}

LossSummary evaluated(const core::Evaluation& found, const QString& predicted, bool isEvaluating)
{
    const QString tokens = QString::fromStdString(core::groupedDigits(found.tokens));
    QStringList tip {LossText::tr("Measured on %1 tokens, from the base to the stack: %2.")
                         .arg(tokens, lossAndPerplexityText(found)),
                     LossText::tr("Loss increase over the base: %1 nats per token.")
                         .arg(withError(lossText(found.delta), found.deltaError, 2))};
    if (!predicted.isEmpty())
        tip.append(LossText::tr("Predicted: %1.").arg(predicted));
    if (isEvaluating)
        tip.append(LossText::tr("The stack is running. Click to stop."));
    const QString perplexity = perplexityText(found);
    return {{.value = lossText(found.delta),
             .note = withError({}, found.deltaError, 2),
             .label = isEvaluating || perplexity.isEmpty() ? LossText::tr("measured on %1 tokens").arg(tokens)
                                                           : LossText::tr("measured, %1").arg(perplexity)},
            tip.join(QLatin1Char('\n'))};
}

} // namespace

QString lossText(double loss)
{
    QString digits = plainText(loss);
    if (digits == QLatin1String("0.00"))
        return digits;
    return (loss < 0 ? QString(QChar(0x2212)) : QStringLiteral("+")) + digits;
}

QString lossAndPerplexityText(const core::Evaluation& found)
{
    const QString loss = LossText::tr("loss %1").arg(
        arrowText(QString::number(found.baseLoss, 'f', 2), QString::number(found.loss, 'f', 2)));
    const QString perplexity = perplexityText(found);
    return perplexity.isEmpty() ? loss : loss + QStringLiteral(", ") + perplexity;
}

QString rangeText(const core::LossRange& range)
{
    const QString low = plainText(range.low);
    const QString high = plainText(range.high);
    return low == high ? QString() : low + QChar(0x2013) + high;
}

QString likelyText(const core::LossRange& range, const core::LossScale& scale)
{
    if (range.low == range.high)
        return {};
    QString likely = LossText::tr("Likely %1 to %2, two times out of three.")
                         .arg(lossText(range.low), lossText(range.high));
    if (scale.stacks() > 0)
        likely += QLatin1Char(' ')
            + LossText::tr("Calibrated by %1 of this model.").arg(counted(scale.stacks(), "stack"));
    return likely;
}

SensitivityProgress progressOf(const core::Stack& stack, const ModelSensitivities& models)
{
    SensitivityProgress all;
    QStringList names;
    for (const core::SourceIndex index : ModelSensitivities::usedSources(stack)) {
        const core::Source& source = stack.setup.sources[index.value];
        const ModelSensitivity* known = models.find(source);
        if (known == nullptr)
            return missing(source);
        if (known->state != State::Measured)
            names.append(QString::fromStdString(source.label));
        if (known->state == State::NotMeasured)
            all.expectedSeconds += known->expectedSeconds;
        if (weightOf(known->state) > weightOf(all.state))
            tellOf(all, *known);
    }
    all.names = names.join(LossText::tr(" and "));
    return all;
}

Offer offerFor(const SensitivityProgress& progress)
{
    switch (progress.state) {
    case State::Measured:
        return {};
    case State::LookingUp:
        return {LossText::tr("Looking for a cached measurement.")};
    case State::Impossible:
        return {progress.sentence};
    case State::NotMeasured:
        return {
            (progress.sentence.isEmpty() ? QString() : progress.sentence + QLatin1Char(' '))
                + LossText::tr("Measuring %1 on a text shows the effect of each layer and predicts the loss "
                               "of every stack: %2, once.")
                      .arg(progress.names, aboutText(progress.expectedSeconds)),
            LossText::tr("Measure")};
    case State::Waiting:
        return {LossText::tr("%1 waits for the running job.").arg(progress.names), LossText::tr("Stop"), 0.0};
    case State::Paused:
        return {LossText::tr("Measuring %1: %2, waits for the running job")
                    .arg(progress.names, percent(progress.share)),
                LossText::tr("Stop"), progress.share};
    case State::Measuring:
        break;
    }
    QString line = LossText::tr("Measuring %1: %2").arg(progress.names, percent(progress.share));
    if (progress.secondsLeft)
        line += QStringLiteral(", ") + timeLeftText(*progress.secondsLeft);
    return {line, LossText::tr("Stop"), progress.share};
}

LossSummary previewLossSummary(const StackLoss& loss, const ModelSensitivities& models,
                               const core::Stack& stack)
{
    const std::shared_ptr<const core::Prediction> prediction = loss.predict(stack);
    const core::LossScale scale = models.scaleFor(stack);
    const std::optional<core::Evaluation> found = models.measured(stack);
    if (!prediction && !found)
        return {};
    LossSummary said = found ? evaluated(*found, predictedText(prediction.get(), scale), false)
                             : predicted(*prediction, scale, false);
    said.look.isPreview = true;
    return said;
}

LossSummary lossSummary(const StackLoss& loss, const ModelSensitivities& models, const core::Stack& stack)
{
    if (stack.blocks.empty())
        return {};
    const core::LossScale scale = models.scaleFor(stack);
    if (const std::optional<core::Evaluation>& found = loss.evaluation())
        return evaluated(*found, predictedText(loss.prediction().get(), scale), loss.isEvaluating());
    if (!loss.obstacle().isEmpty())
        return cannotBeRun(loss.obstacle());
    if (loss.prediction())
        return predicted(*loss.prediction(), scale, loss.isEvaluating());
    const SensitivityProgress progress = progressOf(stack, models);
    switch (progress.state) {
    case State::Impossible:
        return cannotBeRun(progress.sentence);
    case State::NotMeasured:
        return notMeasured(progress);
    case State::Measuring:
        return measuring(progress);
    case State::Paused:
        return paused(progress);
    case State::Waiting:
        return waiting(progress);
    case State::LookingUp:
        return {};
    case State::Measured:
        break;
    }
    if (const QString why = obstacleBetween(stack, models); !why.isEmpty())
        return {{.value = QStringLiteral("–"), .note = {}, .label = LossText::tr("not predicted")}, why};
    return {{.value = QStringLiteral("…"), .note = {}, .label = LossText::tr("measuring")},
            LossText::tr("The distances between the models are being measured.")};
}

} // namespace layerloom::app
