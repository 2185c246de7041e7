#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/side_file.h"

#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The method by which a model's weights are packed: "gptq", "mlx", "modelopt NVFP4". It is told by a section of
/// config.json, by a file beside it, or by the headers of the weights; nullopt when nothing tells of one.
std::optional<std::string> quantizationMethod(const ConfigText& config,
                                              const std::vector<SideFile>& sideFiles,
                                              const std::vector<Shard>& shards);

} // namespace layerloom::core
