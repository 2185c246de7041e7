#pragma once

#include "core/base/result.h"
#include "core/stack/edit.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace layerloom::app {

/// What a recipe is applied to: one or two models of the document and the recipe's numbers.
struct RecipeInput {
    core::SourceIndex first = 0;
    core::SourceIndex second = 0;
    std::uint32_t firstLayers = 0;
    std::uint32_t secondLayers = 0;
    std::vector<std::uint32_t> numbers; ///< one a field, in the recipe's order

    std::uint32_t number(std::size_t field) const { return numbers[field]; }
};

/// One number of a recipe. Its bounds follow the models and the fields before it.
struct RecipeField {
    QString objectName; ///< "spinM"
    QString label; ///< "m"
    QString toolTip;
    std::uint32_t (*minimum)(const RecipeInput&);
    std::uint32_t (*maximum)(const RecipeInput&);
    std::uint32_t (*initial)(const RecipeInput&);
};

/// A rule that makes a stack, as the panel offers it.
struct Recipe {
    enum class Models { One, Two, TwoOrSame };

    QString name; ///< "DUS"
    QString explanation; ///< what it does, and where it comes from
    QString reference; ///< address of the paper or card; empty when there is none
    Models models = Models::One;
    std::vector<RecipeField> fields;
    /// Edits that make the stack. Throws core::Error with a sentence.
    core::Edits (*make)(const core::Stack&, const RecipeInput&);
    /// What the numbers mean together: "g = n − m is DUS". Empty when there is nothing to say.
    QString (*relation)(const RecipeInput&);
};

/// The recipes in the order they are offered. Text comes from the expression bar, so it is not among them.
const std::vector<Recipe>& recipes();

/// Puts every number between its bounds, in field order.
void clampNumbers(const Recipe& recipe, RecipeInput& input);

/// "DUS m=8", "Repeat range i=20 j=27": names the undo step.
QString recipeTitle(const Recipe& recipe, const RecipeInput& input);

/// The stack the recipe makes, and the edits to it.
struct RecipeOutcome {
    core::Edits edits;
    core::Stack stack;
};
core::Result<RecipeOutcome> applyRecipe(const Recipe& recipe, const core::Stack& stack,
                                        const RecipeInput& input);

} // namespace layerloom::app
