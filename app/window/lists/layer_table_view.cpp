#include "app/window/lists/layer_table_view.h"

#include "app/base/text.h"
#include "app/window/lists/layer_table_commands.h"
#include "app/window/lists/layer_table_model.h"
#include "core/stack/commands.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/row_delegate.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>
#include <vector>

namespace layerloom::app {

namespace {

constexpr int kRowHeight = 22;

void setUpTable(QTableView& view)
{
    view.setFrameShape(QFrame::NoFrame);
    view.setItemDelegate(new widgets::RowDelegate(kRowHeight, &view));
    view.setShowGrid(false);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setTabKeyNavigation(false);
    view.setWordWrap(false);
    view.verticalHeader()->hide();
    view.verticalHeader()->setDefaultSectionSize(std::max(kRowHeight, view.fontMetrics().height() + 4));
    QHeaderView& header = *view.horizontalHeader();
    header.setHighlightSections(false);
    header.setStretchLastSection(true);
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
}

} // namespace

LayerTableView::LayerTableView(Document& document, SharedSelection& selection, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_selection(selection)
    , m_model(new LayerTableModel(document, this))
    , m_pages(new QStackedLayout(this))
    , m_empty(new widgets::PlainLabel(tr("The output has no layers yet."), this))
    , m_view(new QTableView(this))
{
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_empty->setContentsMargins(12, 12, 12, 12);
    m_view->setObjectName(QStringLiteral("layerTable"));
    m_view->setAccessibleName(tr("Layer table"));
    m_view->setModel(m_model);
    setUpTable(*m_view);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    setFocusProxy(m_view);
    widgets::addCommandActions(*this, layerTableCommands());
    setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LayerTableView::giveSelection);
    connect(&selection, &SharedSelection::changed, this, &LayerTableView::takeSelection);
    connect(&selection, &SharedSelection::changed, this, &LayerTableView::updateActions);
    connect(&document, &Document::changed, this, &LayerTableView::followCount);
    followCount();
}

std::optional<widgets::IndexRange> LayerTableView::selectedRange() const
{
    const widgets::Selection& chosen = m_selection.value();
    if (chosen.track != widgets::kOutputTrack || chosen.ranges.size() != 1)
        return std::nullopt;
    return chosen.ranges.front();
}

// A command that would do nothing cannot be chosen. Without a selection all rows are copied.
void LayerTableView::updateActions()
{
    const widgets::Selection& chosen = m_selection.value();
    const auto range = selectedRange();
    const int count = m_model->rowCount();
    const auto enable = [this](const char* id, bool can) {
        findChild<QAction*>(QLatin1String(id), Qt::FindDirectChildrenOnly)->setEnabled(can);
    };
    enable("table.moveUp", range && range->begin > 0);
    enable("table.moveDown", range && range->end < count);
    enable("table.duplicate", range.has_value());
    enable("table.remove", chosen.track == widgets::kOutputTrack && !chosen.isEmpty());
    enable("table.copy", count > 0);
}

void LayerTableView::followCount()
{
    m_pages->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_view) : m_empty);
    updateActions();
}

void LayerTableView::takeSelection()
{
    if (m_following)
        return;
    const QScopedValueRollback guard(m_following, true);
    QItemSelection rows;
    const widgets::Selection& chosen = m_selection.value();
    if (chosen.track == widgets::kOutputTrack)
        for (const widgets::IndexRange& range : chosen.ranges)
            if (range.end <= m_model->rowCount())
                rows.select(m_model->index(range.begin, 0),
                            m_model->index(range.end - 1, LayerTableModel::ColumnCount - 1));
    m_view->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (!rows.isEmpty()) {
        const QModelIndex first = m_model->index(chosen.ranges.front().begin, 0);
        m_view->selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        m_view->scrollTo(first);
    }
}

void LayerTableView::giveSelection()
{
    if (m_following)
        return;
    const QScopedValueRollback guard(m_following, true);
    widgets::Selection chosen;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows())
        chosen.add({index.row(), index.row() + 1});
    if (!chosen.isEmpty())
        chosen.caret = chosen.cursor = chosen.hull().end;
    m_selection.set(chosen);
}

void LayerTableView::moveRows(int direction)
{
    const auto range = selectedRange();
    if (!range)
        return;
    const auto [begin, end] = *range;
    if (begin + direction < 0 || end + direction > m_model->rowCount())
        return;
    const int before = direction < 0 ? begin - 1 : end + 1;
    m_document.edit(core::moveRange(static_cast<std::size_t>(begin), static_cast<std::size_t>(end),
                                    static_cast<std::size_t>(before)),
                    tr("Move %1").arg(counted(static_cast<std::uint64_t>(end - begin), "layer")));
    m_selection.set(widgets::selectionOf(begin + direction, end + direction));
}

void LayerTableView::removeRows()
{
    const widgets::Selection chosen = m_selection.value();
    if (chosen.track != widgets::kOutputTrack || chosen.isEmpty())
        return;
    std::vector<std::size_t> rows;
    for (const widgets::IndexRange& range : chosen.ranges)
        for (int row = range.begin; row < range.end; ++row)
            rows.push_back(static_cast<std::size_t>(row));
    const QString removed = widgets::describeBlocks(widgets::blocksOf(m_document.stack(), chosen));
    m_document.edit(core::removeAt(rows), tr("Remove %1").arg(removed));
    // The keyboard stays where the first of them was.
    const int next = std::min(chosen.ranges.front().begin, m_model->rowCount() - 1);
    if (next >= 0)
        m_selection.set(widgets::selectionOf(next, next + 1));
}

void LayerTableView::duplicateRows()
{
    const auto range = selectedRange();
    if (!range)
        return;
    const QString repeated =
        widgets::describeBlocks(widgets::blocksOf(m_document.stack(), m_selection.value()));
    m_document.edit(core::duplicateRange(m_document.stack(), static_cast<std::size_t>(range->begin),
                                         static_cast<std::size_t>(range->end)),
                    tr("Duplicate %1").arg(repeated));
    m_selection.set(widgets::selectionOf(range->end, range->end + range->count()));
}

void LayerTableView::copyRows()
{
    const widgets::Selection& chosen = m_selection.value();
    const bool some = chosen.track == widgets::kOutputTrack && !chosen.isEmpty();
    QStringList lines;
    if (!some) {
        lines.append(m_model->asText(0, m_model->rowCount()));
    } else {
        for (const widgets::IndexRange& range : chosen.ranges) {
            const QString text = m_model->asText(range.begin, range.end);
            lines.append(lines.isEmpty() ? text : text.section(QLatin1Char('\n'), 1));
        }
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace layerloom::app
