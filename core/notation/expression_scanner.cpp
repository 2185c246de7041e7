#include "core/notation/expression_scanner.h"

#include "core/base/text.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::string_view kEnDash = "\xE2\x80\x93";
constexpr std::string_view kTimes = "\xC3\x97";

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Bytes of the UTF-8 character that begins with `lead`.
std::size_t characterBytes(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

} // namespace

std::string Token::unquoted() const
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size())
            ++i;
        plain.push_back(text[i]);
    }
    return plain;
}

std::uint64_t IntegerRange::count() const
{
    if (step > 0)
        return begin < end ? static_cast<std::uint64_t>((end - begin - 1) / step + 1) : 0;
    return begin > end ? static_cast<std::uint64_t>((begin - end - 1) / -step + 1) : 0;
}

ExpressionScanner::ExpressionScanner(std::string_view text, std::size_t offset)
    : m_text(text)
    , m_offset(offset)
{
    m_token = tokenAt(0);
}

Token ExpressionScanner::take()
{
    const Token taken = m_token;
    m_token = tokenAt(taken.position + taken.length);
    return taken;
}

bool ExpressionScanner::takeIf(char symbol)
{
    if (!m_token.is(symbol))
        return false;
    take();
    return true;
}

bool ExpressionScanner::expect(char symbol)
{
    return takeIf(symbol) || fail(m_token, std::string("A ") + symbol + " is missing");
}

bool ExpressionScanner::fail(std::size_t position, std::size_t length, std::string message)
{
    if (!m_mistake)
        m_mistake = ExpressionMistake {position + m_offset, length, std::move(message)};
    return false;
}

Token ExpressionScanner::tokenAt(std::size_t position) const
{
    while (position < m_text.size() && isBlank(m_text[position]))
        ++position;
    if (position >= m_text.size())
        return {Token::Kind::End, m_text.size(), 0, {}, 0, 0};
    const char c = m_text[position];
    if (isDigit(c))
        return numberAt(position);
    if (c == '"' || c == '\'')
        return textAt(position);
    if (!isLetter(c))
        return symbolAt(position);
    std::size_t end = position;
    while (end < m_text.size() && isLetter(m_text[end]))
        ++end;
    return {Token::Kind::Word, position, end - position, m_text.substr(position, end - position), 0, 0};
}

Token ExpressionScanner::numberAt(std::size_t position) const
{
    std::int64_t number = 0;
    std::size_t end = position;
    for (; end < m_text.size() && isDigit(m_text[end]); ++end)
        number = std::min(number * 10 + (m_text[end] - '0'), Token::kHuge);
    return {
        Token::Kind::Number, position, end - position, m_text.substr(position, end - position), number, 0};
}

Token ExpressionScanner::textAt(std::size_t position) const
{
    std::size_t end = position + 1;
    while (end < m_text.size() && m_text[end] != m_text[position])
        end += m_text[end] == '\\' ? 2U : 1U;
    end = std::min(end, m_text.size());
    const std::string_view inside = m_text.substr(position + 1, end - position - 1);
    const std::size_t length = std::min(end + 1, m_text.size()) - position;
    return {Token::Kind::Text, position, length, inside, 0, 0};
}

Token ExpressionScanner::symbolAt(std::size_t position) const
{
    const std::string_view rest = m_text.substr(position);
    const auto symbol = [&](std::size_t length, char meaning) {
        return Token {Token::Kind::Symbol, position, length, rest.substr(0, length), 0, meaning};
    };
    if (rest.starts_with(".."))
        return symbol(2, '.');
    if (rest.starts_with(kEnDash))
        return symbol(kEnDash.size(), '-');
    if (rest.starts_with(kTimes))
        return symbol(kTimes.size(), '*');
    if (rest.front() != '.' && static_cast<unsigned char>(rest.front()) < 0x80)
        return symbol(1, rest.front());
    return symbol(std::min(characterBytes(rest.front()), rest.size()), '?');
}

bool readRange(ExpressionScanner& scanner, const Token& word, IntegerRange& range)
{
    if (!scanner.expect('('))
        return false;
    std::int64_t numbers[3] = {};
    std::size_t given = 0;
    do {
        const bool negative = scanner.takeIf('-');
        const Token number = scanner.peek();
        if (number.kind != Token::Kind::Number || given == 3)
            return scanner.fail(number, "range takes one to three whole numbers");
        scanner.take();
        numbers[given++] = negative ? -number.number : number.number;
    } while (scanner.takeIf(','));
    const std::size_t end = scanner.peek().position + scanner.peek().length;
    if (!scanner.expect(')'))
        return false;
    if (given == 1)
        range = {0, numbers[0], 1};
    else
        range = {numbers[0], numbers[1], given == 3 ? numbers[2] : 1};
    if (range.step == 0)
        return scanner.fail(word.position, end - word.position, "The step of a range cannot be 0");
    if (range.count() == 0)
        return scanner.fail(word.position, end - word.position,
                            "This range holds no layers: it ends before its second number");
    return true;
}

std::string layersOf(const std::string& model, std::uint32_t layers)
{
    if (layers == 0)
        return model + " has no layers";
    if (layers == 1)
        return model + " has only layer 0";
    return model + " has layers 0–" + std::to_string(layers - 1);
}

} // namespace layerloom::core
