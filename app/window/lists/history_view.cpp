#include "app/window/lists/history_view.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/row_delegate.h"

#include <QUndoView>

namespace layerloom::app {

QUndoView* newHistoryView(QUndoStack& undoStack, QWidget* parent)
{
    auto* view = new QUndoView(&undoStack, parent);
    view->setObjectName(QStringLiteral("historyView"));
    view->setAccessibleName(QUndoView::tr("History"));
    view->setFrameShape(QFrame::NoFrame);
    view->setItemDelegate(new widgets::RowDelegate(22, view));
    view->setEmptyLabel(QUndoView::tr("Start"));
    view->setCleanIcon(widgets::icon(QStringLiteral("save")));
    return view;
}

} // namespace layerloom::app
