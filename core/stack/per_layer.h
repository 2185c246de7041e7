#pragma once

#include "core/stack/edit.h"

#include <string>
#include <vector>

namespace layerloom::core {

/// Names of everything in the models that give config.json and the files beside it that may have a part for each layer
/// and that no rule knows: what PerLayerChoice decides.
std::vector<std::string> perLayerNames(const Stack& stack);

/// The edit that makes such a thing go with the layers, or stay as it is.
Edits choosePerLayer(const Stack& stack, std::string name, bool gathers);

} // namespace layerloom::core
