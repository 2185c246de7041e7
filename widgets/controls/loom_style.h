#pragma once

#include <QProxyStyle>

namespace layerloom::widgets {

/// Fusion below the style sheet, with the program's own icons in message boxes and file dialogs, none on the buttons of
/// dialogs, no line below tabs, and round corners of tooltips.
class LoomStyle : public QProxyStyle {
    Q_OBJECT

public:
    LoomStyle();

    QIcon standardIcon(StandardPixmap standard, const QStyleOption* option,
                       const QWidget* widget) const override;
    QPixmap standardPixmap(StandardPixmap standard, const QStyleOption* option,
                           const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace layerloom::widgets
