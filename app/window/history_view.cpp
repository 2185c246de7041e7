#include "app/window/history_view.h"

#include "widgets/icon.h"

#include <QUndoView>

namespace layerloom::app {

QUndoView* newHistoryView(QUndoStack& undoStack, QWidget* parent)
{
    auto* view = new QUndoView(&undoStack, parent);
    view->setObjectName(QStringLiteral("historyView"));
    view->setAccessibleName(QUndoView::tr("History"));
    view->setFrameShape(QFrame::NoFrame);
    view->setEmptyLabel(QUndoView::tr("Start"));
    view->setCleanIcon(widgets::icon(QStringLiteral("save")));
    return view;
}

} // namespace layerloom::app
