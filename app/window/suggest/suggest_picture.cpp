#include "app/window/suggest/suggest_picture.h"

#include "widgets/canvas/mini_stack.h"

#include <QPainter>
#include <QWidget>

namespace layerloom::app {

namespace {

constexpr int kPictureMargin = 8;
constexpr int kPictureHeight = 14;

} // namespace

void SuggestPicture::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    RowDelegate::paint(painter, option, index);
    if (option.widget == nullptr)
        return;
    const QSize size(option.rect.width() - 2 * kPictureMargin, kPictureHeight);
    const QPoint place(option.rect.left() + kPictureMargin, option.rect.center().y() - kPictureHeight / 2);
    painter->drawPixmap(place, widgets::miniStack(m_model.stack(index.row()), size, *option.widget));
}

} // namespace layerloom::app
