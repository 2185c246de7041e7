#pragma once

#include "app/window/shell/actions.h"
#include "widgets/controls/theme.h"

#include <QObject>

#include <string>

class QWidget;

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// Zoom, lanes, theme and full screen, and the view state a document keeps.
class ViewCommands : public QObject {
    Q_OBJECT

public:
    ViewCommands(widgets::LoomCanvas& canvas, Actions& actions, QWidget& window);

    /// The view state of the canvas as JSON; equal states give equal texts.
    std::string viewState() const;
    /// Restores a view state. An empty or invalid text fits the whole stack into view.
    void setViewState(const std::string& text);

private:
    void bindLanes();
    void addThemes();

    widgets::LoomCanvas& m_canvas;
    Actions& m_actions;
    QWidget& m_window;
};

/// The theme stored in the settings.
widgets::ThemeChoice storedTheme();

} // namespace layerloom::app
