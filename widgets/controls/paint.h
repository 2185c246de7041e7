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
/// A rectangle with these corners; radii are limited by its size.
QPainterPath roundedPath(const QRectF& rect, const Corners& corners);

struct Hatching {
    double step = 6;
    QColor color;
};
/// Hatches with lines at 45° in a phase that adjacent areas share.
void paintHatching(QPainter& painter, const QRectF& area, const Hatching& hatching);

/// Draws a source's letter in its colour.
void paintBadge(QPainter& painter, const QRectF& rect, const Theme& theme, core::SourceIndex source);

/// Draws a card with a soft shadow.
void paintCard(QPainter& painter, const QRectF& rect, const Theme& theme);
/// Width of the shadow around a card.
inline constexpr int kShadow = 12;

/// Draws one line, with an ellipsis when it does not fit. Names have it in the middle.
void drawElided(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text,
                Qt::TextElideMode mode = Qt::ElideRight);

} // namespace layerloom::widgets
