#pragma once

namespace layerloom::app {

/// From now on the first SIGINT, SIGTERM or SIGHUP only sets wasInterrupted(); a second one ends the program.
void rememberInterrupts();

/// True after the first of these signals.
bool wasInterrupted();

} // namespace layerloom::app
