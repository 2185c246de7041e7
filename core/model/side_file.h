#pragma once

#include "core/model/config_text.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A JSON object beside config.json that is copied with it and may name layers.
struct SideFile {
    std::string name; ///< relative to the folder: "hf_quant_config.json"
    ConfigText text;
};

/// The side files of a model's folder, sorted by name: generation_config.json and all JSON files that are copied with
/// config.json (companion_files.h), those in the folders of modules too ("1_WeightedLayerPooling/config.json"). Files of
/// tokens are none, nor is the config of another model. A file that cannot be read, exceeds 8 MiB or is no JSON object
/// is left out; a merge then copies it unchanged.
std::vector<SideFile> readSideFiles(const std::filesystem::path& folder);

/// True for the names of files in which quantizers describe how weights are packed: hf_quant_config.json,
/// quant_config.json, quantization_config.json, quantize_config.json.
bool isQuantizationFile(std::string_view name);

} // namespace layerloom::core
