#pragma once

#include <string>
#include <string_view>

namespace layerloom::core {

/// Translates a regular expression of a tokenizer file (Oniguruma with Ruby's syntax) to PCRE2 with the same
/// meaning of white space and word characters. Throws Error{Unsupported}, whose message begins with `name`,
/// for syntax that PCRE2 would read in another way.
std::string patternForPcre(std::string_view expression, const std::string& name);

} // namespace layerloom::core
