#pragma once

#include <QStatusBar>

class QLabel;

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class Actions;
class ZoomControl;

/// The selection in words, or the progress of reading models, and the scale of the canvas.
class StatusBar : public QStatusBar {
    Q_OBJECT

public:
    StatusBar(widgets::LoomCanvas& canvas, const Actions& actions, QWidget* parent);

    void showText(const QString& text);
    void setZoomShown(bool shown);

private:
    QLabel* m_text;
    ZoomControl* m_zoom;
};

} // namespace layerloom::app
