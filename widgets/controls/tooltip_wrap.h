#pragma once

namespace layerloom::widgets {

/// Lets long tooltips have several lines; Qt gives a plain text one, as wide as the screen. Once for the application.
void wrapTooltips();

} // namespace layerloom::widgets
