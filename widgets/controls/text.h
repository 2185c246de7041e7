#pragma once

#include "core/model/layer_index.h"

#include <QFont>
#include <QString>

class QFontMetricsF;
class QPainter;
class QRectF;

namespace layerloom::widgets {

/// Text sizes, relative to the system's.
enum class TextSize {
    EmptyTitle, ///< title of the empty window
    Heading, ///< summary values, headlines of dialogs; demi-bold
    Body,
    Emphasis, ///< body, demi-bold: names of cards and jobs, "Output"
    Section, ///< dock titles, section heads; demi-bold
    Caption, ///< captions, slice bars, table heads, status
    CaptionEmphasis, ///< caption, demi-bold: a selected bar, distances of seams
    Detail, ///< rulers, badges, details of a block
    DetailEmphasis,
    Code, ///< the system's fixed font
};

/// The font for a role, made from the application's.
QFont textFont(TextSize size);

/// A length that holds text, grown with the application's font. `pixels`: what it measures at 9 points; never less.
int scaledToFont(int pixels);

/// "8–31": a range with an en dash.
QString rangeText(quint32 first, quint32 last);
QString rangeText(core::LayerIndex first, core::LayerIndex last);

/// Width of a text when every digit is as wide as the widest one.
qreal tabularWidth(const QFontMetricsF& metrics, const QString& text);

/// Draws one line with tabular digits: columns stay aligned in fonts whose digits differ in width.
void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

} // namespace layerloom::widgets
