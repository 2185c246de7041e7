#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QSlider;

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// Scale of the canvas in the status bar: "Fit, 4.3 px per layer", smaller, slider, larger.
class ZoomControl : public QWidget {
    Q_OBJECT

public:
    ZoomControl(widgets::LoomCanvas& canvas, QAction* smaller, QAction* larger, QWidget* parent);

private:
    void followCanvas();

    widgets::LoomCanvas& m_canvas;
    QLabel* m_label;
    QSlider* m_slider;
};

} // namespace layerloom::app
