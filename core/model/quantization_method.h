#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/side_file.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The method by which a model's weights are packed: "gptq", "mlx", "modelopt NVFP4". Read from a
/// section of config.json, a file beside it, or the headers of the weights; nullopt when none of them names one.
std::optional<std::string> quantizationMethod(const ConfigText& config,
                                              const std::vector<SideFile>& sideFiles,
                                              const std::vector<Shard>& shards);

} // namespace layerloom::core
