#include "app/window/lists/layer_table_view.h"

#include "app/base/text.h"
#include "app/window/lists/layer_table_commands.h"
#include "app/window/lists/layer_table_model.h"
#include "core/stack/commands.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/row_delegate.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>

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
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LayerTableView::giveSelection);
    connect(&selection, &SharedSelection::changed, this, &LayerTableView::takeSelection);
    connect(&document, &Document::changed, this, &LayerTableView::followCount);
    followCount();
}

void LayerTableView::followCount()
{
    m_pages->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget*>(m_view) : m_empty);
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
    const widgets::Selection chosen = m_selection.value();
    if (chosen.track != widgets::kOutputTrack || chosen.ranges.size() != 1)
        return;
    const auto [begin, end] = chosen.ranges.front();
    if (begin + direction < 0 || end + direction > m_model->rowCount())
        return;
    const int before = direction < 0 ? begin - 1 : end + 1;
    m_document.edit(core::moveRange(static_cast<std::size_t>(begin), static_cast<std::size_t>(end),
                                    static_cast<std::size_t>(before)),
                    tr("Move %1").arg(counted(static_cast<std::uint64_t>(end - begin), "layer")));
    m_selection.set(widgets::selectionOf(begin + direction, end + direction));
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
