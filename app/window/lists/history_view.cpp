#include "app/window/lists/history_view.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/row_delegate.h"

#include <QIcon>
#include <QPixmap>
#include <QUndoStack>
#include <QUndoView>

namespace layerloom::app {

namespace {

// Steps that were undone are faint, and all texts begin at one place, also without the icon of the saved step.
class HistoryDelegate : public widgets::RowDelegate {
public:
    HistoryDelegate(const QUndoStack& steps, QObject* parent)
        : RowDelegate(kHistoryRow, parent)
        , m_steps(steps)
        , m_noIcon(transparent())
    {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        RowDelegate::initStyleOption(option, index);
        option->text = option->text.simplified();
        if (option->icon.isNull())
            option->icon = m_noIcon;
        // Row 0 is the start, so row n is what step n led to.
        option->state.setFlag(QStyle::State_Enabled, index.row() <= m_steps.index());
    }

private:
    static constexpr int kHistoryRow = 22;

    static QIcon transparent()
    {
        QPixmap pixmap(16, 16);
        pixmap.fill(Qt::transparent);
        return {pixmap};
    }

    const QUndoStack& m_steps;
    QIcon m_noIcon;
};

} // namespace

QUndoView* newHistoryView(QUndoStack& undoStack, QWidget* parent)
{
    auto* view = new QUndoView(&undoStack, parent);
    view->setObjectName(QStringLiteral("historyView"));
    view->setAccessibleName(QUndoView::tr("History"));
    view->setFrameShape(QFrame::NoFrame);
    view->setItemDelegate(new HistoryDelegate(undoStack, view));
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setTextElideMode(Qt::ElideRight);
    view->setEmptyLabel(QUndoView::tr("Start"));
    view->setCleanIcon(widgets::icon(QStringLiteral("save")));
    return view;
}

} // namespace layerloom::app
