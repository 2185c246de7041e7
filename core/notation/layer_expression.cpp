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

} // namespace layerloom::core
