#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace layerloom::core {

// The recipes of the program, one table. The window's recipe panel, the verbs of `layerloom-cli recipe` and the calls
// of layer expressions are made from it. Adding a recipe: a function in core/stack that returns its blocks, and an entry
// in recipe.cpp. Texts are English; the window translates them in the context "Recipes".

/// A model that a recipe takes layers from.
struct RecipeModel {
    SourceIndex source = 0;
    std::uint32_t layers = 0;
};

/// The models and the parameter values a recipe is applied to.
struct RecipeInput {
    std::vector<RecipeModel> models; ///< in the order they were named; never empty
    std::vector<std::vector<std::uint32_t>> values; ///< per parameter; RecipeParameter::Kind says how many

    /// The first value of a parameter.
    std::uint32_t number(std::size_t parameter) const { return values[parameter].front(); }
    /// The value of a parameter that is a layer of a model.
    LayerIndex layer(std::size_t parameter) const { return LayerIndex::from(number(parameter)); }
    /// The values of a parameter of Kind::Ranges.
    std::vector<LayerRange> ranges(std::size_t parameter) const;
    /// The value of a parameter of Kind::Source.
    SourceIndex source(std::size_t parameter) const { return SourceIndex::from(number(parameter)); }
};

/// One parameter of a recipe.
struct RecipeParameter {
    enum class Kind {
        Number, ///< one value
        NumberPerModel, ///< one value for all models, or one for each
        Ranges, ///< layer ranges [i, j): i0, j0, i1, j1, …
        Source, ///< the index of a source of the stack
    };
    using Value = std::uint32_t (*)(const RecipeInput&);

    const char* name; ///< as in the paper, "m"; "--m" on the command line
    const char* label; ///< beside the number in the window: "m", "Window"
    const char* description; ///< a phrase: tool tip and help text
    bool isRequired; ///< the command line and expressions must name it; else `initial` is its default
    // Bounds and first value in the window. They may read the models and the parameters before this one.
    Value minimum;
    Value maximum;
    Value initial;
    Kind kind = Kind::Number;
};

/// A rule that makes a stack. A text is "" where there is none.
struct Recipe {
    enum class Models { One, TwoOrSame, Many };

    const char* id; ///< unique
    const char* title; ///< in the window: "DUS"; "": the window does not offer it
    const char* verb; ///< `recipe VERB`; recipes that share a verb differ in their required parameters
    const char*
        call; ///< in a layer expression: `dus(A, 8)`; such a recipe makes at most twice the model's layers
    const char* summary; ///< help text of the verb; of recipes that share one, the first has it
    const char* explanation; ///< one paragraph for the window
    const char* reference; ///< address of the paper or model card
    Models models;
    std::vector<RecipeParameter> parameters;
    /// The stack that results from `stack`. Throws Error{Mismatch} with a sentence when the values are
    /// invalid.
    Stack (*make)(Stack stack, const RecipeInput& input);
    /// A note on these values, "g = n − m is DUS", or "". May be null.
    const char* (*remark)(const RecipeInput& input) = nullptr;
};

/// All recipes, in the order they are offered.
std::span<const Recipe> recipes();

/// Sets every parameter to its initial value, within its bounds. REQUIRES: the first model has layers.
void setInitialValues(const Recipe& recipe, RecipeInput& input);

/// Puts the numbers between their bounds, in the order of the parameters.
void clampValues(const Recipe& recipe, RecipeInput& input);

} // namespace layerloom::core
