#pragma once

#include "app/window/shell/panel_table.h"

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QString>

#include <vector>

class QDockWidget;
class QMainWindow;

namespace layerloom::app {

/// Makes the docks of the window from the panel table, shows and focuses them, and stores their layout.
class Panels : public QObject {
    Q_OBJECT

public:
    /// Makes every panel of the table and adds its row to the View menu. `canvas` takes part in going round with F6.
    Panels(QMainWindow& window, const PanelSources& sources, QWidget& canvas);

    const PanelWidgets& widgets() const { return m_widgets; }

    /// Another title, as "Problems · 1".
    void setTitle(PanelId id, const QString& title);
    /// Shows a panel and gives it the keyboard.
    void goTo(PanelId id);
    /// Shows a panel in front of the others of its place.
    void raise(PanelId id);

    /// In a narrow window the right panels are tabs behind the left ones. The side panels get a share of a wider one, as
    /// long as nobody has drawn their edges elsewhere.
    void followWidth(int width);
    void restore();
    void store() const;

private:
    struct Panel {
        QDockWidget* dock;
        QWidget* focus;
        PanelPlace place;
    };

    void add(const PanelRow& row, const PanelContent& content);
    void bind(Actions& actions);
    const Panel& panel(PanelId id) const { return m_panels[static_cast<std::size_t>(id)]; }
    QDockWidget* firstAt(PanelPlace place) const;
    void growTo(PanelId id, int height);
    int focusedPanel() const;
    void goToNext(int step);
    void arrange();
    void moveRight();
    void sizeSides();
    void widenSides();
    bool isOurs(const Panel& panel) const;
    int sideWidth(PanelPlace place) const;
    void growWhenShown(const PanelRow& row);
    void resetLayout();
    void setCanvasAlone(bool alone);

    QMainWindow& m_window;
    QWidget& m_canvas;
    PanelWidgets m_widgets;
    std::vector<Panel> m_panels; ///< by PanelId
    QByteArray m_beforeAlone; ///< the layout to return to when the canvas is no longer alone
    QHash<QDockWidget*, int> m_widths; ///< that the window gave its side panels
    bool m_narrow = false;
};

} // namespace layerloom::app
