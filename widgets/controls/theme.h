#pragma once

#include "core/stack/stack.h"

#include <QColor>
#include <QPalette>

#include <array>

class QApplication;
class QWidget;

namespace layerloom::widgets {

enum class ThemeChoice { System, Light, Dark };

/// What the desktop asks all programs for, beside the palette that it gives.
struct DesktopLook {
    bool isDark = false;
    bool isHighContrast = false;
    bool operator==(const DesktopLook&) const = default;
};

/// The colours of one source model. `ramp` holds the fills at depth 0, 1/4, 1/2, 3/4 and 1.
struct SourceColors {
    std::array<QColor, 5> ramp;
    QColor bar;
    QColor barText;
    QColor ribbon;
    QColor edge;
};

/// All colours of the program. Grey is for controls, hues are for sources, violet is for selection, focus and the main
/// action.
struct Theme {
    QColor window, canvas, field, raised, sunken, hover, button, pressed;
    QColor hairline, guide, line;
    QColor text, text2, disabled;
    QColor accent, accentHover, onAccent, accentText, selection;
    QColor error, warning, advice, good;
    std::array<SourceColors, 8> sources;
    std::array<QColor, 11> map; ///< distances, near first
    bool dark = false;

    const SourceColors& source(core::SourceIndex index) const
    {
        return sources[index.value % sources.size()];
    }
    /// Fill of a layer at `depth` (0 input side, 1 output side) of its source.
    QColor fill(core::SourceIndex index, double depth) const;
    /// Fill of a source's letter badge.
    QColor badge(core::SourceIndex index) const { return fill(index, dark ? 0.35 : 0.55); }
    /// Colour of a distance at `t` in [0, 1]; the light map is the one that is exported.
    QColor mapColor(double t) const;
};

/// The theme of a widget: light or dark by the lightness of its window colour, the system's own roles when its palette
/// is one of high contrast.
Theme theme(const QWidget& widget);
Theme themeFor(const QPalette& palette);
/// The light theme regardless of the palette, for exported pictures.
const Theme& lightTheme();

/// Sets style, palette and style sheet of the whole program. May be called again when the choice changes.
void applyTheme(QApplication& application, ThemeChoice choice);
/// What ThemeChoice::System follows. Applies the last choice again.
void followDesktop(QApplication& application, const DesktopLook& look);

/// Black or white, whichever contrasts more with `fill`.
QColor textOn(const QColor& fill);
/// `top` laid over `bottom` with `share` of opacity, as an opaque colour.
QColor mixed(const QColor& bottom, const QColor& top, double share);
QColor withAlpha(QColor color, double alpha);
/// WCAG 2 contrast ratio of two opaque colours, 1 to 21.
double contrast(const QColor& left, const QColor& right);

} // namespace layerloom::widgets
