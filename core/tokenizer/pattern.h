#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Bytes of a text from `begin` to `end`, and whether a pattern matched them or they lie between two matches.
struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool isMatch = false;
};

/// How long one tokenizer may search one text: far longer than any honest one needs, so that a file cannot make the
/// program hang.
class PatternBudget {
public:
    explicit PatternBudget(std::size_t textBytes);
    /// Throws Error{Unsupported}, a sentence that begins with `name`, when the time is over.
    void check(const std::string& name) const;

private:
    std::chrono::steady_clock::time_point m_end;
};

/// A regular expression of a tokenizer's file, which has Oniguruma's spelling; matched by PCRE2 with limits on its
/// work. Copies share the compiled pattern; may be used by several threads.
class Pattern {
public:
    /// Matches `expression`. Failures are Error{Unsupported} whose sentence begins with `name`.
    static Pattern regular(std::string_view expression, std::string name);
    /// Matches exactly `text`, which is not empty.
    static Pattern literal(std::string_view text, std::string name);

    /// All of `text` cut into matches and what lies between them. Throws Error{Unsupported} when the pattern needs
    /// more work than any honest one. REQUIRES: well-formed UTF-8.
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

/// The same cut with the matches marked: parts that are no match are added between them and at the end.
std::vector<Part> withGaps(const std::vector<Part>& matches, std::size_t textBytes);
/// A text that was cut into `parts`, with `content` in place of each match.
std::string replaced(std::string_view text, const std::vector<Part>& parts, std::string_view content);

} // namespace layerloom::core
