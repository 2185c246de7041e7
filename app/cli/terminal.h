#pragma once

#include <string>
#include <string_view>

namespace layerloom::app {

// The only ways in which verbs write for people. What could command a terminal is visible (core/base/visible_text.h), so
// that no name in a file can move the cursor, add a line or hide another.

/// Prints one line on standard output; the line feed is added. `format` is that of printf.
[[gnu::format(printf, 1, 2)]] void printLine(const char* format, ...);
/// The same on standard error.
[[gnu::format(printf, 1, 2)]] void printNote(const char* format, ...);
/// Prints an empty line on standard output.
void printBlankLine();
/// Prints a text with its own line feeds on standard output, as far as it goes.
void printLines(std::string_view text);

/// Prints each sentence as a line on standard error.
void printError(const std::string& sentence);

/// Makes standard input, output and error open, so that no file gets their numbers, and keeps a closed pipe or a file that
/// may not grow from ending the program. To be called first.
void prepareStreams();

/// A verb that changes something calls it when it is done: an output that cannot be written changes its exit code no more.
void noteFinishedWork();

/// Writes what is left; returns `code`, or Failed where the output was all that the verb had to give. Says on standard error
/// what was lost.
int finishOutput(int code);

} // namespace layerloom::app
