#pragma once

#include <QWidget>

class QVBoxLayout;

namespace layerloom::widgets {

/// The one rounded sheet of the window: what lies on it stands in a column, summary strip first, then the canvas.
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
