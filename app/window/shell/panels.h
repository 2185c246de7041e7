#pragma once

#include "app/window/shell/actions.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QDockWidget;
class QMainWindow;
class QTimer;
class QWidget;

namespace layerloom::app {

/// The docks of the window: where they stand at first, how they are reached, and how they are remembered.
class Panels : public QObject {
    Q_OBJECT

public:
    enum class Place { LeftTop, LeftBottom, RightTop, RightBottom, Bottom };

    explicit Panels(QMainWindow& window);

    struct Content {
        QWidget* widget;
        QWidget* focus; ///< gets the keyboard when a person goes there
        QList<QAction*> actions = {}; ///< in the title bar
    };

    /// `name` is the object name of the dock. Panels at the bottom are tabs, in the order they were added.
    void add(const QString& name, const QString& title, Place place, const Content& content);
    /// Another title, as "Problems · 1".
    void setTitle(const QString& name, const QString& title);
    /// Shows a panel, and gives it the keyboard.
    void goTo(const QString& name);
    /// Shows a panel in front of the others of its place.
    void raise(const QString& name);
    /// Makes a panel at the bottom this high when it is lower.
    void growTo(const QString& name, int height);
    /// The panel that follows the one with the keyboard; the canvas is one of them.
    void goToNext(int step);
    void bind(Actions& actions, QWidget& canvas);

    void resetLayout();
    /// In a narrow window the right panels stand behind the left ones.
    void followWidth(int width);
    /// Hides every dock, or shows those that were shown before.
    void setCanvasAlone(bool alone);
    void restore();
    void store() const;

private:
    struct Panel {
        QDockWidget* dock;
        QWidget* focus;
        Place place;
    };

    const Panel* find(const QString& name) const;
    int focusedPanel() const;
    void arrange();
    void moveRight();
    void sizeSides();
    QDockWidget* firstAt(Place place) const;

    QMainWindow& m_window;
    QWidget* m_canvas = nullptr;
    QList<Panel> m_panels;
    QByteArray m_beforeAlone;
    bool m_narrow = false;
};

} // namespace layerloom::app
