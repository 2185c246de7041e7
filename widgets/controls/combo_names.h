#pragma once

namespace layerloom::widgets {

/// Lets screen readers say what each combo box is for. Qt names a combo box by its value alone; its accessible name becomes
/// its description. Call it before the
/// first window is made; more calls do nothing.
void describeCombos();

} // namespace layerloom::widgets
