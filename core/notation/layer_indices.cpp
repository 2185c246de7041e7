#include "core/notation/layer_indices.h"

#include "core/base/text.h"
#include "core/notation/expression_scanner.h"
#include "core/stack/limits.h"

namespace layerloom::core {

namespace {

/// Reads fusion_bench's lists: whole numbers, range(…), lists of them, and all of these in quotes.
class IndicesParser {
public:
    explicit IndicesParser(std::uint32_t layers)
        : m_layers(layers)
    {}

    ParsedExpression parse(std::string_view text)
    {
        ExpressionScanner scanner(text);
        if (!list(scanner, 0))
            return {{}, scanner.mistake()};
        return {std::move(m_blocks), std::nullopt};
    }

private:
    /// Elements up to `closing`, or to the end when it is 0.
    bool list(ExpressionScanner& scanner, char closing)
    {
        bool first = true;
        while (!(closing ? scanner.takeIf(closing) : scanner.peek().kind == Token::Kind::End)) {
            if (!first && !scanner.expect(','))
                return false;
            first = false;
            const bool trailing = closing && scanner.peek().is(closing);
            if (!trailing && !element(scanner))
                return false;
        }
        return true;
    }

    bool element(ExpressionScanner& scanner)
    {
        const Token token = scanner.take();
        if (token.kind == Token::Kind::Number)
            return add(scanner, token, token.number);
        if (token.is('-') && scanner.peek().kind == Token::Kind::Number) {
            const Token number = scanner.take();
            return add(scanner, number, -number.number);
        }
        if (token.isWord("range"))
            return addRange(scanner, token);
        if (token.kind == Token::Kind::Text)
            return quoted(scanner, token);
        if (token.is('[') || (token.isWord("list") && scanner.takeIf('(')))
            return nested(scanner, token);
        return scanner.fail(token, "A layer index, a range(…) or a list is expected here");
    }

    bool nested(ExpressionScanner& scanner, const Token& token)
    {
        if (m_depth == kMaxExpressionDepth)
            return scanner.fail(token, "The lists are nested too deeply");
        ++m_depth;
        const bool read = list(scanner, token.is('[') ? ']' : ')');
        --m_depth;
        return read;
    }

    bool quoted(ExpressionScanner& scanner, const Token& token)
    {
        if (m_quoted)
            return scanner.fail(token, "A quoted text cannot hold another one");
        if (!token.isClosed())
            return scanner.fail(token, "A closing quote is missing");
        ExpressionScanner inside(token.text, token.position + 1);
        m_quoted = true;
        const bool read = list(inside, 0);
        m_quoted = false;
        if (const auto& mistake = inside.mistake())
            return scanner.fail(mistake->position, mistake->length, mistake->message);
        return read;
    }

    bool addRange(ExpressionScanner& scanner, const Token& word)
    {
        IntegerRange range;
        if (!readRange(scanner, word, range) || !exists(scanner, word, range.first())
            || !exists(scanner, word, range.last()))
            return false;
        for (std::uint64_t i = 0; i < range.count(); ++i)
            if (!add(scanner, word, range.begin + range.step * static_cast<std::int64_t>(i)))
                return false;
        return true;
    }

    bool exists(ExpressionScanner& scanner, const Token& token, std::int64_t index) const
    {
        const std::int64_t layers = m_layers;
        return (index >= -layers && index < layers)
            || scanner.fail(token,
                            "Layer " + std::to_string(index)
                                + " does not exist: " + layersOf("the model", m_layers));
    }

    bool add(ExpressionScanner& scanner, const Token& token, std::int64_t index)
    {
        if (!exists(scanner, token, index))
            return false;
        if (m_blocks.size() == kMaxBlocks)
            return scanner.fail(token, "The list is longer than " + groupedDigits(kMaxBlocks) + " layers");
        const std::int64_t layer = index < 0 ? index + m_layers : index;
        m_blocks.push_back({0, LayerIndex::from(layer), {}, false});
        return true;
    }

    std::uint32_t m_layers;
    int m_depth = 0;
    bool m_quoted = false;
    Blocks m_blocks;
};

} // namespace

ParsedExpression parseLayerIndices(std::string_view text, std::uint32_t layers)
{
    if (text.size() > kMaxExpressionBytes)
        return {{}, ExpressionMistake {0, text.size(), "The list is longer than 1,000,000 bytes"}};
    if (!isUtf8(text))
        return {{}, ExpressionMistake {0, text.size(), "The list is not UTF-8"}};
    return IndicesParser(layers).parse(text);
}

} // namespace layerloom::core
