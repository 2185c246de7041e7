#pragma once

#include <QSize>

class QWidget;

namespace layerloom::widgets {

/// A size of a window that leaves room for its frame on the screen: `wanted` where that is possible.
QSize fittedToScreen(const QWidget& window, QSize wanted);

} // namespace layerloom::widgets
