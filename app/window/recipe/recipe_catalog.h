#pragma once

#include "core/base/result.h"
#include "core/recipe/recipe.h"
#include "core/stack/edit.h"

#include <QString>

#include <vector>

namespace layerloom::app {

/// The recipes that the window offers, in their order.
const std::vector<const core::Recipe*>& offeredRecipes();

/// A text of the recipe table in the user's language.
QString recipeText(const char* text);

/// Name of the field of a parameter: "spinM".
QString fieldName(const core::RecipeParameter& parameter);

/// "Apply DUS m=8", the text of the undo step. Optional parameters at their default are left out.
QString recipeTitle(const core::Recipe& recipe, const core::RecipeInput& input);

/// A recipe's first values for the first model of a stack. REQUIRES: that model has layers
core::RecipeInput initialInput(const core::Recipe& recipe, const core::Stack& stack);

/// The stack that a recipe makes, and the edits that lead to it.
struct RecipeOutcome {
    core::Edits edits;
    core::Stack stack;
};
core::Result<RecipeOutcome> applyRecipe(const core::Recipe& recipe, const core::Stack& stack,
                                        const core::RecipeInput& input);

} // namespace layerloom::app
