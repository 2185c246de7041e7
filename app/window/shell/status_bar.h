#pragma once

#include "widgets/canvas/gestures.h"

#include <QStatusBar>
#include <QString>

namespace layerloom::widgets {
class ElidedLabel;
class LoomCanvas;
} // namespace layerloom::widgets

namespace layerloom::app {

class Actions;
class ZoomControl;

/// The selection in words, or the progress of reading models, and the scale of the canvas. While the pointer is on the
/// canvas: what the mouse can do there.
class StatusBar : public QStatusBar {
    Q_OBJECT

public:
    StatusBar(widgets::LoomCanvas& canvas, const Actions& actions, QWidget* parent);

    void showText(const QString& text);
    void setZoomShown(bool shown);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void followPointer(const QEvent& event);
    void updateText();

    widgets::LoomCanvas& m_canvas;
    QString m_said; ///< by showText()
    QString m_hint; ///< what the mouse can do; empty: the pointer is elsewhere
    widgets::GesturePlace m_pressed = widgets::GesturePlace::Empty;
    widgets::ElidedLabel* m_text;
    ZoomControl* m_zoom;
};

} // namespace layerloom::app
