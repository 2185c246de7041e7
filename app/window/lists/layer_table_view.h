#pragma once

#include "app/document/document.h"
#include "app/document/shared_selection.h"

#include <QWidget>

#include <optional>

class QLabel;
class QStackedLayout;
class QTableView;

namespace layerloom::app {

class LayerTableModel;

/// The output as a table, with the same selection as the canvas.
class LayerTableView : public QWidget {
    Q_OBJECT

public:
    LayerTableView(Document& document, SharedSelection& selection, QWidget* parent = nullptr);

    /// Copies the selected rows (all when none is selected), separated by tabs.
    void copyRows();
    /// Moves the selected rows, if they are one range, by one row: -1 up, 1 down.
    void moveRows(int direction);
    void removeRows();
    /// Repeats the selected rows, if they are one range, behind themselves.
    void duplicateRows();

private:
    void takeSelection();
    void giveSelection();
    void followCount();
    void updateActions();
    /// The selected rows, if they are one range.
    std::optional<widgets::IndexRange> selectedRange() const;

    Document& m_document;
    SharedSelection& m_selection;
    LayerTableModel* m_model;
    QStackedLayout* m_pages;
    QLabel* m_empty;
    QTableView* m_view;
    bool m_following = false; ///< this view is changing the selection
};

} // namespace layerloom::app
