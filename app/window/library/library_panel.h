#pragma once

#include "app/workspace/library_model.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;
class QTreeView;

namespace layerloom::app {

/// The model library: filter, and rows of models with their facts and actions.
class LibraryPanel : public QWidget {
    Q_OBJECT

public:
    explicit LibraryPanel(LibraryModel& library, QWidget* parent = nullptr);

    /// The selected row of the library, or -1.
    int currentRow() const;
    /// Gives the filter the keyboard focus.
    void activateFilter();

Q_SIGNALS:
    void addFolderRequested();
    /// Add the model of a row to the document.
    void addRequested(int row);
    /// Show the context menu of a row.
    void menuRequested(int row, QPoint globalPosition);
    void removeRequested(int row);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildList();
    void buildFilter(QWidget* parent);
    void buildView(QWidget* parent);
    QWidget* buildEmpty();
    void followLibrary();
    int rowAt(const QModelIndex& proxyIndex) const;
    bool clickedAt(QPoint position);
    bool keyPressed(int key);

    LibraryModel& m_library;
    QSortFilterProxyModel* m_filtered;
    QStackedLayout* m_pages;
    QLineEdit* m_filter = nullptr;
    QTreeView* m_view = nullptr;
    QLabel* m_noMatch = nullptr; ///< shown when the filter lets no model through
};

} // namespace layerloom::app
