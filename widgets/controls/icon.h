#pragma once

#include "widgets/controls/theme.h"

#include <QIcon>
#include <QString>

class QPainter;
class QRectF;

namespace layerloom::widgets {

/// An icon of the program's set ("undo": resources/icons/undo.svg), drawn at device size in a colour of the theme that is
/// current when it is painted; disabled icons are drawn in the theme's `disabled`.
QIcon icon(const QString& name, QColor Theme::*color = &Theme::text2);

/// Draws an icon of the set into `rect`.
void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color);

/// The icon of the program.
QIcon applicationIcon();

} // namespace layerloom::widgets
