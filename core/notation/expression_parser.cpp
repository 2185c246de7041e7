#include "core/notation/expression_parser.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/notation/expression_calls.h"
#include "core/stack/stack_rules.h"

namespace layerloom::core {

namespace {

bool isSeparator(const Token& token)
{
    return token.is(',') || token.is('+') || token.is(';');
}

} // namespace

ParsedExpression ExpressionParser::parse()
{
    Blocks blocks;
    const Token first = m_scanner.peek();
    bool read = true;
    if (first.isWord("layers") && m_scanner.peekSecond().is(':')) {
        m_scanner.take();
        m_scanner.take();
    }
    if (first.isWord("rys") && !m_scanner.peekSecond().is('(')) {
        m_scanner.take();
        m_scanner.takeIf(':');
        read = readRecipeCall(m_scanner, m_layers, first, 0, blocks);
    } else {
        read = list(0, blocks);
    }
    if (!read)
        return {{}, m_scanner.mistake()};
    return {std::move(blocks), std::nullopt};
}

bool ExpressionParser::atEndOf(char closing) const
{
    const Token& token = m_scanner.peek();
    return closing ? token.is(closing) : token.kind == Token::Kind::End;
}

bool ExpressionParser::list(char closing, Blocks& out)
{
    const std::size_t begin = out.size();
    Token separator;
    while (!atEndOf(closing)) {
        const Token token = m_scanner.peek();
        if (token.kind == Token::Kind::End)
            return m_scanner.expect(closing);
        if (!isSeparator(token)) {
            separator = {};
            if (!item(out))
                return false;
            continue;
        }
        if (out.size() == begin || isSeparator(separator))
            return m_scanner.fail(token, "A layer or a range is missing before " + std::string(token.text));
        separator = m_scanner.take();
    }
    if (separator.is('+'))
        return m_scanner.fail(separator, "A layer or a range is missing after +");
    if (closing && out.size() == begin)
        return m_scanner.fail(m_scanner.peek(), "An empty list holds no layers");
    return !closing || m_scanner.expect(closing);
}

bool ExpressionParser::item(Blocks& out)
{
    if (m_depth == kMaxExpressionDepth)
        return m_scanner.fail(m_scanner.peek(), "The brackets are nested too deeply");
    ++m_depth;
    const std::size_t begin = out.size();
    const bool read = itemBody(out) && m_scales.takeScales(out, begin) && count(out, begin);
    --m_depth;
    return read;
}

bool ExpressionParser::itemBody(Blocks& out)
{
    const Token token = m_scanner.peek();
    if (m_layers.startsModel()) {
        if (!m_layers.takeModel())
            return false;
        const bool colon = m_scanner.takeIf(':');
        if (colon || startsSpan())
            return span(out);
        return m_layers.addLayers(token, {0, m_layers.layers(), 1}, out);
    }
    return span(out);
}

bool ExpressionParser::startsSpan() const
{
    const Token& token = m_scanner.peek();
    return token.kind == Token::Kind::Number || token.is('[') || token.isWord("range");
}

bool ExpressionParser::span(Blocks& out)
{
    const Token token = m_scanner.peek();
    if (token.kind == Token::Kind::Number)
        return numbers(out);
    if (token.is('['))
        return bracket(out);
    if (token.isWord("range"))
        return rangeCall(out);
    if (token.is('(')) {
        m_scanner.take();
        return list(')', out);
    }
    if (token.kind == Token::Kind::Word && m_scanner.peekSecond().is('(')) {
        m_scanner.take();
        m_scanner.take();
        return call(token, out);
    }
    if (token.kind == Token::Kind::End)
        return m_scanner.fail(token, "A layer or a range is missing at the end");
    return m_scanner.fail(token,
                          "\"" + std::string(token.text.substr(0, 40)) + "\" is no layer, range or model");
}

bool ExpressionParser::numbers(Blocks& out)
{
    const Token first = m_scanner.take();
    if (!m_scanner.peek().is('-') && !m_scanner.peek().is('.'))
        return m_layers.addLayers(first, {first.number, first.number + 1, 1}, out);
    m_scanner.take();
    const Token last = m_scanner.peek();
    if (last.kind != Token::Kind::Number)
        return m_scanner.fail(last, "The last layer of the range is missing");
    m_scanner.take();
    if (last.number < first.number)
        return m_scanner.fail(first.position, last.position + last.length - first.position,
                              "The range runs backwards: " + std::string(last.text) + " stands before "
                                  + std::string(first.text));
    return m_layers.addLayers(last, {first.number, last.number + 1, 1}, out);
}

bool ExpressionParser::bracket(Blocks& out)
{
    const Token open = m_scanner.take();
    bool matched = false;
    if (!halfOpen(open, matched, out))
        return false;
    if (matched)
        return true;
    m_scanner.seek(open.position + open.length);
    return list(']', out);
}

/// "a:b]", "a:]", ":b]", "a:b:step]" and "a, b]"; nothing is taken for granted when it is none of them.
bool ExpressionParser::halfOpen(const Token& open, bool& matched, Blocks& out)
{
    const auto takeNumber = [&](std::int64_t otherwise) {
        return m_scanner.peek().kind == Token::Kind::Number ? m_scanner.take().number : otherwise;
    };
    const bool begins = m_scanner.peek().kind == Token::Kind::Number;
    IntegerRange range {takeNumber(0), 0, 1};
    const bool colon = m_scanner.takeIf(':');
    const bool pair =
        !colon && begins && m_scanner.takeIf(',') && m_scanner.peek().kind == Token::Kind::Number;
    if (!colon && !pair)
        return true;
    if (!m_layers.requireModel(open))
        return false;
    const Token second = m_scanner.peek();
    range.end = takeNumber(m_layers.layers());
    if (colon && m_scanner.takeIf(':'))
        range.step = takeNumber(1);
    if (!m_scanner.peek().is(']'))
        return !colon || m_scanner.expect(']');
    const Token close = m_scanner.take();
    matched = true;
    const std::size_t length = close.position + 1 - open.position;
    if (range.step == 0)
        return m_scanner.fail(open.position, length, "The step of a range cannot be 0");
    if (range.count() == 0)
        return m_scanner.fail(open.position, length,
                              "This range holds no layers: it ends before layer "
                                  + std::to_string(range.end));
    return m_layers.addLayers(second.kind == Token::Kind::Number ? second : open, range, out);
}

bool ExpressionParser::rangeCall(Blocks& out)
{
    const Token word = m_scanner.take();
    IntegerRange range;
    if (!readRange(m_scanner, word, range))
        return false;
    return m_layers.addLayers(word, range, out);
}

/// After "name(".
bool ExpressionParser::call(const Token& name, Blocks& out)
{
    const std::string word = lowered(name.text);
    if (word == "list")
        return list(')', out);
    if (word == "interlock")
        return interlockCall(name, out);
    if (word == "repeat")
        return repeatCall(out);
    if (calledRecipe(name.text))
        return readRecipeCall(m_scanner, m_layers, name, ')', out);
    return m_scanner.fail(name,
                          "There is no recipe called \"" + std::string(name.text.substr(0, 40))
                              + "\": " + callNames({"interlock", "repeat"}) + " are known");
}

bool ExpressionParser::interlockCall(const Token& name, Blocks& out)
{
    Blocks first;
    Blocks second;
    std::uint32_t g = 0;
    if (!item(first) || !m_scanner.expect(',') || !item(second) || !m_scanner.expect(',')
        || !m_layers.takeNumber(g) || !m_scanner.expect(')'))
        return false;
    const Result<Blocks> made = guarded([&] { return interlock(first, second, g); });
    if (!made)
        return m_scanner.fail(name, made.error().message());
    if (!m_layers.hasRoom(name, out.size() + made->size()))
        return false;
    out.insert(out.end(), made->begin(), made->end());
    return true;
}

bool ExpressionParser::repeatCall(Blocks& out)
{
    const std::size_t begin = out.size();
    if (!item(out) || !m_scanner.expect(','))
        return false;
    const Token times = m_scanner.peek();
    std::uint32_t k = 0;
    return m_layers.takeNumber(k) && repeatBlocks(times, out, begin, k) && m_scanner.expect(')');
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
    if (!m_layers.hasRoom(token, begin + size * static_cast<std::uint64_t>(times))
        || !m_scales.addCopies(token, out, begin, static_cast<std::uint64_t>(times - 1)))
        return false;
    out.reserve(begin + size * static_cast<std::size_t>(times));
    for (std::int64_t run = 1; run < times; ++run)
        for (std::size_t i = 0; i < size; ++i)
            out.push_back(out[begin + i]);
    return true;
}

} // namespace layerloom::core
