#include "app/window/library/library_delegate.h"

#include "app/workspace/library_model.h"
#include "core/stack/stack.h"
#include "widgets/controls/icon.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QPainter>
#include <QTreeView>

#include <algorithm>

namespace layerloom::app {

namespace {

using widgets::TextSize;
using widgets::Theme;

constexpr int kRowHeight = 44;
constexpr int kFactHeight = 22;
constexpr int kChevron = 8;
constexpr int kBadge = 20;
constexpr int kBadgeLeft = 24;
constexpr int kTextLeft = 52;
constexpr int kRight = 12;

bool isTop(const QModelIndex& index)
{
    return !index.parent().isValid();
}

int lineHeight(TextSize size)
{
    return QFontMetrics(widgets::textFont(size)).height();
}

void paintBackground(QPainter& painter, const QStyleOptionViewItem& option, const Theme& colors)
{
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    if (option.state.testFlag(QStyle::State_Selected)) {
        const bool active = option.widget && option.widget->hasFocus();
        painter.fillRect(option.rect, active ? colors.selection : colors.hover);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter.fillRect(option.rect, colors.hover);
    }
    if (focused)
        painter.fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), colors.accent);
}

void paintLetter(QPainter& painter, const QRect& rect, int source, const Theme& colors)
{
    const auto index = core::SourceIndex::from(source);
    const QColor fill = colors.badge(index);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, 4, 4);
    painter.setPen(widgets::textOn(fill));
    painter.setFont(widgets::textFont(TextSize::CaptionEmphasis));
    painter.drawText(rect, Qt::AlignCenter, QString::fromStdString(core::sourceLetter(index)));
}

void paintBadge(QPainter& painter, const QRect& rect, const QModelIndex& index, const Theme& colors)
{
    const int source = index.data(LibraryModel::SourceRole).toInt();
    if (source >= 0) {
        paintLetter(painter, rect, source, colors);
        return;
    }
    const auto state = static_cast<EntryState>(index.data(LibraryModel::StateRole).toInt());
    const QRect inside = rect.adjusted(2, 2, -2, -2);
    if (state == EntryState::Refused || state == EntryState::Missing) {
        widgets::paintIcon(painter, inside, QStringLiteral("error"), colors.error);
        return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.button);
    painter.drawRoundedRect(rect, 4, 4);
    if (state == EntryState::Reading) {
        widgets::paintIcon(painter, inside, QStringLiteral("rescan"), colors.text2);
        return;
    }
    painter.setPen(QPen(colors.text2, 1.5, Qt::SolidLine, Qt::RoundCap));
    const QPointF middle = QRectF(rect).center();
    painter.drawLine(middle - QPointF(4, 0), middle + QPointF(4, 0));
    painter.drawLine(middle - QPointF(0, 4), middle + QPointF(0, 4));
}

void paintChevron(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                  const Theme& colors)
{
    if (!index.model()->hasChildren(index))
        return;
    const auto* tree = qobject_cast<const QTreeView*>(option.widget);
    const bool open = tree && tree->isExpanded(index);
    widgets::paintIcon(painter, LibraryDelegate::chevronRect(option.rect),
                       open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), colors.text2);
}

void paintRow(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
              const Theme& colors)
{
    const auto state = static_cast<EntryState>(index.data(LibraryModel::StateRole).toInt());
    const bool broken = state == EntryState::Refused || state == EntryState::Missing;
    paintChevron(painter, option, index, colors);
    paintBadge(painter, LibraryDelegate::badgeRect(option.rect), index, colors);

    const QString fit = index.data(LibraryModel::FitRole).toString();
    const QFont caption = widgets::textFont(TextSize::Caption);
    const QFont body = widgets::textFont(TextSize::Body);
    const int right = option.rect.right() - kRight;
    const int fitWidth = fit.isEmpty() ? 0 : QFontMetrics(caption).horizontalAdvance(fit) + 8;
    const int left = option.rect.left() + kTextLeft;
    const int first = lineHeight(TextSize::Body);
    const int second = lineHeight(TextSize::Caption);
    const int top = option.rect.top() + (option.rect.height() - first - second) / 2;
    const QRect nameRect(left, top, right - left - fitWidth, first);
    const QRect detailRect(left, top + first, right - left, second);

    painter.setFont(body);
    painter.setPen(broken ? colors.text2 : colors.text);
    painter.drawText(
        nameRect, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(body).elidedText(index.data().toString(), Qt::ElideMiddle, nameRect.width()));
    painter.setFont(caption);
    painter.setPen(colors.text2);
    painter.drawText(QRect(right - fitWidth, top, fitWidth, first), Qt::AlignRight | Qt::AlignVCenter, fit);
    painter.setPen(broken ? colors.error : colors.text2);
    painter.drawText(detailRect, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(caption).elidedText(index.data(LibraryModel::DetailRole).toString(),
                                                      Qt::ElideRight, detailRect.width()));
}

void paintFact(QPainter& painter, const QRect& row, const QModelIndex& index, const Theme& colors)
{
    const QFont font = widgets::textFont(TextSize::Caption);
    const QFontMetrics metrics(font);
    const int nameWidth = std::max(78, metrics.averageCharWidth() * 13);
    const QRect name(row.left() + kTextLeft, row.top(), nameWidth, row.height());
    const QRect value(name.right() + 4, row.top(), row.right() - kRight - name.right() - 4, row.height());
    painter.setFont(font);
    painter.setPen(colors.text2);
    painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                     index.data(LibraryModel::FactNameRole).toString());
    painter.setPen(colors.text);
    painter.drawText(value, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(index.data(LibraryModel::FactValueRole).toString(), Qt::ElideMiddle,
                                        value.width()));
}

} // namespace

void LibraryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const Theme colors = widgets::theme(*option.widget->window());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintBackground(*painter, option, colors);
    if (isTop(index))
        paintRow(*painter, option, index, colors);
    else
        paintFact(*painter, option.rect, index, colors);
    painter->restore();
}

QSize LibraryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    if (!isTop(index))
        return {120, std::max(kFactHeight, lineHeight(TextSize::Caption) + 4)};
    return {120, std::max(kRowHeight, lineHeight(TextSize::Body) + lineHeight(TextSize::Caption) + 8)};
}

QRect LibraryDelegate::badgeRect(const QRect& row)
{
    return {row.left() + kBadgeLeft, row.center().y() - kBadge / 2 - 6, kBadge, kBadge};
}

QRect LibraryDelegate::chevronRect(const QRect& row)
{
    return {row.left() + kChevron, row.center().y() - 4, 12, 12};
}

} // namespace layerloom::app
