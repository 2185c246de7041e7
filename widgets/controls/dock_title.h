#pragma once

#include <QWidget>

class QAction;
class QDockWidget;
class QHBoxLayout;
class QMenu;
class QToolButton;

namespace layerloom::widgets {

class ElidedLabel;

/// The title bar of a dock: its name, its actions, and a button whose menu floats or closes it. The menu is that of a right
/// click too. Buttons keep their places: nothing comes or goes with the pointer.
class DockTitle : public QWidget {
    Q_OBJECT
public:
    /// `first` docks have no line above.
    DockTitle(QDockWidget* dock, bool first);

    void addAction(QAction* action);
    void setFirst(bool first);

    /// QDockWidget ignores a fixed height; the content would slide under the title.
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QToolButton* newButton();
    void fillMenu();
    void followDock();

    QDockWidget* m_dock;
    QHBoxLayout* m_row;
    ElidedLabel* m_name;
    QToolButton* m_more;
    QMenu* m_menu;
    bool m_first;
};

} // namespace layerloom::widgets
