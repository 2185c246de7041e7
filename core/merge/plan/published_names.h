#pragma once

#include "core/model/config_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// `name`, or the last name in it when it is a path of a machine ("/home/anna/llama", "C:\\models\\llama").
/// "meta-llama/Llama-2-7b" is no such path.
std::string publishedName(std::string_view name);

/// The changes that leave no path of a machine in a config.json or tokenizer_config.json, in any of its sections: names of
/// models keep their last name, paths of tokenizer files become null.
std::vector<ConfigPatch> publishedNames(const ConfigText& config);

} // namespace layerloom::core
