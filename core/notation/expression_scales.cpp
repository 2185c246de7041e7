#include "core/base/text.h"
#include "core/notation/expression_parser.h"
#include "core/stack/limits.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace layerloom::core {

bool ExpressionParser::scales(Blocks& out, std::size_t begin)
{
    const Token open = m_scanner.peek();
    if (!m_scanner.takeIf('{'))
        return true;
    std::vector<Scale> found;
    do {
        if (!scale(found))
            return false;
    } while (m_scanner.takeIf(','));
    if (!m_scanner.expect('}'))
        return false;
    m_scaleCount += found.size() * (out.size() - begin);
    if (m_scaleCount > kMaxScales)
        return m_scanner.fail(open, "The list has more than " + groupedDigits(kMaxScales) + " scales");
    for (std::size_t i = begin; i < out.size(); ++i) {
        std::vector<Scale>& all = out[i].scales;
        all.insert(all.end(), found.begin(), found.end());
        if (all.size() > kMaxScalesPerBlock)
            return m_scanner.fail(open,
                                  "A layer has more than " + std::to_string(kMaxScalesPerBlock) + " scales");
    }
    return true;
}

bool ExpressionParser::scale(std::vector<Scale>& found)
{
    Scale scale;
    if (!scaleName(scale) || !m_scanner.expect('='))
        return false;
    const Token token = m_scanner.peek();
    const std::string_view rest = m_scanner.rest();
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), scale.factor);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || !std::isfinite(scale.factor))
        return m_scanner.fail(token.position, std::max<std::size_t>(length, token.length),
                              "A number is expected after =");
    m_scanner.seek(token.position + length);
    found.push_back(std::move(scale));
    return found.size() <= kMaxScalesPerBlock
        || m_scanner.fail(token, "A layer has more than " + std::to_string(kMaxScalesPerBlock) + " scales");
}

bool ExpressionParser::scaleName(Scale& found)
{
    const Token token = m_scanner.peek();
    if (token.kind == Token::Kind::Text) {
        if (!token.isClosed())
            return m_scanner.fail(token, "A closing quote is missing");
        found.tensor = m_scanner.take().unquoted();
    } else {
        const std::string_view rest = m_scanner.rest();
        const std::string_view name = rest.substr(0, rest.find_first_of("=,{}\""));
        found.tensor = trimmed(name) == "*" ? std::string() : std::string(trimmed(name));
        m_scanner.seek(token.position + name.size());
    }
    return found.tensor.size() <= kMaxScaleName
        || m_scanner.fail(token,
                          "The name of a tensor is longer than " + std::to_string(kMaxScaleName) + " bytes");
}

bool ExpressionParser::count(Blocks& out, std::size_t begin)
{
    while (m_scanner.peek().is('*') || m_scanner.peek().isWord("x") || m_scanner.peek().isWord("X")) {
        const bool isModelX =
            m_scanner.peek().isWord("X") && m_scanner.peekSecond().kind != Token::Kind::Number;
        if (isModelX)
            return true;
        m_scanner.take();
        const Token times = m_scanner.peek();
        if (times.kind != Token::Kind::Number)
            return m_scanner.fail(times, "How often to repeat is missing");
        m_scanner.take();
        if (!repeatBlocks(times, out, begin, times.number))
            return false;
    }
    return true;
}

bool ExpressionParser::repeatBlocks(const Token& token, Blocks& out, std::size_t begin, std::int64_t times)
{
    if (times == 0)
        return m_scanner.fail(token, "A repeat must be at least 1");
    const std::size_t size = out.size() - begin;
    if (!hasRoom(token, begin + size * static_cast<std::uint64_t>(times)))
        return false;
    std::uint64_t scaleCount = 0;
    for (std::size_t i = begin; i < out.size(); ++i)
        scaleCount += out[i].scales.size();
    m_scaleCount += scaleCount * static_cast<std::uint64_t>(times - 1);
    if (m_scaleCount > kMaxScales)
        return m_scanner.fail(token, "The list has more than " + groupedDigits(kMaxScales) + " scales");
    out.reserve(begin + size * static_cast<std::size_t>(times));
    for (std::int64_t run = 1; run < times; ++run)
        for (std::size_t i = 0; i < size; ++i)
            out.push_back(out[begin + i]);
    return true;
}

} // namespace layerloom::core
