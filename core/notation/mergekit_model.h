#pragma once

#include "core/notation/yaml_value.h"

#include <string>

namespace layerloom::core {

/// A model as mergekit's files write it: "path[@revision][+lora[@revision]]" or a map of the same.
struct ModelReference {
    std::string name; ///< "path" or "path@revision"
    std::string lora; ///< empty when there is none
};

/// Throws Error{Corrupt} with the line when `value` is no model.
ModelReference modelReference(const YamlValue& value);

/// True when the string form would read `name` wrongly, so that a map must be written.
bool needsMapForm(const std::string& name);

} // namespace layerloom::core
