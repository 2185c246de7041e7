#include "core/model/side_file.h"

#include "core/base/result.h"
#include "core/base/text.h"
#include "core/io/text_file.h"
#include "core/model/companion_files.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kQuantizationFiles {
    "hf_quant_config.json", "quant_config.json", "quantization_config.json", "quantize_config.json"};
constexpr std::uint64_t kMostBytes = 8U << 20U;

/// Tokens have numbers too, which are no layers.
const NamePatterns kTokens {"*token*.json", "*vocab*.json", "*.index.json"};

/// The JSON files that are copied with config.json, relative to the folder.
std::vector<std::string> namesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (name.ends_with(".json") && !matchesAny(lowered(name), kTokens))
            names.push_back(name);
    };
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, failure))
        if (const std::string name = entry.path().filename().string();
            isCompanionFile(name) || name == "generation_config.json")
            add(name);
    const std::vector<std::string> modules = moduleFolders(folder);
    for (const std::string& name : modules.empty() ? modules : filesBelow(folder))
        if (std::any_of(modules.begin(), modules.end(),
                        [&](const std::string& module) { return name.starts_with(module); }))
            add(name);
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

std::vector<SideFile> readSideFiles(const fs::path& folder)
{
    std::vector<SideFile> files;
    const auto names = guarded([&] { return namesIn(folder); });
    for (const std::string& name : names ? names.value() : std::vector<std::string>()) {
        auto text = guarded([&] { return ConfigText(readTextFile(folder / name, kMostBytes)); });
        const bool isOtherModel = text && (text->has("model_type") || text->has("architectures"));
        if (text && !isOtherModel)
            files.push_back({name, std::move(text).value()});
    }
    return files;
}

bool isQuantizationFile(std::string_view name)
{
    return std::find(kQuantizationFiles.begin(), kQuantizationFiles.end(), name) != kQuantizationFiles.end();
}

} // namespace layerloom::core
