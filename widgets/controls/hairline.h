#pragma once

class QWidget;

namespace layerloom::widgets {

/// A line of one pixel, as wide as there is room, that divides what stands above it from what stands below.
QWidget* hairline(QWidget* parent);

} // namespace layerloom::widgets
