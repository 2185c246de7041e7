#pragma once

#include "core/notation/expression_scales.h"
#include "core/notation/layer_reader.h"

#include <span>

namespace layerloom::core {

/// Reads one layer expression by recursive descent; see parseExpression(). Functions return false once a mistake was
/// found.
class ExpressionParser {
public:
    ExpressionParser(std::string_view text, std::span<const ExpressionModel> models)
        : m_scanner(text)
        , m_layers(m_scanner, models)
        , m_scales(m_scanner)
    {}
    ExpressionParser(const ExpressionParser&) = delete;
    ExpressionParser& operator=(const ExpressionParser&) = delete;

    ParsedExpression parse();

private:
    /// Items up to `closing`, or to the end when it is 0.
    bool list(char closing, Blocks& out);
    bool atEndOf(char closing) const;
    bool item(Blocks& out);
    bool itemBody(Blocks& out);
    bool span(Blocks& out);
    bool startsSpan() const;
    bool numbers(Blocks& out);
    bool bracket(Blocks& out);
    bool halfOpen(const Token& open, bool& matched, Blocks& out);
    bool rangeCall(Blocks& out);

    bool call(const Token& name, Blocks& out);
    bool interlockCall(const Token& name, Blocks& out);
    bool repeatCall(Blocks& out);
    bool count(Blocks& out, std::size_t begin);
    /// Repeats the blocks from `begin` on so that they stand there `times` times in all.
    bool repeatBlocks(const Token& token, Blocks& out, std::size_t begin, std::int64_t times);

    ExpressionScanner m_scanner;
    LayerReader m_layers;
    ScaleReader m_scales;
    int m_depth = 0;
};

} // namespace layerloom::core
