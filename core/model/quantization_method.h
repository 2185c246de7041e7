#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/model/side_file.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// The method by which a model's weights are packed: "gptq", "mlx", "modelopt NVFP4". Read from a
/// section of config.json, a file beside it, or the headers of the weights; nullopt when none of them names one.
std::optional<std::string> quantizationMethod(const ConfigText& config,
                                              const std::vector<SideFile>& sideFiles,
                                              const std::vector<Shard>& shards);

/// The object that tells how a model's weights are packed, in config.json or in a file beside it; no text when none does.
struct QuantizationText {
    const ConfigText* text = nullptr;
    std::string section; ///< its full key; "" when it is the whole file

    /// The full key of one of its members.
    std::string key(std::string_view name) const;
};

/// That of a model. Points into its arguments.
QuantizationText quantizationText(const ConfigText& config, const std::vector<SideFile>& sideFiles);

/// The keys of the sections of config.json that describe packed weights: "quantization_config".
std::vector<std::string> quantizationSections(const ConfigText& config);

} // namespace layerloom::core
