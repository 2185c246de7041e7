#include "app/window/suggest/suggest_table.h"

#include "app/window/suggest/suggest_model.h"
#include "app/window/suggest/suggest_picture.h"
#include "widgets/controls/row_delegate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kRowHeight = 28;

} // namespace

SuggestTable::SuggestTable(SuggestModel& model, QWidget* parent)
    : QTableView(parent)
    , m_stacks(model)
{
    setObjectName(QStringLiteral("suggestTable"));
    setAccessibleName(tr("Suggested stacks"));
    setModel(&model);
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new widgets::RowDelegate(kRowHeight, this));
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(std::max(kRowHeight, fontMetrics().height() + 8));
    setUpColumns();
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex& index) { Q_EMIT useRequested(index.row()); });
    // Rows that come in place of others.
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first) { addUseButtons(first); });
    // As a shortcut: the key itself would go on to the dialog's default button.
    auto* enter = new QAction(this);
    enter->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    enter->setShortcutContext(Qt::WidgetShortcut);
    addAction(enter);
    connect(enter, &QAction::triggered, this, [this] {
        if (currentIndex().isValid())
            Q_EMIT useRequested(currentIndex().row());
    });
}

void SuggestTable::setUpColumns()
{
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(SuggestModel::StackColumn, QHeaderView::Stretch);
    constexpr int kHeadingMargins = 24;
    header->setMinimumSectionSize(
        header->fontMetrics().horizontalAdvance(
            m_stacks.headerData(SuggestModel::StackColumn, Qt::Horizontal, Qt::DisplayRole).toString())
        + kHeadingMargins);
    header->setSectionResizeMode(SuggestModel::PictureColumn, QHeaderView::Fixed);
    header->resizeSection(SuggestModel::PictureColumn, SuggestPicture::kWidth);
    setItemDelegateForColumn(SuggestModel::PictureColumn, new SuggestPicture(m_stacks, kRowHeight, this));
    unsort();
    setSortingEnabled(true);
}

void SuggestTable::followRows()
{
    bool isAlike = true;
    for (int row = 1; row < m_stacks.rowCount(); ++row)
        isAlike = isAlike && m_stacks.parameters(row) == m_stacks.parameters(0)
            && m_stacks.blocks(row).size() == m_stacks.blocks(0).size();
    setColumnHidden(SuggestModel::LayersColumn, isAlike);
    setColumnHidden(SuggestModel::ParametersColumn, isAlike);
    addUseButtons(0);
}

void SuggestTable::addUseButtons(int first)
{
    for (int row = first; row < m_stacks.rowCount(); ++row) {
        if (m_stacks.isOwn(row))
            continue;
        const QPersistentModelIndex place = m_stacks.index(row, SuggestModel::UseColumn);
        auto* button = new QPushButton(tr("Use this stack"), this);
        button->setObjectName(QStringLiteral("suggestUse%1").arg(row));
        button->setAccessibleName(tr("Use %1").arg(m_stacks.expression(row)));
        button->setToolTip(tr("Makes it the output; undo brings the old one back"));
        button->setProperty("link", true);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, place] { Q_EMIT useRequested(place.row()); });
        auto* holder = new QWidget(this);
        auto* line = new QHBoxLayout(holder);
        line->setContentsMargins(8, 0, 12, 0);
        line->addWidget(button);
        setIndexWidget(place, holder);
    }
}

void SuggestTable::unsort()
{
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
}

void SuggestTable::sortByMeasured()
{
    if (horizontalHeader()->sortIndicatorSection() < 0)
        horizontalHeader()->setSortIndicator(SuggestModel::MeasuredColumn, Qt::AscendingOrder);
}

void SuggestTable::sortAgain()
{
    m_stacks.sort(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
}

} // namespace layerloom::app
