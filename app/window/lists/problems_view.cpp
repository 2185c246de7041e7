#include "app/window/lists/problems_view.h"

#include "app/base/text.h"
#include "widgets/controls/link_button.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/row_delegate.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace layerloom::app {

namespace {

constexpr int kPadding = 8; ///< of an item, as the style sheet has it
constexpr double kMostOfView = 0.4; ///< a column of links gets at most this share; the sentence has the rest

QPushButton* link(const QString& text, QWidget* parent)
{
    auto* button = new widgets::LinkButton(text, parent);
    button->setAccessibleName(text);
    return button;
}

} // namespace

ProblemsView::ProblemsView(Document& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_model(new ProblemsModel(document, this))
    , m_pages(new QStackedLayout(this))
    , m_empty(new widgets::PlainLabel(this))
    , m_view(new QTreeView(this))
{
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_empty->setContentsMargins(12, 12, 12, 12);
    m_view->setObjectName(QStringLiteral("problemsView"));
    m_view->setAccessibleName(tr("Problems"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new widgets::RowDelegate(28, m_view));
    m_view->setWordWrap(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setRootIsDecorated(false);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setIconSize(QSize(16, 16));
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView* header = m_view->header();
    header->setSectionsMovable(false);
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ProblemsModel::MessageColumn, QHeaderView::Stretch);
    // Sentences are shown whole: the heights of rows follow the width.
    connect(header, &QHeaderView::sectionResized, m_view, [this](int column) {
        if (column == ProblemsModel::MessageColumn)
            QMetaObject::invokeMethod(m_view, &QTreeView::doItemsLayout, Qt::QueuedConnection);
    });
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_view);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ProblemsView::follow);
    connect(&document, &Document::changed, this, &ProblemsView::follow);
    connect(m_view, &QTreeView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT showRequested(m_model->problem(index.row())); });
    connect(m_view, &QTreeView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT showRequested(m_model->problem(index.row())); });
    follow();
}

QString ProblemsView::title() const
{
    // Without layers there is nothing to check yet, and nothing is listed.
    const int count = m_document.preview()->totals.layers > 0 ? m_model->rowCount() : 0;
    return count > 0 ? tr("Problems · %1").arg(count) : tr("Problems");
}

void ProblemsView::follow()
{
    const std::uint64_t layers = m_document.preview()->totals.layers;
    m_empty->setText(layers == 0 ? tr("Nothing to check yet: the output has no layers.")
                                 : tr("No problems. %1 can be merged.").arg(counted(layers, "layer")));
    const bool any = m_model->rowCount() > 0 && layers > 0;
    m_pages->setCurrentWidget(any ? static_cast<QWidget*>(m_view) : m_empty);
    for (int row = 0; row < m_model->rowCount(); ++row)
        addLinks(row);
    fitColumns();
    m_view->doItemsLayout(); // the links are higher than what rows were laid out for
    Q_EMIT titleChanged();
}

// The header knows nothing of the widgets in its columns.
void ProblemsView::fitColumns()
{
    for (const int column : {ProblemsModel::WhereColumn, ProblemsModel::FixColumn}) {
        int width = m_view->header()->sectionSizeHint(column);
        for (int row = 0; row < m_model->rowCount(); ++row)
            if (const QWidget* widget = m_view->indexWidget(m_model->index(row, column)))
                width = std::max(width, widget->sizeHint().width() + 2 * kPadding);
        m_view->header()->setSectionResizeMode(column, QHeaderView::Fixed);
        m_view->header()->resizeSection(column,
                                        std::min(width, static_cast<int>(m_view->width() * kMostOfView)));
    }
}

void ProblemsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void ProblemsView::addLinks(int row)
{
    const QModelIndex where = m_model->index(row, ProblemsModel::WhereColumn);
    if (m_view->indexWidget(where))
        return;
    const QString place = placeText(m_model->problem(row));
    if (!place.isEmpty()) {
        auto* box = new QWidget(m_view);
        auto* line = new QHBoxLayout(box);
        line->setContentsMargins(0, 0, 0, 0);
        auto* button = link(place, box);
        connect(button, &QPushButton::clicked, this,
                [this, row] { Q_EMIT showRequested(m_model->problem(row)); });
        line->addWidget(button);
        line->addStretch();
        m_view->setIndexWidget(where, box);
    }
    m_view->setIndexWidget(m_model->index(row, ProblemsModel::FixColumn), buildFixes(row));
}

std::vector<ProblemsView::Choice> ProblemsView::choicesFor(int row)
{
    std::vector<Choice> choices;
    const core::Problem& problem = m_model->problem(row);
    for (std::size_t fix = 0; fix < problem.fixes.size(); ++fix)
        choices.push_back({QString::fromStdString(core::fixLabel(problem.fixes[fix].action)),
                           QStringLiteral("fix%1_%2").arg(row).arg(fix),
                           [this, row, fix] { requestFix(row, fix); }});
    if (problem.severity == core::Severity::Advice)
        choices.push_back({tr("Dismiss"), QStringLiteral("dismiss%1").arg(row), [this, row] {
                               QMetaObject::invokeMethod(
                                   this, [this, row] { m_model->dismiss(row); }, Qt::QueuedConnection);
                           }});
    return choices;
}

// Below each other: beside each other they would take the room of the sentence.
QWidget* ProblemsView::buildFixes(int row)
{
    auto* box = new QWidget(m_view);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addStretch();
    for (const Choice& choice : choicesFor(row)) {
        auto* button = link(choice.text, box);
        button->setObjectName(choice.name);
        connect(button, &QPushButton::clicked, this, choice.run);
        column->addWidget(button, 0, Qt::AlignLeft);
    }
    column->addStretch();
    return box;
}

// The links in the rows again, for the keyboard and for screen readers, which read cells and not what lies over them.
void ProblemsView::contextMenuEvent(QContextMenuEvent* event)
{
    const bool isAtKeys = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint position = m_view->viewport()->mapFromGlobal(event->globalPos());
    const QModelIndex index = isAtKeys ? m_view->currentIndex() : m_view->indexAt(position);
    if (!index.isValid())
        return;
    const int row = index.row();
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("problemMenu"));
    connect(menu.addAction(tr("Show")), &QAction::triggered, this,
            [this, row] { Q_EMIT showRequested(m_model->problem(row)); });
    menu.addSeparator();
    for (const Choice& choice : choicesFor(row))
        connect(menu.addAction(choice.text), &QAction::triggered, this, choice.run);
    menu.exec(isAtKeys ? m_view->viewport()->mapToGlobal(m_view->visualRect(index).bottomLeft())
                       : event->globalPos());
}

// Edits reset the model and delete the row's widgets: they are requested after the click has been handled.
void ProblemsView::requestFix(int row, std::size_t fix)
{
    const core::Problem problem = m_model->problem(row);
    const bool isEdit = std::holds_alternative<core::ApplyEdits>(problem.fixes[fix].action);
    QMetaObject::invokeMethod(
        this, [this, problem, fix] { Q_EMIT fixRequested(problem, problem.fixes[fix]); },
        isEdit ? Qt::QueuedConnection : Qt::DirectConnection);
}

void ProblemsView::step(int direction)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    const QModelIndex current = m_view->currentIndex();
    const int start = current.isValid() ? current.row() : (direction > 0 ? -1 : 0);
    const int row = (start + direction + count) % count;
    m_view->setCurrentIndex(m_model->index(row, ProblemsModel::SeverityColumn));
    Q_EMIT showRequested(m_model->problem(row));
}

void ProblemsView::fixCurrent()
{
    const int row = m_view->currentIndex().row();
    if (row >= 0 && !m_model->problem(row).fixes.empty())
        requestFix(row, 0);
}

} // namespace layerloom::app
