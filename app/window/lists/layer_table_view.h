#pragma once

#include "app/document/document.h"
#include "app/document/shared_selection.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QTableView;

namespace layerloom::app {

class LayerTableModel;

/// The output as a table, with the same selection as the canvas. Alt+Up and Alt+Down move the selected rows.
class LayerTableView : public QWidget {
    Q_OBJECT

public:
    LayerTableView(Document& document, SharedSelection& selection, QWidget* parent = nullptr);

    /// Copies the selected rows (all when none is selected), separated by tabs.
    void copyRows();

private:
    void takeSelection();
    void giveSelection();
    void moveRows(int direction);
    void followCount();

    Document& m_document;
    SharedSelection& m_selection;
    LayerTableModel* m_model;
    QStackedLayout* m_pages;
    QLabel* m_empty;
    QTableView* m_view;
    bool m_following = false; ///< this view is changing the selection
};

} // namespace layerloom::app
