#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Scans a JSON text once from left to right without building a tree, for headers of 100 MB and for edits
/// that keep the rest of the text. Every failure is Error{Corrupt} with the name of the text, line and
/// column.
class JsonScan {
public:
    /// Strict is RFC 8259; Python also has NaN, Infinity, -Infinity and lone surrogates.
    enum class Dialect { Strict, Python };

    /// Failure messages begin with `name` ("The header of model.safetensors"). REQUIRES: `text` is UTF-8 and
    /// outlives this.
    JsonScan(std::string_view text, std::string name, Dialect dialect = Dialect::Strict);

    /// Offset of the next token.
    std::size_t position();
    /// Offset of the end of the last token.
    std::size_t passed() const { return m_at; }
    /// First character of the next token; 0 at the end.
    char peek();
    void expect(char c);
    bool consume(char c);
    /// A string, decoded.
    std::string string();
    /// A number without sign, fraction and exponent that fits 64 bits.
    std::uint64_t unsignedInteger();
    /// Skips any value and returns its text.
    std::string_view value();
    /// Throws unless only white space is left.
    void expectEnd();
    [[noreturn]] void fail(std::string_view reason) const;

    /// Calls `member(name)` for each member of an object; it must consume the value.
    template <typename Member> void object(Member&& member)
    {
        expect('{');
        if (consume('}'))
            return;
        do {
            std::string name = string();
            expect(':');
            member(std::move(name));
        } while (consume(','));
        expect('}');
    }
    /// Calls `element()` for each element of an array; it must consume it.
    template <typename Element> void array(Element&& element)
    {
        expect('[');
        if (consume(']'))
            return;
        do
            element();
        while (consume(','));
        expect(']');
    }

private:
    void skipSpace();
    void skipValue();
    void skipNumber();
    void skipDigits();
    bool skipWord(std::string_view word);
    void appendEscape(std::string& out);
    std::uint32_t codePoint();
    std::uint32_t fourHexDigits();

    std::string_view m_text;
    std::string m_name;
    Dialect m_dialect;
    std::size_t m_at = 0;
    int m_depth = 0;
};

/// A string as a JSON value.
std::string jsonQuoted(std::string_view text);

} // namespace layerloom::core
