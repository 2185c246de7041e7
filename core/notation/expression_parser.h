#pragma once

#include "core/notation/expression_scanner.h"

#include <span>

namespace layerloom::core {

/// Reads one layer expression; see parseExpression(). Functions return false once a mistake was found.
class ExpressionParser {
public:
    ExpressionParser(std::string_view text, std::span<const ExpressionModel> models)
        : m_scanner(text)
        , m_models(models)
    {}

    ParsedExpression parse();

private:
    using Numbers = std::vector<std::uint32_t>;

    /// Items up to `closing`, or to the end when it is 0.
    bool list(char closing, Blocks& out);
    bool atEndOf(char closing) const;
    bool item(Blocks& out);
    bool itemBody(Blocks& out);
    bool span(Blocks& out);
    bool numbers(Blocks& out);
    bool bracket(Blocks& out);
    bool halfOpen(const Token& open, bool& matched, Blocks& out);
    bool rangeCall(Blocks& out);
    bool startsSpan() const;

    bool model();
    bool modelNamed(const Token& token);
    bool currentModel(const Token& token);
    bool optionalModel();

    bool scales(Blocks& out, std::size_t begin);
    bool scale(std::vector<Scale>& found);
    bool scaleName(Scale& found);
    bool count(Blocks& out, std::size_t begin);
    bool repeatBlocks(const Token& token, Blocks& out, std::size_t begin, std::int64_t times);

    bool call(const Token& name, Blocks& out);
    bool dusCall(const Token& name, Blocks& out);
    bool interlockCall(const Token& name, Blocks& out);
    bool repeatCall(Blocks& out);
    bool rysCall(const Token& name, bool inParentheses, Blocks& out);
    bool number(std::uint32_t& found);

    bool exists(const Token& token, std::int64_t layer);
    bool addLayers(const Token& token, const IntegerRange& range, Blocks& out);
    bool hasRoom(const Token& token, std::uint64_t blocks);
    /// Appends what a recipe gives; its complaint becomes a mistake at `name`.
    template <typename Recipe> bool addRecipe(const Token& name, Recipe&& recipe, Blocks& out);

    ExpressionScanner m_scanner;
    std::span<const ExpressionModel> m_models;
    SourceIndex m_model = 0;
    int m_depth = 0;
    std::uint64_t m_scaleCount = 0;
};

} // namespace layerloom::core
