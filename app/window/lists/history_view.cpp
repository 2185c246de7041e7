#include "app/window/lists/history_view.h"

#include "app/document/document.h"
#include "app/measuring/loss_text.h"
#include "app/measuring/model_sensitivities.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/row_delegate.h"

#include <QIcon>
#include <QPixmap>
#include <QUndoStack>
#include <QWidget>

namespace layerloom::app {

namespace {

// Steps that were undone are faint, and all texts begin at one place, also without the icon of the saved step.
class HistoryDelegate : public widgets::RowDelegate {
public:
    HistoryDelegate(const QUndoStack& steps, HistoryView& view)
        : RowDelegate(kHistoryRow, &view)
        , m_steps(steps)
        , m_view(view)
        , m_noIcon(transparent())
    {}

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        RowDelegate::initStyleOption(option, index);
        const QString loss = m_view.lossAt(index.row());
        option->text = option->text.simplified();
        if (!loss.isEmpty())
            option->text += QStringLiteral(" · ") + loss;
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
    const HistoryView& m_view;
    QIcon m_noIcon;
};

} // namespace

HistoryView::HistoryView(Document& document, QWidget* parent)
    : QUndoView(&document.undoStack(), parent)
    , m_document(document)
{
    setObjectName(QStringLiteral("historyView"));
    setAccessibleName(tr("History"));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new HistoryDelegate(document.undoStack(), *this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideMiddle); // the loss stands at the end
    setEmptyLabel(tr("Start"));
    setCleanIcon(widgets::icon(QStringLiteral("save")));
    connect(&document, &Document::wasReset, this, [this] { m_stacks.clear(); });
    connect(&document.undoStack(), &QUndoStack::indexChanged, this, &HistoryView::follow);
}

void HistoryView::setLosses(const ModelSensitivities& models)
{
    m_models = &models;
    connect(&models, &ModelSensitivities::changed, viewport(), qOverload<>(&QWidget::update));
    follow();
}

QString HistoryView::lossAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    if (!m_models || at >= m_stacks.size() || !m_stacks[at])
        return {};
    const std::optional<core::Evaluation> known = m_models->measured(*m_stacks[at]);
    return known ? tr("Δloss %1").arg(lossText(known->delta)) : QString();
}

// A new step replaces those that were undone.
void HistoryView::follow()
{
    const QUndoStack& steps = m_document.undoStack();
    m_stacks.resize(static_cast<std::size_t>(steps.count()) + 1);
    m_stacks[static_cast<std::size_t>(steps.index())] = m_document.snapshot();
    viewport()->update();
}

} // namespace layerloom::app
