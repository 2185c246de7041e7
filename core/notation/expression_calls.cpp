#include "core/notation/expression_calls.h"

#include "core/base/result.h"
#include "core/base/text.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxRanges = 1'000;

/// "31,34; 43,45". A range adds its layers to the model's, which must leave room.
bool takeRanges(ExpressionScanner& scanner, LayerReader& layers, std::vector<std::uint32_t>& values)
{
    std::uint64_t size = layers.layers();
    do {
        const Token at = scanner.peek();
        std::uint32_t i = 0;
        std::uint32_t j = 0;
        if (!layers.takeNumber(i) || !scanner.expect(',') || !layers.takeNumber(j))
            return false;
        size += j > i ? j - i : 0;
        values.insert(values.end(), {i, j});
        if (values.size() > 2 * kMaxRanges || !layers.hasRoom(at, size))
            return scanner.fail(at, "More than " + std::to_string(kMaxRanges) + " blocks are too many");
    } while (scanner.takeIf(';'));
    return true;
}

bool takeRequired(ExpressionScanner& scanner, LayerReader& layers, const Recipe& recipe, RecipeInput& input)
{
    bool isFirst = true;
    for (const RecipeParameter& parameter : recipe.parameters) {
        std::vector<std::uint32_t>& values = input.values.emplace_back();
        if (!parameter.isRequired) {
            values.push_back(parameter.initial(input));
            continue;
        }
        if (!isFirst && !scanner.expect(','))
            return false;
        isFirst = false;
        const bool taken = parameter.kind == RecipeParameter::Kind::Ranges
            ? takeRanges(scanner, layers, values)
            : layers.takeNumber(values.emplace_back());
        if (!taken)
            return false;
    }
    return true;
}

bool takeEnd(ExpressionScanner& scanner, char closing)
{
    if (closing)
        return scanner.expect(closing);
    return scanner.peek().kind == Token::Kind::End
        || scanner.fail(scanner.peek(), "Blocks are written as 31,34; 43,45");
}

} // namespace

const Recipe* calledRecipe(std::string_view name)
{
    const std::string wanted = lowered(name);
    for (const Recipe& recipe : recipes())
        if (recipe.call == wanted && !wanted.empty())
            return &recipe;
    return nullptr;
}

std::string callNames(std::vector<std::string> others)
{
    for (const Recipe& recipe : recipes())
        if (*recipe.call)
            others.emplace_back(recipe.call);
    std::sort(others.begin(), others.end());
    std::string text;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const bool isLast = i + 1 == others.size();
        text += (i == 0 ? "" : isLast ? " and " : ", ") + others[i];
    }
    return text;
}

bool readRecipeCall(ExpressionScanner& scanner, LayerReader& layers, const Token& name, char closing,
                    Blocks& out)
{
    if (!layers.takeOptionalModel())
        return false;
    const Recipe& recipe = *calledRecipe(name.text);
    RecipeInput input {{{layers.model(), layers.layers()}}, {}};
    if (!takeRequired(scanner, layers, recipe, input) || !takeEnd(scanner, closing)
        || !layers.hasRoom(name, layers.layers()))
        return false;
    const Result<Stack> made = guarded([&] { return recipe.make({}, input); });
    if (!made)
        return scanner.fail(name, made.error().message());
    if (!layers.hasRoom(name, out.size() + made->blocks.size()))
        return false;
    out.insert(out.end(), made->blocks.begin(), made->blocks.end());
    return true;
}

} // namespace layerloom::core
