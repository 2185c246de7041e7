#include "widgets/controls/elided_combo.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QScreen>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolTip>

#include <algorithm>

namespace layerloom::widgets {

namespace {

// Styles draw the text a little inside its field.
constexpr int kInset = 2;

} // namespace

QString ElidedCombo::shownText() const
{
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QRect field =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    return fontMetrics().elidedText(option.currentText, Qt::ElideMiddle, field.width() - 2 * kInset);
}

void ElidedCombo::showPopup()
{
    constexpr int kFrame = 32; // padding, and the scroll bar
    const int widest = view()->sizeHintForColumn(0) + kFrame;
    view()->setTextElideMode(Qt::ElideMiddle);
    view()->setMinimumWidth(
        std::clamp(widest, width(), std::max(width(), screen()->availableSize().width() / 2)));
    QComboBox::showPopup();
}

void ElidedCombo::paintEvent(QPaintEvent*)
{
    QStylePainter painter(this);
    painter.setPen(palette().color(QPalette::Text));
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    option.currentText = shownText();
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

bool ElidedCombo::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || isEditable() || shownText() == currentText())
        return QComboBox::event(event);
    const QStringList lines {currentText(), toolTip()};
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), lines.join(QLatin1Char('\n')).trimmed(),
                       this);
    return true;
}

} // namespace layerloom::widgets
