#pragma once

#include "core/stack/edit.h"

#include <string>
#include <vector>

namespace layerloom::core {

/// Names for PerLayerChoice: keys and tensors of the models that give config.json and the files beside it that may have a
/// part for each layer and have no rule.
std::vector<std::string> perLayerNames(const Stack& stack);

/// The edit that makes one of them go with the layers (`gathers`) or stay as it is.
Edits choosePerLayer(const Stack& stack, std::string name, bool gathers);

} // namespace layerloom::core
