#pragma once

#include <string>
#include <string_view>

namespace layerloom::core {

// Texts of files reach terminals, where some characters are commands: they move the cursor, reorder what stands beside them
// or show nothing. Here they become visible: \x1b, \u202e, \n. Those are the control characters (C0, C1 and DEL), the bidi
// controls, line and paragraph separators, characters without width except joiners (which scripts and emoji need), tags,
// and bytes that are not UTF-8, as \xff.

/// One line for people.
std::string visible(std::string_view text);

/// A text of several lines for people: line feeds and tabs stay.
std::string visibleLines(std::string_view text);

/// JSON text with those characters as \u202e; they can stand only in its strings. REQUIRES: `json` is JSON in UTF-8.
std::string withVisibleStrings(std::string_view json);

} // namespace layerloom::core
