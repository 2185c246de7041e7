#pragma once

#include "widgets/controls/metric.h"

#include <QImage>
#include <QPoint>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

namespace layerloom::widgets {

/// The map of a table, with the output's transitions drawn on it: dots, rings where it has seams.
class DistanceMap : public QWidget {
    Q_OBJECT
public:
    explicit DistanceMap(QWidget* parent = nullptr);

    /// Cells that are not known are left blank.
    void setTable(DistanceTable table);
    /// Transitions that are shown, as (i, j); `seams` get rings.
    void setPath(std::vector<QPoint> neighbours, std::vector<QPoint> seams);
    /// The cross the keyboard moves; (i, j) as (x, y) is row and column.
    std::optional<QPoint> cross() const { return m_cross; }
    void setCross(std::optional<QPoint> cross);

    Q_INVOKABLE QRect cellRect(int i, int j) const;
    /// "i=23, j=8: 15"; empty when the distance is not known.
    Q_INVOKABLE QString describe(int i, int j) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void crossMoved(const QString& description);
    /// The pair of layers was clicked, or Enter pressed on it.
    void pairActivated(int i, int j);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QRectF square() const;
    QString tipOf(QPoint cell) const;
    double axisHeight() const;
    std::optional<QPoint> cellAt(QPointF position) const;
    QPointF middle(QPoint cell) const;
    void render();
    void paintAxes(QPainter& painter) const;
    void paintGrid(QPainter& painter) const;
    void paintPath(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;

    DistanceTable m_table;
    std::vector<QPoint> m_neighbours;
    std::vector<QPoint> m_seams;
    bool m_isCrossOfKeys = false;
    std::optional<QPoint> m_cross;
    QImage m_image;
};

} // namespace layerloom::widgets
