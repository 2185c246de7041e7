#pragma once

#include <QWidget>

class QAction;
class QDockWidget;
class QHBoxLayout;
class QToolButton;

namespace layerloom::widgets {

/// The title bar of a dock: its name, its actions, and float and close where the pointer or the keyboard is.
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
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QToolButton* addButton(const QString& name, const QString& text);
    void showControls(bool shown);

    QDockWidget* m_dock;
    QHBoxLayout* m_row;
    QToolButton* m_float;
    QToolButton* m_close;
    bool m_first;
};

} // namespace layerloom::widgets
