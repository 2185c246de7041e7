#include "widgets/controls/sheet.h"

#include "widgets/controls/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace layerloom::widgets {

Sheet::Sheet(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(1, 1, 1, 1);
    m_column->setSpacing(0);
}

void Sheet::addWidget(QWidget* widget, int stretch)
{
    m_column->addWidget(widget, stretch);
}

void Sheet::paintEvent(QPaintEvent*)
{
    const Theme colors = theme(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.hairline);
    painter.setBrush(colors.canvas);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace layerloom::widgets
