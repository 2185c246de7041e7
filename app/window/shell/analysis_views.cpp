#include "app/window/shell/analysis_views.h"

#include "app/base/text.h"
#include "app/measuring/distance_tables.h"
#include "app/measuring/estimate.h"
#include "app/measuring/loss_text.h"
#include "app/window/inspector/inspector.h"
#include "app/window/shell/panels.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/distance_panel.h"

#include <QAction>

namespace layerloom::app {

namespace {

using Kind = widgets::Metric::Kind;
using State = ModelSensitivity::State;

using Offer = widgets::TaskOffer::Look;

QString labelsOf(const core::Source& first, const core::Source& second)
{
    const QString one = QString::fromStdString(first.label);
    const QString other = QString::fromStdString(second.label);
    return &first == &second ? one : AnalysisViews::tr("%1 and %2").arg(one, other);
}

Offer weightOffer(const WeightMap& map, const core::Source& first, const core::Source& second)
{
    if (!first.model || !second.model)
        return {QString::fromStdString(first.model ? second.missingReason : first.missingReason)};
    switch (map.state) {
    case WeightMap::State::Measured:
        return {};
    case WeightMap::State::Measuring: {
        QString line = AnalysisViews::tr("Comparing: %1 %").arg(static_cast<int>(map.meter.share() * 100));
        if (const auto left = map.meter.secondsLeft())
            line += QStringLiteral(", ") + timeLeftText(*left);
        return {line, AnalysisViews::tr("Stop"), map.meter.share()};
    }
    case WeightMap::State::NotMeasured:
        break;
    }
    std::uint64_t bytes = first.model->table.bytes;
    if (&first != &second)
        bytes += second.model->table.bytes;
    return {(map.sentence.isEmpty() ? QString() : map.sentence + QLatin1Char(' '))
                + AnalysisViews::tr("Comparing the weights of %1 reads %2: %3.")
                      .arg(labelsOf(first, second), bytesText(bytes),
                           aboutText(comparingSeconds(*first.model, *second.model))),
            AnalysisViews::tr("Compare")};
}

} // namespace

AnalysisViews::AnalysisViews(const Subjects& subjects, Parts parts, Actions& actions, QObject* parent)
    : QObject(parent)
    , m_document(subjects.document)
    , m_parts(parts)
    , m_map(*parts.panels.widgets().map)
    , m_models(subjects.document, subjects.queue, subjects.cache)
    , m_loss(subjects.document, m_models, subjects.queue)
    , m_weights(subjects.document, subjects.cache)
{
    connectAll();
    bind(actions);
    parts.canvas.setLossPredictor([this](const core::Stack& stack) -> std::optional<double> {
        const auto prediction = m_loss.predict(stack);
        if (!prediction)
            return std::nullopt;
        return m_models.scaleFor(stack).expected(prediction->deltaLoss).deltaLoss;
    });
    refresh();
}

void AnalysisViews::connectAll()
{
    connect(&m_models, &ModelSensitivities::changed, this, &AnalysisViews::refresh);
    connect(&m_models, &ModelSensitivities::progressed, this, &AnalysisViews::refresh);
    connect(&m_weights, &WeightMaps::changed, this, &AnalysisViews::refresh);
    connect(&m_loss, &StackLoss::changed, this, &AnalysisViews::showLoss);
    connect(&m_parts.canvas, &widgets::LoomCanvas::measureRequested, &m_models,
            &ModelSensitivities::measureUsed);
    connect(&m_map, &widgets::DistancePanel::metricChosen, this, &AnalysisViews::choose);
    connect(&m_map, &widgets::DistancePanel::pairChosen, this, &AnalysisViews::showMap);
    connect(&m_map, &widgets::DistancePanel::measureRequested, this, &AnalysisViews::measureMap);
    connect(&m_map, &widgets::DistancePanel::cancelRequested, this, &AnalysisViews::cancelMap);
}

void AnalysisViews::bind(Actions& actions)
{
    actions.bind("measure.models", [this] {
        const SensitivityProgress progress = progressOf(m_document.stack(), m_models);
        if (progress.state == State::Impossible)
            Q_EMIT reported(progress.sentence, true);
        else if (progress.state == State::Measured)
            Q_EMIT reported(tr("All models of this stack are measured."), false);
        m_models.measureUsed();
    });
    actions.bind("measure.weights", [this] { measureWeights(); });
    actions.bind("measure.stack", [this] { m_loss.evaluate(); });
    actions.bindToggle("measure.follow", [this](bool on) { m_loss.setFollowing(on); });
    actions.bind("measure.stop", [this] { cancelAll(); });
}

void AnalysisViews::choose(const widgets::Metric& metric)
{
    m_metric = metric;
    refresh();
}

void AnalysisViews::refresh()
{
    m_tables = tablesOf(m_metric, m_document.stack(), {m_models, m_weights}, m_tables.get());
    showLoss();
    showCanvas();
    showMap();
}

void AnalysisViews::showPreview(const std::shared_ptr<const core::Stack>& stack)
{
    m_preview = stack;
    showLoss();
}

void AnalysisViews::showLoss()
{
    LossSummary said;
    if (m_preview)
        said = previewLossSummary(m_loss, m_models, *m_preview);
    if (said.look.value.isEmpty())
        said = lossSummary(m_loss, m_models, m_document.stack());
    m_parts.summary.setLoss(said.look, said.toolTip);
}

void AnalysisViews::showCanvas()
{
    const core::Stack& stack = m_document.stack();
    auto shown = std::make_shared<widgets::StackInsight>();
    shown->metric = m_tables;
    shown->prediction = m_loss.prediction();
    for (const core::Source& source : stack.setup.sources) {
        const ModelSensitivity* known = m_models.find(source);
        shown->models.push_back(known != nullptr ? known->facts.sensitivity : nullptr);
    }
    const SensitivityProgress progress = progressOf(stack, m_models);
    if (progress.state == State::NotMeasured)
        shown->offer = tr("Measure %1: %2").arg(progress.names, aboutText(progress.expectedSeconds));
    shown->remark = m_metric.kind == Kind::Weights ? tr("Not compared yet. The distance map offers to do it.")
                                                   : offerFor(progress).text;
    m_parts.canvas.setMeasured(shown);
    m_parts.panels.widgets().inspector->setPrediction(m_loss.prediction());
}

std::pair<const core::Source*, const core::Source*> AnalysisViews::shownPair() const
{
    const std::vector<core::Source>& sources = m_document.stack().setup.sources;
    const auto [first, second] = m_map.pair();
    if (first.value >= sources.size() || second.value >= sources.size())
        return {nullptr, nullptr};
    return {&sources[first.value], &sources[second.value]};
}

// A stack of the two models that the map shows.
core::Stack AnalysisViews::pairStack() const
{
    core::Stack stack;
    stack.setup = m_document.stack().setup;
    const auto [first, second] = m_map.pair();
    stack.blocks = {{first, 0, {}, false}};
    if (first != second)
        stack.blocks.push_back({second, 0, {}, false});
    return stack;
}

void AnalysisViews::showMap()
{
    const auto [first, second] = shownPair();
    widgets::MeasuredMap shown;
    QStringList kinds;
    if (first != nullptr) {
        shown.tables = m_tables;
        const WeightMap map = m_weights.find(*first, *second);
        kinds = kindsOf(map);
        if (m_metric.kind == Kind::Weights) {
            shown.offer = weightOffer(map, *first, *second);
            shown.remark = weightRemark(map, m_metric.tensors);
        } else if (m_metric.kind == Kind::Activations) {
            shown.offer = offerFor(progressOf(pairStack(), m_models));
            if (shown.offer.text.isEmpty())
                shown.offer.text = m_models.obstacleBetween(*first, *second);
        }
    }
    if (!m_metric.tensors.isEmpty() && !kinds.contains(m_metric.tensors))
        kinds.append(m_metric.tensors);
    m_map.setMetric(m_metric, kinds);
    m_map.setMeasured(std::move(shown));
}

void AnalysisViews::measureMap()
{
    const auto [first, second] = shownPair();
    if (first == nullptr)
        return;
    if (m_metric.kind == Kind::Weights) {
        m_weights.measure(*first, *second);
        return;
    }
    const core::Source one = *first;
    const core::Source other = *second;
    m_models.measure(one);
    m_models.measure(other);
}

void AnalysisViews::cancelMap()
{
    if (m_metric.kind == Kind::Weights)
        m_weights.cancel();
    else
        m_models.cancel();
}

void AnalysisViews::cancelAll()
{
    m_models.cancel();
    m_weights.cancel();
    m_loss.cancel();
}

void AnalysisViews::measureWeights()
{
    m_parts.panels.raise(PanelId::Map);
    if (m_metric.kind != Kind::Weights)
        choose({Kind::Weights, {}});
    measureMap();
}

void AnalysisViews::actOnLoss()
{
    const SensitivityProgress progress = progressOf(m_document.stack(), m_models);
    if (m_loss.isEvaluating()) {
        m_loss.cancel();
    } else if (m_loss.evaluation() || !m_loss.obstacle().isEmpty()) {
        const LossSummary said = lossSummary(m_loss, m_models, m_document.stack());
        Q_EMIT reported(said.toolTip, !m_loss.obstacle().isEmpty());
    } else if (m_loss.prediction()) {
        m_loss.evaluate();
    } else if (progress.state == State::NotMeasured) {
        m_models.measureUsed();
    } else if (progress.state == State::Impossible) {
        Q_EMIT reported(progress.sentence, true);
    } else {
        choose({Kind::Activations, {}});
        m_parts.panels.goTo(PanelId::Map);
    }
}

} // namespace layerloom::app
