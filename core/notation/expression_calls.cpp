#include "core/base/result.h"
#include "core/notation/expression_parser.h"
#include "core/stack/stack_rules.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxRysBlocks = 1'000;

std::string lowered(std::string_view word)
{
    std::string text(word);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

template <typename Recipe> bool ExpressionParser::addRecipe(const Token& name, Recipe&& recipe, Blocks& out)
{
    const Result<Blocks> made = guarded(std::forward<Recipe>(recipe));
    if (!made)
        return m_scanner.fail(name, made.error().message());
    if (!hasRoom(name, out.size() + made->size()))
        return false;
    out.insert(out.end(), made->begin(), made->end());
    return true;
}

/// After "name(".
bool ExpressionParser::call(const Token& name, Blocks& out)
{
    const std::string recipe = lowered(name.text);
    if (recipe == "list")
        return list(')', out);
    if (recipe == "dus" || recipe == "idus")
        return dusCall(name, out);
    if (recipe == "interlock")
        return interlockCall(name, out);
    if (recipe == "repeat")
        return repeatCall(out);
    if (recipe == "rys")
        return rysCall(name, true, out);
    return m_scanner.fail(name,
                          "There is no recipe called \"" + std::string(name.text.substr(0, 40))
                              + "\": dus, idus, interlock, repeat and rys are known");
}

bool ExpressionParser::dusCall(const Token& name, Blocks& out)
{
    const bool interlocked = lowered(name.text) == "idus";
    std::uint32_t m = 0;
    std::uint32_t g = 0;
    if (!optionalModel() || !number(m) || (interlocked && !(m_scanner.expect(',') && number(g)))
        || !m_scanner.expect(')'))
        return false;
    const std::uint32_t n = m_models[m_model].layers;
    if (!hasRoom(name, n))
        return false;
    const auto make = [&] { return interlocked ? interlock(m_model, m_model, n, m, g) : dus(m_model, n, m); };
    return addRecipe(name, make, out);
}

bool ExpressionParser::interlockCall(const Token& name, Blocks& out)
{
    Blocks first;
    Blocks second;
    std::uint32_t g = 0;
    if (!item(first) || !m_scanner.expect(',') || !item(second) || !m_scanner.expect(',') || !number(g)
        || !m_scanner.expect(')'))
        return false;
    return addRecipe(
        name, [&] { return interlock(first, second, g); }, out);
}

bool ExpressionParser::repeatCall(Blocks& out)
{
    const std::size_t begin = out.size();
    if (!item(out) || !m_scanner.expect(','))
        return false;
    const Token times = m_scanner.peek();
    std::uint32_t k = 0;
    return number(k) && repeatBlocks(times, out, begin, k) && m_scanner.expect(')');
}

bool ExpressionParser::rysCall(const Token& name, bool inParentheses, Blocks& out)
{
    if (!optionalModel())
        return false;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks;
    std::uint64_t size = m_models[m_model].layers;
    do {
        const Token at = m_scanner.peek();
        std::uint32_t i = 0;
        std::uint32_t j = 0;
        if (!number(i) || !m_scanner.expect(',') || !number(j))
            return false;
        size += j > i ? j - i : 0;
        blocks.emplace_back(i, j);
        if (blocks.size() > kMaxRysBlocks || !hasRoom(at, size))
            return m_scanner.fail(at, "More than " + std::to_string(kMaxRysBlocks) + " blocks are too many");
    } while (m_scanner.takeIf(';'));
    if (inParentheses && !m_scanner.expect(')'))
        return false;
    if (!inParentheses && m_scanner.peek().kind != Token::Kind::End)
        return m_scanner.fail(m_scanner.peek(), "Blocks are written as 31,34; 43,45");
    const std::uint32_t n = m_models[m_model].layers;
    return addRecipe(
        name, [&] { return rys(m_model, n, blocks); }, out);
}

bool ExpressionParser::number(std::uint32_t& found)
{
    const Token token = m_scanner.peek();
    if (token.kind != Token::Kind::Number)
        return m_scanner.fail(token, "A whole number is expected here");
    if (token.number > std::numeric_limits<std::uint32_t>::max())
        return m_scanner.fail(token, "The number is too large");
    m_scanner.take();
    found = static_cast<std::uint32_t>(token.number);
    return true;
}

} // namespace layerloom::core
