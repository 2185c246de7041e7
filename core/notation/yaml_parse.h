#pragma once

#include "core/notation/yaml_value.h"

#include <string_view>
#include <vector>

namespace layerloom::core {

/// All documents of a YAML text. Throws Error{Corrupt} with the line for what is not YAML, for an anchor that holds
/// itself, and for more than a megabyte, 1,000 documents, 64 levels, 4,096 keys of a map, or, after anchors are followed,
/// 200,000 values or 16 MB of text.
std::vector<YamlValue> parseYaml(std::string_view text);

} // namespace layerloom::core
