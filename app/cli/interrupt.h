#pragma once

namespace layerloom::app {

/// From now on Ctrl-C (and a polite request to end) is remembered instead of ending the program; a second one ends it.
void rememberInterrupts();

/// True once one came.
bool wasInterrupted();

} // namespace layerloom::app
