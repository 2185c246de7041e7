#pragma once

#include <QWidget>

class QVBoxLayout;

namespace layerloom::widgets {

/// The rounded sheet in the middle of the program's window: a column with the summary strip and the canvas.
class Sheet : public QWidget {
    Q_OBJECT
public:
    explicit Sheet(QWidget* parent = nullptr);

    void addWidget(QWidget* widget, int stretch = 0);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_column;
};

} // namespace layerloom::widgets
