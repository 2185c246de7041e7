#pragma once

#include "widgets/controls/theme.h"

#include <QPainterPath>
#include <QRectF>
#include <QString>

class QPainter;

namespace layerloom::widgets {

/// Radii of a rectangle's corners, clockwise from the top left.
struct Corners {
    double topLeft = 0;
    double topRight = 0;
    double bottomRight = 0;
    double bottomLeft = 0;
};
/// A rectangle with these corners; radii are cut to what the rectangle can hold.
QPainterPath roundedPath(const QRectF& rect, const Corners& corners);

struct Hatching {
    double step = 6;
    QColor color;
};
/// Lines at 45°, in step with the whole picture so that neighbours join.
void paintHatching(QPainter& painter, const QRectF& area, const Hatching& hatching);

/// A source's letter in its colour.
void paintBadge(QPainter& painter, const QRectF& rect, const Theme& theme, core::SourceIndex source);

/// A card with its soft shadow.
void paintCard(QPainter& painter, const QRectF& rect, const Theme& theme);
/// Room a card's shadow takes around it.
inline constexpr int kShadow = 12;

/// Draws one line, elided at the right where it does not fit.
void drawElided(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

} // namespace layerloom::widgets
