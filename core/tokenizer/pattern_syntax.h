#pragma once

#include <string>
#include <string_view>

namespace layerloom::core {

/// A regular expression as tokenizer files have it (Oniguruma, as Ruby spells it) in PCRE2's spelling: white space and
/// word characters mean what they mean there. Throws Error{Unsupported}, its sentence beginning with `name`, for what
/// would silently mean something else.
std::string patternForPcre(std::string_view expression, const std::string& name);

} // namespace layerloom::core
