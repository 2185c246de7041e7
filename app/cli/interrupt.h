#pragma once

#include <string>

namespace layerloom::app {

/// From now on the first SIGINT, SIGTERM or SIGHUP only sets wasInterrupted(); a second one prints `farewell` on standard
/// error and ends the program at once.
void rememberInterrupts(const std::string& farewell = {});

/// True after the first of these signals.
bool wasInterrupted();

} // namespace layerloom::app
