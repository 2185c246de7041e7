#pragma once

#include "core/notation/layer_reader.h"
#include "core/recipe/recipe.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The recipe that an expression calls by `name`: "dus", "iDUS". Null when there is none.
const Recipe* calledRecipe(std::string_view name);

/// The names of the recipes and `others`, sorted: "dus, idus, interlock, repeat and rys".
std::string callNames(std::vector<std::string> others);

/// Reads the arguments of the recipe called `name` after "name(" or "name:", up to `closing`, or to the end when it is 0: a
/// model, which may be missing, then the required parameters; ranges as "31,34; 43,45". Appends the recipe's blocks.
/// REQUIRES: calledRecipe(name.text).
bool readRecipeCall(ExpressionScanner& scanner, LayerReader& layers, const Token& name, char closing,
                    Blocks& out);

} // namespace layerloom::core
