#pragma once

#include <QStyledItemDelegate>

namespace layerloom::widgets {

/// Draws the rows of tables and lists: icon and text, 8 px from the edges, aligned with the heads above. The text has one
/// line, or, in a tree that wraps words, as many as the width of its column demands. The current row of a view that has the focus carries an accent bar at its left; there are no frames around cells.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit RowDelegate(int rowHeight, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_rowHeight;
};

} // namespace layerloom::widgets
