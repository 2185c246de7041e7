#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Bytes [begin, end) of a text: a match of a pattern, or a gap between two matches.
struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isMatch = false;
};

/// A time limit for all searches of one tokenizer in one text, far above the need of real ones, so that a
/// file cannot hang the program: 5 s and 20 µs per byte.
class PatternBudget {
public:
    explicit PatternBudget(std::size_t textBytes);
    /// Throws Error{Unsupported}, whose message begins with `name`, when the time is over.
    void check(const std::string& name) const;

private:
    std::chrono::steady_clock::time_point m_end;
};

/// A regular expression of a tokenizer file in Oniguruma's syntax, matched by PCRE2 with a limit on
/// backtracking. Copies share the compiled pattern. Immutable: any thread may use it.
class Pattern {
public:
    /// Matches `expression`. Throws Error{Unsupported}, whose message begins with `name`.
    static Pattern regular(std::string_view expression, std::string name);
    /// Matches exactly `text`, which is not empty.
    static Pattern literal(std::string_view text, std::string name);

    /// All of `text` as matches and the gaps between them. Throws Error{Unsupported} when a limit is
    /// exceeded. REQUIRES: well-formed UTF-8.
    std::vector<Part> parts(std::string_view text, const PatternBudget& budget) const;

private:
    struct Compiled;

    Pattern(std::shared_ptr<const Compiled> compiled, std::string literal, std::string name);
    std::vector<Part> regularMatches(std::string_view text, const PatternBudget& budget) const;
    std::vector<Part> literalMatches(std::string_view text) const;

    std::shared_ptr<const Compiled> m_compiled;
    std::string m_literal;
    std::string m_name;
};

/// The matches of a text with the gaps before, between and after them.
std::vector<Part> withGaps(const std::vector<Part>& matches, std::size_t textBytes);
/// The text with `content` in place of each match.
std::string replaced(std::string_view text, const std::vector<Part>& parts, std::string_view content);

} // namespace layerloom::core
