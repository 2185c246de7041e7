#include "app/window/recipe/tick_slider.h"

#include "widgets/controls/theme.h"

#include <QPainter>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kHandle = 12; // px, as in the style sheet
constexpr int kTickLength = 4;

} // namespace

TickSlider::TickSlider(QWidget* parent)
    : QSlider(Qt::Horizontal, parent)
{
    setPageStep(1);
}

QSize TickSlider::sizeHint() const
{
    const QSize hint = QSlider::sizeHint();
    return {hint.width(), std::max(hint.height(), kHandle + 2 * kTickLength + 4)};
}

void TickSlider::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    const int values = maximum() - minimum();
    const double room = width() - kHandle;
    const double top = height() / 2.0 + kHandle / 2.0 + 1;
    for (int i = 0; i <= values && values > 0; ++i)
        painter.fillRect(QRectF(kHandle / 2.0 + room * i / values - 0.5, top, 1, kTickLength),
                         widgets::theme(*this).text2);
    painter.end();
    QSlider::paintEvent(event);
}

} // namespace layerloom::app
