#pragma once

#include "core/model/config_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The keys among `names` that `config` has, as full keys, in the sections where multimodal models keep the config of their
/// language model and at the root: "text_config.num_hidden_layers", "num_hidden_layers". The root's come last.
std::vector<std::string> presentKeys(const ConfigText& config, const std::vector<std::string>& names);

/// The section that a full key lies in, with its dot: "text_config." of "text_config.rope_theta", "" of "rope_theta".
std::string_view sectionOfKey(std::string_view key);

/// The sections that presentKeys() searches, without the root: "text_config.".
const std::vector<std::string>& textSections();

/// The first of presentKeys() for one name; `name` itself when the config does not have it.
std::string configKey(const ConfigText& config, std::string_view name);

/// The key of a member of the object at `section` ("": the root): "text_config.hidden_size".
std::string memberKey(std::string_view section, std::string_view name);

} // namespace layerloom::core
