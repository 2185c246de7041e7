#include "app/window/shell/key_sheet.h"

#include "app/window/shell/shortcut_list.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/row_delegate.h"
#include "widgets/controls/text.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kKeyRowHeight = 24;

void setUpRows(QTreeWidget& rows)
{
    rows.setObjectName(QStringLiteral("keyList"));
    rows.setAccessibleName(KeySheet::tr("Keys and gestures"));
    rows.setFrameShape(QFrame::NoFrame);
    rows.setItemDelegate(new widgets::RowDelegate(kKeyRowHeight, &rows));
    rows.setColumnCount(2);
    rows.setHeaderHidden(true);
    rows.setRootIsDecorated(false);
    rows.setItemsExpandable(false);
    rows.setIndentation(0);
    rows.setUniformRowHeights(true);
    rows.header()->setStretchLastSection(false);
    rows.header()->setSectionResizeMode(0, QHeaderView::Stretch);
    rows.header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
}

bool containsAll(const QString& text, const QStringList& words)
{
    return std::ranges::all_of(
        words, [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

KeySheet::KeySheet(QWidget* parent)
    : QDialog(parent)
    , m_rows(new QTreeWidget(this))
    , m_nothing(new widgets::PlainLabel(tr("No key and no gesture has these words."), this))
{
    setObjectName(QStringLiteral("keySheet"));
    setWindowTitle(tr("Keys and gestures"));
    auto* field = new QLineEdit(this);
    field->setObjectName(QStringLiteral("keySearch"));
    field->setPlaceholderText(tr("Search: slice, Ctrl, drag…"));
    field->setAccessibleName(tr("Search"));
    field->setClearButtonEnabled(true);
    connect(field, &QLineEdit::textChanged, this, &KeySheet::search);
    setUpRows(*m_rows);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    column->addWidget(field);
    column->addWidget(m_rows, 1);
    column->addWidget(m_nothing);
    column->addWidget(buttons);
    fill();
    field->setFocus();
    resize(widgets::scaledToFont(620), widgets::scaledToFont(600));
}

void KeySheet::fill()
{
    for (const ShortcutGroup& group : shortcutGroups()) {
        auto* title = new QTreeWidgetItem(m_rows, {group.title});
        title->setFont(0, widgets::textFont(widgets::TextSize::Emphasis));
        title->setFlags(Qt::ItemIsEnabled);
        for (const Shortcut& shortcut : group.shortcuts) {
            const QString where =
                shortcut.isCanvasOnly ? tr("%1 (on the canvas)").arg(shortcut.command) : shortcut.command;
            auto* row = new QTreeWidgetItem(title, {where, shortcut.keys});
            row->setToolTip(0, where);
            row->setToolTip(1, shortcut.keys);
        }
        title->setExpanded(true);
    }
}

void KeySheet::search(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    bool isEmpty = true;
    for (int i = 0; i < m_rows->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_rows->topLevelItem(i);
        bool hasRows = false;
        for (int k = 0; k < group->childCount(); ++k) {
            QTreeWidgetItem* row = group->child(k);
            const bool fits = containsAll(
                QStringList {group->text(0), row->text(0), row->text(1)}.join(QLatin1Char(' ')), words);
            row->setHidden(!fits);
            hasRows = hasRows || fits;
        }
        group->setHidden(!hasRows);
        isEmpty = isEmpty && !hasRows;
    }
    m_nothing->setVisible(isEmpty);
}

} // namespace layerloom::app
