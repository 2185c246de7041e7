#include "core/notation/expression_parser.h"

#include "core/base/text.h"
#include "core/stack/limits.h"

namespace layerloom::core {

namespace {

bool isModelLetter(const Token& token)
{
    return token.kind == Token::Kind::Word && token.text.size() <= 3
        && token.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

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
        read = rysCall(first, false, blocks);
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
    const bool read = itemBody(out) && scales(out, begin) && count(out, begin);
    --m_depth;
    return read;
}

bool ExpressionParser::itemBody(Blocks& out)
{
    const Token token = m_scanner.peek();
    if (token.kind == Token::Kind::Text || (isModelLetter(token) && !m_scanner.peekSecond().is('('))) {
        if (!model())
            return false;
        const bool colon = m_scanner.takeIf(':');
        if (colon || startsSpan())
            return span(out);
        return addLayers(token, {0, m_models[m_model].layers, 1}, out);
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
        return addLayers(first, {first.number, first.number + 1, 1}, out);
    m_scanner.take();
    const Token last = m_scanner.peek();
    if (last.kind != Token::Kind::Number)
        return m_scanner.fail(last, "The last layer of the range is missing");
    m_scanner.take();
    if (last.number < first.number)
        return m_scanner.fail(first.position, last.position + last.length - first.position,
                              "The range runs backwards: " + std::string(last.text) + " stands before "
                                  + std::string(first.text));
    return addLayers(last, {first.number, last.number + 1, 1}, out);
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
    if (!currentModel(open))
        return false;
    const Token second = m_scanner.peek();
    range.end = takeNumber(m_models[m_model].layers);
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
    return addLayers(second.kind == Token::Kind::Number ? second : open, range, out);
}

bool ExpressionParser::rangeCall(Blocks& out)
{
    const Token word = m_scanner.take();
    IntegerRange range;
    if (!readRange(m_scanner, word, range))
        return false;
    return addLayers(word, range, out);
}

bool ExpressionParser::model()
{
    const Token token = m_scanner.take();
    return modelNamed(token);
}

bool ExpressionParser::modelNamed(const Token& token)
{
    if (token.kind == Token::Kind::Text) {
        if (!token.isClosed())
            return m_scanner.fail(token, "A closing quote is missing");
        const std::string label = token.unquoted();
        for (std::size_t i = 0; i < m_models.size(); ++i) {
            if (m_models[i].label != label)
                continue;
            m_model = static_cast<SourceIndex>(i);
            return true;
        }
        return m_scanner.fail(token, "There is no model called \"" + label.substr(0, 80) + "\"");
    }
    SourceIndex index = 0;
    for (const char letter : token.text)
        index = index * 26 + static_cast<SourceIndex>(letter - 'A') + 1;
    m_model = index - 1;
    return currentModel(token);
}

bool ExpressionParser::currentModel(const Token& token)
{
    if (m_model < m_models.size())
        return true;
    std::string message = "There is no model " + sourceLetter(m_model);
    if (m_models.size() == 1)
        message += ": the only one is A";
    else if (m_models.size() > 1)
        message += ": the last one is " + sourceLetter(static_cast<SourceIndex>(m_models.size() - 1));
    return m_scanner.fail(token, message);
}

bool ExpressionParser::optionalModel()
{
    const Token token = m_scanner.peek();
    if (token.kind != Token::Kind::Text && !isModelLetter(token))
        return currentModel(token);
    if (!model())
        return false;
    if (!m_scanner.takeIf(','))
        m_scanner.takeIf(':');
    return true;
}

bool ExpressionParser::exists(const Token& token, std::int64_t layer)
{
    const std::uint32_t layers = m_models[m_model].layers;
    if (layer >= 0 && layer < std::int64_t(layers))
        return true;
    const bool isHuge = token.kind == Token::Kind::Number && token.number == Token::kHuge;
    const std::string shown = isHuge ? std::string(token.text.substr(0, 24)) : std::to_string(layer);
    return m_scanner.fail(token,
                          "Layer " + shown + " does not exist: " + layersOf(sourceLetter(m_model), layers));
}

bool ExpressionParser::addLayers(const Token& token, const IntegerRange& range, Blocks& out)
{
    if (!currentModel(token))
        return false;
    if (range.count() == 0)
        return m_scanner.fail(token, layersOf(sourceLetter(m_model), m_models[m_model].layers));
    const bool forward = range.step > 0;
    if (!exists(token, forward ? range.last() : range.first())
        || !exists(token, forward ? range.first() : range.last()))
        return false;
    if (!hasRoom(token, out.size() + range.count()))
        return false;
    for (std::uint64_t i = 0; i < range.count(); ++i) {
        const std::int64_t layer = range.begin + range.step * static_cast<std::int64_t>(i);
        out.push_back({m_model, static_cast<std::uint32_t>(layer), {}, false});
    }
    return true;
}

bool ExpressionParser::hasRoom(const Token& token, std::uint64_t blocks)
{
    return blocks <= kMaxBlocks
        || m_scanner.fail(token, "The list is longer than " + groupedDigits(kMaxBlocks) + " layers");
}

} // namespace layerloom::core
