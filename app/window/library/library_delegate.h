#pragma once

#include <QStyledItemDelegate>

namespace layerloom::app {

/// Draws the rows of the model library: badge, name and facts; when expanded, a name and a value per line.
class LibraryDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// The badge in a row's rectangle: a letter, or the plus that adds the model to the document.
    static QRect badgeRect(const QRect& row);
    /// The arrow that expands a row.
    static QRect chevronRect(const QRect& row);
};

} // namespace layerloom::app
