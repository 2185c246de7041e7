#pragma once

#include "core/model/config_text.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A JSON object beside config.json that is copied with it and may name layers: generation_config.json, or one that
/// describes the quantization.
struct SideFile {
    std::string name; ///< "hf_quant_config.json"
    ConfigText text;
};

/// Those of a model's folder, by name. One that cannot be read or is no JSON object is left out: it is copied as it is.
std::vector<SideFile> readSideFiles(const std::filesystem::path& folder);

/// True for the files by which quantizers say how weights are packed.
bool isQuantizationFile(std::string_view name);

} // namespace layerloom::core
