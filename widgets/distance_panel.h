#pragma once

#include "core/stack/preview.h"
#include "core/stack/stack.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;

namespace layerloom::widgets {

class DistanceMap;

/// The distance map with the choice of what it shows.
class DistancePanel : public QWidget {
    Q_OBJECT
public:
    explicit DistancePanel(QWidget* parent = nullptr);

    /// REQUIRES: `preview` was made of `stack`.
    void setStack(std::shared_ptr<const core::Stack> stack, std::shared_ptr<const core::Preview> preview);
    DistanceMap& map() { return *m_map; }

Q_SIGNALS:
    /// Layer `to` after layer `from` was pointed out, of the two models that are shown.
    void pairActivated(int from, int to);

private:
    void fillPairs();
    void refresh();

    std::shared_ptr<const core::Stack> m_stack;
    std::shared_ptr<const core::Preview> m_preview;
    QComboBox* m_metric;
    QComboBox* m_pair;
    QString m_chosen; ///< the pair a person chose; empty: none yet
    DistanceMap* m_map;
    QLabel* m_remark;
    QLabel* m_empty;
};

} // namespace layerloom::widgets
