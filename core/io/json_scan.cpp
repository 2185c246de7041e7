#include "core/io/json_scan.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace layerloom::core {

namespace {

constexpr int kMaxDepth = 256;
constexpr std::uint32_t kReplacement = 0xFFFD;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20;
}

char plainEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

} // namespace

JsonScan::JsonScan(std::string_view text, std::string name, Dialect dialect)
    : m_text(text)
    , m_name(std::move(name))
    , m_dialect(dialect)
{}

std::size_t JsonScan::position()
{
    skipSpace();
    return m_at;
}

char JsonScan::peek()
{
    skipSpace();
    return m_at < m_text.size() ? m_text[m_at] : '\0';
}

void JsonScan::expect(char c)
{
    if (!consume(c))
        fail(std::string("'") + c + "' is expected");
}

bool JsonScan::consume(char c)
{
    if (peek() != c || m_at == m_text.size())
        return false;
    ++m_at;
    return true;
}

std::string JsonScan::string()
{
    if (!consume('"'))
        fail("a name in quotes is expected");
    std::string out;
    for (;;) {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\\'
               && !isControl(m_text[m_at]))
            ++m_at;
        out.append(m_text, begin, m_at - begin);
        if (m_at == m_text.size())
            fail("a string does not end");
        const char c = m_text[m_at++];
        if (c == '"')
            return out;
        if (c != '\\') {
            --m_at;
            fail("a string holds a control character");
        }
        appendEscape(out);
    }
}

void JsonScan::appendEscape(std::string& out)
{
    const char c = m_at < m_text.size() ? m_text[m_at++] : '\0';
    if (c == 'u') {
        appendUtf8(out, codePoint());
        return;
    }
    const char plain = plainEscape(c);
    if (plain == 0)
        fail("a string holds an unknown escape");
    out += plain;
}

std::uint32_t JsonScan::codePoint()
{
    const std::uint32_t first = fourHexDigits();
    if (first < 0xD800 || first > 0xDFFF)
        return first;
    if (first < 0xDC00 && m_text.substr(m_at, 2) == "\\u") {
        const std::size_t before = m_at;
        m_at += 2;
        const std::uint32_t second = fourHexDigits();
        if (second >= 0xDC00 && second <= 0xDFFF)
            return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
        m_at = before;
    }
    if (m_dialect == Dialect::Strict)
        fail("a string holds half of a surrogate pair");
    return kReplacement;
}

std::uint32_t JsonScan::fourHexDigits()
{
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
        const char c = m_at < m_text.size() ? m_text[m_at] : '\0';
        std::uint32_t digit = 0;
        if (isDigit(c))
            digit = static_cast<std::uint32_t>(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = static_cast<std::uint32_t>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            digit = static_cast<std::uint32_t>(c - 'A' + 10);
        else
            fail("four hexadecimal digits are expected");
        code = code * 16 + digit;
        ++m_at;
    }
    return code;
}

std::uint64_t JsonScan::unsignedInteger()
{
    const std::size_t begin = position();
    std::uint64_t number = 0;
    while (m_at < m_text.size() && isDigit(m_text[m_at])) {
        const auto digit = static_cast<std::uint64_t>(m_text[m_at] - '0');
        if (__builtin_mul_overflow(number, std::uint64_t {10}, &number)
            || __builtin_add_overflow(number, digit, &number))
            fail("a number does not fit 64 bits");
        ++m_at;
    }
    const bool continues =
        m_at < m_text.size() && (m_text[m_at] == '.' || m_text[m_at] == 'e' || m_text[m_at] == 'E');
    if (m_at == begin || continues || (m_text[begin] == '0' && m_at - begin > 1)) {
        m_at = begin;
        fail("a whole number that is not negative is expected");
    }
    return number;
}

std::string_view JsonScan::value()
{
    const std::size_t begin = position();
    skipValue();
    return m_text.substr(begin, m_at - begin);
}

void JsonScan::skipValue()
{
    const char c = peek();
    if (c == '"') {
        string();
        return;
    }
    if (c == '{' || c == '[') {
        if (++m_depth > kMaxDepth)
            fail("it is nested deeper than " + std::to_string(kMaxDepth) + " levels");
        if (c == '{')
            object([this](const std::string&) { skipValue(); });
        else
            array([this] { skipValue(); });
        --m_depth;
        return;
    }
    if (skipWord("true") || skipWord("false") || skipWord("null"))
        return;
    if (m_dialect == Dialect::Python && (skipWord("NaN") || skipWord("Infinity") || skipWord("-Infinity")))
        return;
    skipNumber();
}

void JsonScan::skipNumber()
{
    const std::size_t begin = m_at;
    if (m_at < m_text.size() && m_text[m_at] == '-')
        ++m_at;
    const std::size_t digits = m_at;
    skipDigits();
    if (m_text[digits] == '0' && m_at - digits > 1) {
        m_at = begin;
        fail("a number begins with 0");
    }
    if (m_at < m_text.size() && m_text[m_at] == '.') {
        ++m_at;
        skipDigits();
    }
    if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
        ++m_at;
        if (m_at < m_text.size() && (m_text[m_at] == '+' || m_text[m_at] == '-'))
            ++m_at;
        skipDigits();
    }
}

void JsonScan::skipDigits()
{
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && isDigit(m_text[m_at]))
        ++m_at;
    if (m_at == begin)
        fail("a value is expected");
}

bool JsonScan::skipWord(std::string_view word)
{
    if (m_text.substr(m_at, word.size()) != word)
        return false;
    m_at += word.size();
    return true;
}

void JsonScan::expectEnd()
{
    if (position() != m_text.size())
        fail("there is more text after the end");
}

void JsonScan::skipSpace()
{
    while (m_at < m_text.size()
           && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r'))
        ++m_at;
}

void JsonScan::fail(std::string_view reason) const
{
    const std::string_view before = m_text.substr(0, m_at);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t lineStart = before.rfind('\n');
    const std::size_t column = lineStart == std::string_view::npos ? m_at + 1 : m_at - lineStart;
    throw Error(ErrorCode::Corrupt,
                m_name + " is not valid JSON (line " + std::to_string(line) + ", column "
                    + std::to_string(column) + "): " + std::string(reason));
}

std::string jsonQuoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (isControl(c)) {
            std::array<char, 8> escape {};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace layerloom::core
