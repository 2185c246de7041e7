#include "widgets/controls/caption.h"

#include "widgets/controls/text.h"

#include <QLabel>

namespace layerloom::widgets {

void setCaption(QLabel& label)
{
    label.setFont(textFont(TextSize::Caption));
    label.setForegroundRole(QPalette::PlaceholderText);
    label.setWordWrap(true);
}

} // namespace layerloom::widgets
