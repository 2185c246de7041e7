#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Walks over a JSON text once, from left to right, without building a tree: headers of 100 MB and texts that must
/// stay as they are need no more. Every failure is Error{Corrupt} with the name of the text, line and column.
class JsonScan {
public:
    /// Strict is RFC 8259; Python also has NaN, Infinity, -Infinity and lone surrogates.
    enum class Dialect { Strict, Python };

    /// `name` begins the sentence of a failure: "The header of model.safetensors". `text` must outlive the scan and
    /// be UTF-8.
    JsonScan(std::string_view text, std::string name, Dialect dialect = Dialect::Strict);

    /// Where the next token begins.
    std::size_t position();
    /// Where the last token ended.
    std::size_t passed() const { return m_at; }
    /// First character of the next token; 0 at the end.
    char peek();
    void expect(char c);
    bool consume(char c);
    /// A string, decoded.
    std::string string();
    /// A number without sign, fraction and exponent that fits 64 bits.
    std::uint64_t unsignedInteger();
    /// Steps over any value and returns its text.
    std::string_view value();
    /// Throws when anything but white space is left.
    void expectEnd();
    [[noreturn]] void fail(std::string_view reason) const;

    /// Calls `member(name)` for each member of an object; it must step over the value.
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
    /// Calls `element()` for each element of an array; it must step over it.
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
