#pragma once

#include "app/window/suggest/suggest_model.h"

#include <QWidget>

namespace layerloom::app {

/// The rows of a SuggestModel as points: parameters to the right, Δloss upwards. Measured ones are filled, predicted ones are
/// rings, the document's own stack has the accent. A click chooses a stack; the table offers the same to the keyboard.
class SuggestPlot : public QWidget {
    Q_OBJECT

public:
    explicit SuggestPlot(const SuggestModel& model, QWidget* parent = nullptr);

    /// The centre of a row's point, in pixels.
    QPointF pointOf(int row) const;
    /// The row whose point is at a position; −1 when none is near.
    int rowAt(const QPointF& place) const;
    QSize sizeHint() const override { return {400, 150}; }
    QSize minimumSizeHint() const override { return {200, 110}; }

Q_SIGNALS:
    void chosen(int row);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Scale {
        double least = 0;
        double most = 1;
        double at(double value) const { return (value - least) / (most - least); }
    };

    void follow();
    QRectF field() const;
    void paintAxes(QPainter& painter) const;
    QString tipOf(int row) const;

    const SuggestModel& m_model;
    Scale m_parameters;
    Scale m_losses;
    int m_hovered = -1;
};

} // namespace layerloom::app
