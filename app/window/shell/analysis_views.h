#pragma once

#include "app/measuring/model_sensitivities.h"
#include "app/measuring/stack_loss.h"
#include "app/measuring/weight_maps.h"
#include "app/window/shell/actions.h"
#include "widgets/controls/metric.h"

#include <QObject>

#include <memory>

namespace layerloom::widgets {
class DistancePanel;
class LoomCanvas;
class SummaryStrip;
} // namespace layerloom::widgets

namespace layerloom::app {

class Panels;

/// Shows sensitivities, losses and distances of the document on the canvas, in the summary, the map and the inspector, and
/// runs the commands that measure them. All views show the same chosen metric.
class AnalysisViews : public QObject {
    Q_OBJECT

public:
    struct Subjects {
        Document& document;
        EngineQueue& queue;
        const core::RecordCache& cache;
    };
    struct Parts {
        widgets::LoomCanvas& canvas;
        widgets::SummaryStrip& summary;
        Panels& panels;
    };

    /// Binds the measuring commands of the Measure menu.
    AnalysisViews(const Subjects& subjects, Parts parts, Actions& actions, QObject* parent);

    ModelSensitivities& models() { return m_models; }
    StackLoss& loss() { return m_loss; }
    WeightMaps& weights() { return m_weights; }

    /// Updates all views for the current document.
    void refresh();
    /// Shows the prediction of the stack that a drag or a recipe would make; null ends the preview.
    void showPreview(const std::shared_ptr<const core::Stack>& stack);
    /// Runs the action of a click on the loss in the summary: evaluate, stop or measure.
    void actOnLoss();
    const widgets::Metric& metric() const { return m_metric; }

Q_SIGNALS:
    /// A sentence for the message bar.
    void reported(const QString& text, bool isError);

private:
    void bind(Actions& actions);
    void choose(const widgets::Metric& metric);
    void connectAll();
    void showLoss();
    void showCanvas();
    void showMap();
    void measureMap();
    void cancelMap();
    void cancelAll();
    void measureWeights();
    std::pair<const core::Source*, const core::Source*> shownPair() const;
    core::Stack pairStack() const;

    Document& m_document;
    Parts m_parts;
    widgets::DistancePanel& m_map;
    ModelSensitivities m_models;
    StackLoss m_loss;
    WeightMaps m_weights;
    widgets::Metric m_metric;
    std::shared_ptr<const widgets::MetricTables> m_tables; ///< of m_metric
    std::shared_ptr<const core::Stack> m_preview;
};

} // namespace layerloom::app
