#pragma once

#include "core/model/config_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The sections of `config` where multimodal models keep the config of their language model, with their dots:
/// "text_config.", "thinker_config.text_config.", and "vlm_config.text_config." where one model wraps another.
std::vector<std::string> textSections(const ConfigText& config);

/// The keys among `names` that `config` has, as full keys, in textSections() and at the root:
/// "text_config.num_hidden_layers", "num_hidden_layers". The root's come last.
std::vector<std::string> presentKeys(const ConfigText& config, const std::vector<std::string>& names);

/// The one of textSections() that a full key lies in: "text_config." of "text_config.rope_theta", "" of "rope_theta".
std::string sectionOfKey(const ConfigText& config, std::string_view key);

/// What such sections are called: "text_config".
const std::vector<std::string>& textSectionNames();

/// The first of presentKeys() for one name; `name` itself when the config does not have it.
std::string configKey(const ConfigText& config, std::string_view name);

/// The key of a member of the object at `section` ("": the root): "text_config.hidden_size".
std::string memberKey(std::string_view section, std::string_view name);

} // namespace layerloom::core
