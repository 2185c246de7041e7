#include "app/window/library/library_panel.h"

#include "app/window/library/library_delegate.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/plain_text.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace layerloom::app {

LibraryPanel::LibraryPanel(LibraryModel& library, QWidget* parent)
    : QWidget(parent)
    , m_library(library)
    , m_filtered(new QSortFilterProxyModel(this))
    , m_pages(new QStackedLayout(this))
{
    m_filtered->setSourceModel(&library);
    m_filtered->setFilterRole(LibraryModel::LabelRole);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setAutoAcceptChildRows(true);
    m_pages->addWidget(buildEmpty());
    m_pages->addWidget(buildList());
    connect(&library, &QAbstractItemModel::rowsInserted, this, &LibraryPanel::followLibrary);
    connect(&library, &QAbstractItemModel::rowsRemoved, this, &LibraryPanel::followLibrary);
    followLibrary();
}

QWidget* LibraryPanel::buildEmpty()
{
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 28, 12, 12);
    column->setSpacing(12);
    auto* text = new widgets::PlainLabel(tr("Drop a model folder here"), page);
    text->setForegroundRole(QPalette::PlaceholderText);
    auto* button = new QPushButton(tr("Add folder…"), page);
    button->setToolTip(tr("Choose the folder of a checkpoint"));
    connect(button, &QPushButton::clicked, this, &LibraryPanel::addFolderRequested);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addWidget(button, 0, Qt::AlignHCenter);
    column->addStretch();
    return page;
}

QWidget* LibraryPanel::buildList()
{
    auto* page = new QWidget(this);
    buildFilter(page);
    buildView(page);
    m_noMatch = new widgets::PlainLabel(tr("No model has such a name."), page);
    m_noMatch->setObjectName(QStringLiteral("libraryNoMatch"));
    m_noMatch->setForegroundRole(QPalette::PlaceholderText);
    m_noMatch->setContentsMargins(12, 12, 12, 0);
    m_noMatch->setWordWrap(true);
    m_noMatch->hide();
    auto* filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(12, 0, 12, 0);
    filterRow->addWidget(m_filter);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addLayout(filterRow);
    column->addWidget(m_noMatch);
    column->addWidget(m_view, 1);
    return page;
}

void LibraryPanel::buildFilter(QWidget* parent)
{
    m_filter = new QLineEdit(parent);
    m_filter->setObjectName(QStringLiteral("libraryFilter"));
    m_filter->setPlaceholderText(tr("Filter models"));
    m_filter->setAccessibleName(tr("Filter models"));
    m_filter->setToolTip(tr("Shows the models whose name holds this text (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(widgets::icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    for (auto* button : m_filter->findChildren<QToolButton*>())
        button->setAccessibleName(tr("Filter"));
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text);
        followLibrary();
    });
}

void LibraryPanel::buildView(QWidget* parent)
{
    m_view = new QTreeView(parent);
    m_view->setObjectName(QStringLiteral("libraryView"));
    m_view->setAccessibleName(tr("Models"));
    m_view->setModel(m_filtered);
    m_view->setItemDelegate(new LibraryDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setIndentation(0);
    m_view->setUniformRowHeights(false);
    m_view->setMouseTracking(true);
    m_view->setDragEnabled(true);
    m_view->setDragDropMode(QAbstractItemView::DragOnly);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](QPoint position) {
        const int row = rowAt(m_view->indexAt(position));
        if (row >= 0)
            Q_EMIT menuRequested(row, m_view->viewport()->mapToGlobal(position));
    });
}

int LibraryPanel::currentRow() const
{
    return rowAt(m_view->currentIndex());
}

void LibraryPanel::activateFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool LibraryPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::MouseButtonPress) {
        auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton && clickedAt(mouse->pos()))
            return true;
    }
    if (watched == m_view && event->type() == QEvent::KeyPress
        && keyPressed(static_cast<QKeyEvent*>(event)->key()))
        return true;
    return QWidget::eventFilter(watched, event);
}

void LibraryPanel::followLibrary()
{
    m_pages->setCurrentIndex(m_library.count() == 0 ? 0 : 1);
    m_noMatch->setVisible(m_library.count() > 0 && m_filtered->rowCount() == 0);
}

int LibraryPanel::rowAt(const QModelIndex& proxyIndex) const
{
    QModelIndex index = m_filtered->mapToSource(proxyIndex);
    while (index.parent().isValid())
        index = index.parent();
    return index.isValid() ? index.row() : -1;
}

// True when the press hit the arrow or the plus of a row.
bool LibraryPanel::clickedAt(QPoint position)
{
    const QModelIndex index = m_view->indexAt(position);
    if (!index.isValid() || index.parent().isValid())
        return false;
    const QRect row = m_view->visualRect(index);
    if (position.x() < LibraryDelegate::badgeRect(row).left() && m_filtered->hasChildren(index)) {
        m_view->setExpanded(index, !m_view->isExpanded(index));
        return true;
    }
    const bool canAdd = index.data(LibraryModel::SourceRole).toInt() < 0
        && index.data(LibraryModel::StateRole).toInt() == static_cast<int>(EntryState::Ready);
    if (!canAdd || !LibraryDelegate::badgeRect(row).contains(position))
        return false;
    Q_EMIT addRequested(rowAt(index));
    return true;
}

bool LibraryPanel::keyPressed(int key)
{
    const int row = currentRow();
    if (row < 0)
        return false;
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        Q_EMIT addRequested(row);
    else if (key == Qt::Key_Delete || key == Qt::Key_Backspace)
        Q_EMIT removeRequested(row);
    else
        return false;
    return true;
}

} // namespace layerloom::app
