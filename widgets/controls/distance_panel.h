#pragma once

#include "core/checks/preview.h"
#include "core/stack/stack.h"
#include "widgets/controls/metric.h"
#include "widgets/controls/task_offer.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;

namespace layerloom::widgets {

class DistanceMap;

/// A measured metric and the offer to measure it, for the panel.
struct MeasuredMap {
    std::shared_ptr<const MetricTables> tables; ///< null for layer distance
    TaskOffer::Look offer; ///< for the pair that is shown
    QString remark; ///< below the map
};

/// The distance map with controls for its metric and models.
class DistancePanel : public QWidget {
    Q_OBJECT
public:
    explicit DistancePanel(QWidget* parent = nullptr);

    /// REQUIRES: `preview` was made of `stack`.
    void setStack(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);
    /// Shows a metric. `kinds` are the kinds of tensors that weights can be chosen of.
    void setMetric(const Metric& metric, const QStringList& kinds);
    void setMeasured(MeasuredMap measured);
    /// The models whose layers are the map's rows and columns.
    std::pair<core::SourceIndex, core::SourceIndex> pair() const;
    DistanceMap& map() { return *m_map; }

Q_SIGNALS:
    /// Layer `to` after layer `from` was pointed out, of the two models that are shown.
    void pairActivated(int from, int to);
    void metricChosen(const layerloom::widgets::Metric& metric);
    /// Other models are shown.
    void pairChosen();
    void measureRequested();
    void cancelRequested();

private:
    void build();
    void fillMetrics(const QStringList& kinds);
    void fillPairs();
    int usualPair() const;
    void refresh();
    const DistanceTable* table() const;
    void showPath();

    std::shared_ptr<const core::Stack> m_stack;
    std::shared_ptr<const core::Preview> m_preview;
    MeasuredMap m_measured;
    QStringList m_kinds;
    QComboBox* m_metric;
    QComboBox* m_pair;
    QString m_chosen; ///< the pair the user chose; empty: none yet
    DistanceMap* m_map;
    TaskOffer* m_offer;
    QLabel* m_remark;
    QLabel* m_empty;
    DistanceTable m_layers; ///< layer distances of the pair, while they are shown
};

} // namespace layerloom::widgets
