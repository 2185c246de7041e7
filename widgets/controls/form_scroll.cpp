#include "widgets/controls/form_scroll.h"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kLeastHeight = 48;

} // namespace

FormScroll::FormScroll(QWidget* form, QWidget* parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(form);
    // It may stand on a sheet.
    viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false);
}

QSize FormScroll::sizeHint() const
{
    const QSize form = widget()->sizeHint();
    const int width = form.width() + verticalScrollBar()->sizeHint().width();
    const int height = widget()->hasHeightForWidth() ? widget()->heightForWidth(width) : form.height();
    return {width, height};
}

QSize FormScroll::minimumSizeHint() const
{
    const QSize form = widget()->minimumSizeHint();
    return {form.width() + verticalScrollBar()->sizeHint().width(), std::min(form.height(), kLeastHeight)};
}

// The area asks for the width of its form, which changes with what the form shows.
bool FormScroll::eventFilter(QObject* watched, QEvent* event)
{
    const bool done = QScrollArea::eventFilter(watched, event);
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return done;
}

} // namespace layerloom::widgets
