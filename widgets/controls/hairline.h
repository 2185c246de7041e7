#pragma once

class QWidget;

namespace layerloom::widgets {

/// A horizontal separator, one pixel high.
QWidget* hairline(QWidget* parent);

} // namespace layerloom::widgets
