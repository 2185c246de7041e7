#pragma once

#include "core/stack/stack.h"

#include <QPixmap>
#include <QSize>

class QWidget;

namespace layerloom::widgets {

/// A small picture of a stack for a row of a list: its slices from left to right in the colours of their sources, in the
/// theme and at the resolution of `widget`. `size` is in logical pixels.
QPixmap miniStack(const core::Stack& stack, const QSize& size, const QWidget& widget);

} // namespace layerloom::widgets
