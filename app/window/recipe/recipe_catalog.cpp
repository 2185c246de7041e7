#include "app/window/recipe/recipe_catalog.h"

#include <QCoreApplication>

namespace layerloom::app {

const std::vector<const core::Recipe*>& offeredRecipes()
{
    static const std::vector<const core::Recipe*> offered = [] {
        std::vector<const core::Recipe*> titled;
        for (const core::Recipe& recipe : core::recipes())
            if (*recipe.title)
                titled.push_back(&recipe);
        return titled;
    }();
    return offered;
}

QString recipeText(const char* text)
{
    return QCoreApplication::translate("layerloom::core::RecipeText", text);
}

QString fieldName(const core::RecipeParameter& parameter)
{
    const QString name = QString::fromLatin1(parameter.name);
    return QStringLiteral("spin") + name.left(1).toUpper() + name.mid(1);
}

QString recipeTitle(const core::Recipe& recipe, const core::RecipeInput& input)
{
    QString title = QCoreApplication::translate("Recipes", "Apply %1").arg(recipeText(recipe.title));
    for (std::size_t i = 0; i < recipe.parameters.size(); ++i) {
        const core::RecipeParameter& parameter = recipe.parameters[i];
        const bool isShown = parameter.kind == core::RecipeParameter::Kind::Number
            && (parameter.isRequired || input.number(i) != parameter.initial(input));
        if (isShown)
            title += QStringLiteral(" %1=%2").arg(recipeText(parameter.label)).arg(input.number(i));
    }
    return title;
}

core::RecipeInput initialInput(const core::Recipe& recipe, const core::Stack& stack)
{
    core::RecipeInput input;
    const std::size_t models = recipe.models == core::Recipe::Models::One ? 1 : 2;
    input.models.assign(models, {0, stack.setup.sources.front().layers});
    core::setInitialValues(recipe, input);
    return input;
}

core::Result<RecipeOutcome> applyRecipe(const core::Recipe& recipe, const core::Stack& stack,
                                        const core::RecipeInput& input)
{
    return core::guarded([&] {
        core::Stack made = recipe.make(stack, input);
        RecipeOutcome outcome {core::replaceAll(stack, made.blocks), std::move(made)};
        if (!(outcome.stack.setup == stack.setup))
            outcome.edits.emplace_back(core::ReplaceSetup {outcome.stack.setup});
        return outcome;
    });
}

} // namespace layerloom::app
