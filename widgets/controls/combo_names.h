#pragma once

namespace layerloom::widgets {

/// Lets screen readers say what each combo box is for. Qt names a combo box by its value alone, and the field of one that
/// can be typed into not at all: its accessible name becomes its description, and the name of its field. Call it before
/// the first window is made; more calls do nothing.
void describeCombos();

} // namespace layerloom::widgets
