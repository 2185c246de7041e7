#include "widgets/controls/hairline.h"

#include <QFrame>

namespace layerloom::widgets {

QWidget* hairline(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    return line;
}

} // namespace layerloom::widgets
