#include "widgets/controls/row_delegate.h"

#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QAbstractItemView>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>
#include <QTreeView>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kRowPadding = 8;
constexpr int kRowIcon = 16;
constexpr int kBar = 2;
constexpr int kWidgetMargin = 3; ///< that views keep around a widget over a cell

QColor background(const QStyleOptionViewItem& option, const Theme& colors)
{
    const bool isFocused = option.widget && option.widget->hasFocus();
    if (option.state.testFlag(QStyle::State_Selected))
        return isFocused ? colors.selection : colors.hover;
    return {};
}

bool carriesBar(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return view && view->hasFocus() && index.column() == 0 && view->currentIndex().row() == index.row();
}

// The width that a text is wrapped to; 0: it has one line.
int wrappedWidth(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    if (!tree || !tree->wordWrap()
        || tree->header()->sectionResizeMode(index.column()) != QHeaderView::Stretch)
        return 0;
    return std::max(1, tree->columnWidth(index.column()) - 2 * kRowPadding);
}

// What a widget over the cell needs; 0: there is none.
int heightOfWidget(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const QWidget* over = view ? view->indexWidget(index) : nullptr;
    return over ? over->sizeHint().height() + 2 * kWidgetMargin : 0;
}

} // namespace

RowDelegate::RowDelegate(int rowHeight, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_rowHeight(rowHeight)
{}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    // The view is transparent, so its own palette does not tell light from dark.
    const Theme colors = themeFor(QGuiApplication::palette());
    painter->save();
    if (const QColor fill = background(item, colors); fill.isValid())
        painter->fillRect(item.rect, fill);
    if (carriesBar(item, index))
        painter->fillRect(QRect(item.rect.topLeft(), QSize(kBar, item.rect.height())), colors.accent);
    QRect area = item.rect.adjusted(kRowPadding, 0, -kRowPadding, 0);
    if (!item.icon.isNull()) {
        const QRect icon(area.left(), area.center().y() - kRowIcon / 2 + 1, kRowIcon, kRowIcon);
        item.icon.paint(painter, icon);
        area.setLeft(icon.right() + kRowPadding);
    }
    const QVariant tint = index.data(Qt::ForegroundRole);
    painter->setPen(tint.isValid()                                   ? qvariant_cast<QBrush>(tint).color()
                        : item.state.testFlag(QStyle::State_Enabled) ? colors.text
                                                                     : colors.disabled);
    painter->setFont(item.font);
    if (wrappedWidth(item, index) > 0) {
        painter->drawText(area, static_cast<int>(item.displayAlignment) | Qt::TextWordWrap, item.text);
    } else {
        const QString text = item.fontMetrics.elidedText(item.text, item.textElideMode, area.width());
        drawTabular(*painter, area, item.displayAlignment | Qt::AlignVCenter, text);
    }
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const int icon = item.icon.isNull() ? 0 : kRowIcon + kRowPadding;
    const int height = std::max(m_rowHeight, heightOfWidget(item, index));
    if (const int width = wrappedWidth(item, index) - icon; width > 0) {
        const QRect text = item.fontMetrics.boundingRect(QRect(0, 0, width, 0), Qt::TextWordWrap, item.text);
        return {width, std::max(height, text.height() + 8)};
    }
    return {item.fontMetrics.horizontalAdvance(item.text) + icon + 2 * kRowPadding + 1,
            std::max(height, item.fontMetrics.height() + 4)};
}

} // namespace layerloom::widgets
