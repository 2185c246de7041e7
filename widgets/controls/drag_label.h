#pragma once

#include <QWidget>

namespace layerloom::widgets {

/// The label at the pointer during a drag: the effect of a drop and its facts, or why it is refused.
class DragLabel : public QWidget {
    Q_OBJECT
public:
    explicit DragLabel(QWidget* parent);

    /// Shows the label 16 right and 32 below `pointer` (in the parent's coordinates), kept inside the parent.
    void show(QPoint pointer, const QString& title, const QString& detail, bool refused);
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QSize wanted() const;

    QString m_title;
    QString m_detail;
    bool m_refused = false;
};

} // namespace layerloom::widgets
