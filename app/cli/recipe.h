#pragma once

#include <CLI/App.hpp>

namespace layerloom::app {

/// Adds `recipe` with a verb for each recipe of core/recipe.
void addRecipeVerb(CLI::App& program);

} // namespace layerloom::app
