#pragma once

#include "widgets/canvas/gestures.h"

#include <QStatusBar>
#include <QString>

class QAction;

namespace layerloom::widgets {
class ElidedLabel;
class LoomCanvas;
} // namespace layerloom::widgets

namespace layerloom::app {

class Actions;
class ZoomControl;

/// The selection in words, or the progress of reading models; what the mouse can do where it is on the canvas; and the
/// scale of the canvas.
class StatusBar : public QStatusBar {
    Q_OBJECT

public:
    StatusBar(widgets::LoomCanvas& canvas, const Actions& actions, QWidget* parent);

    /// Empty: nothing is selected and nothing is read.
    void showText(const QString& text);
    void setZoomShown(bool shown);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void followPointer(const QEvent& event);
    void showGestures(const QString& line);

    widgets::LoomCanvas& m_canvas;
    widgets::GesturePlace m_pressed = widgets::GesturePlace::Empty;
    widgets::ElidedLabel* m_text;
    widgets::ElidedLabel* m_gestures; ///< how the keys are shown while the pointer is elsewhere
    const QAction& m_keys;
    ZoomControl* m_zoom;
};

} // namespace layerloom::app
