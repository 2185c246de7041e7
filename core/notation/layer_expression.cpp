#include "core/notation/layer_expression.h"

#include "core/base/text.h"
#include "core/notation/expression_parser.h"

namespace layerloom::core {

ParsedExpression parseExpression(std::string_view text, std::span<const ExpressionModel> models)
{
    if (text.size() > kMaxExpressionBytes)
        return {{}, ExpressionMistake {0, text.size(), "The text is longer than 1,000,000 bytes"}};
    if (!isUtf8(text))
        return {{}, ExpressionMistake {0, text.size(), "The text is not UTF-8"}};
    return ExpressionParser(text, models).parse();
}

std::vector<ExpressionModel> expressionModels(const Stack& stack)
{
    std::vector<ExpressionModel> models;
    for (const Source& source : stack.setup.sources)
        models.push_back({source.label, source.layers});
    return models;
}

} // namespace layerloom::core
