#pragma once

#include <QDialog>

class QLabel;
class QTreeWidget;

namespace layerloom::app {

/// All keys and gestures of the program, with a field to search them.
class KeySheet : public QDialog {
    Q_OBJECT

public:
    explicit KeySheet(QWidget* parent);

private:
    void fill();
    /// Shows the rows that contain every word of `text`, in the command, its keys or the title of its group.
    void search(const QString& text);

    QTreeWidget* m_rows;
    QLabel* m_nothing;
};

} // namespace layerloom::app
