#pragma once

#include "core/notation/layer_expression.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace layerloom::core {

inline constexpr int kMaxExpressionDepth = 64;

/// One word of a layer expression.
struct Token {
    enum class Kind { End, Number, Word, Text, Symbol };
    Kind kind = Kind::End;
    std::size_t position = 0;
    std::size_t length = 0;
    std::string_view text; ///< as written; for a Text without the quotes
    std::int64_t number = 0; ///< numbers past kHuge are kHuge
    char symbol = 0; ///< '.' for "..", '-' also for an en dash, '*' also for a multiplication sign

    static constexpr std::int64_t kHuge = 1'000'000'000'000'000;
    bool is(char wanted) const { return kind == Kind::Symbol && symbol == wanted; }
    /// True for a Text whose closing quote is present.
    bool isClosed() const { return length == text.size() + 2; }
    /// The value of a Text, without its backslashes.
    std::string unquoted() const;
    bool isWord(std::string_view wanted) const { return kind == Kind::Word && text == wanted; }
};

/// The numbers of range(a, b, step).
struct IntegerRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t step = 1;

    std::uint64_t count() const;
    std::int64_t first() const { return begin; }
    /// REQUIRES: count() > 0
    std::int64_t last() const { return begin + step * static_cast<std::int64_t>(count() - 1); }
};

/// Cuts a text into tokens and keeps the first mistake found in it.
class ExpressionScanner {
public:
    /// `offset` is added to the positions of mistakes.
    explicit ExpressionScanner(std::string_view text, std::size_t offset = 0);

    const Token& peek() const { return m_token; }
    /// The token that follows the next one.
    Token peekSecond() const { return tokenAt(m_token.position + m_token.length); }
    Token take();
    bool takeIf(char symbol);
    /// Continues at `position`.
    void seek(std::size_t position) { m_token = tokenAt(position); }
    /// Takes the symbol or fails with "A ] is missing".
    bool expect(char symbol);
    /// The rest of the text, from the next token on.
    std::string_view rest() const { return m_text.substr(m_token.position); }

    /// Keeps the first mistake. Always false.
    bool fail(std::size_t position, std::size_t length, std::string message);
    bool fail(const Token& token, std::string message)
    {
        return fail(token.position, token.length, std::move(message));
    }
    const std::optional<ExpressionMistake>& mistake() const { return m_mistake; }

private:
    Token tokenAt(std::size_t position) const;
    Token numberAt(std::size_t position) const;
    Token textAt(std::size_t position) const;
    Token symbolAt(std::size_t position) const;

    std::string_view m_text;
    std::size_t m_offset = 0;
    Token m_token;
    std::optional<ExpressionMistake> m_mistake;
};

/// Reads "(a, b, step)" after the word range; false with a mistake in the scanner when it is wrong or counts nothing.
bool readRange(ExpressionScanner& scanner, const Token& word, IntegerRange& range);

/// "A has layers 0–31"
std::string layersOf(const std::string& model, std::uint32_t layers);

} // namespace layerloom::core
