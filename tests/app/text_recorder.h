#pragma once

#include <QRectF>
#include <QString>
#include <QStringList>

#include <vector>

class QWidget;

namespace layerloom::tests {

/// A text as a widget draws it.
struct DrawnText {
    QString text;
    QRectF ink; ///< in the widget that was asked
    QRectF visible; ///< the part of it that is not clipped
};

/// Every text that a widget and its children draw: labels, cells, tabs and what they paint themselves.
std::vector<DrawnText> drawnTexts(QWidget& widget);

/// The texts that are cut without an ellipsis, that lie over each other, or whose widget is too low or narrow for them; each
/// as a sentence. What lies beyond the edge of an area that scrolls there is none.
QStringList textFaults(QWidget& widget);

} // namespace layerloom::tests
