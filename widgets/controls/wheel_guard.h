#pragma once

namespace layerloom::widgets {

/// Lets spin boxes, combos and sliders take the wheel only with the focus: otherwise it scrolls the form that they stand in,
/// and changes no number. Nor does the wheel give them the focus. Once for the application.
void guardWheel();

} // namespace layerloom::widgets
