#include "core/model/side_file.h"

#include "core/base/result.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

constexpr std::array<std::string_view, 4> kQuantizationFiles {
    "hf_quant_config.json", "quant_config.json", "quantization_config.json", "quantize_config.json"};
constexpr std::array<std::string_view, 3> kOtherFiles {"config_sentence_transformers.json",
                                                       "generation_config.json", "sentence_bert_config.json"};
constexpr std::uint64_t kMostBytes = 8U << 20U;

} // namespace

std::vector<SideFile> readSideFiles(const std::filesystem::path& folder)
{
    std::vector<SideFile> files;
    const auto add = [&](std::string_view name) {
        if (auto text = guarded([&] { return ConfigText(readTextFile(folder / name, kMostBytes)); }))
            files.push_back({std::string(name), std::move(text).value()});
    };
    for (const std::string_view name : kQuantizationFiles)
        add(name);
    for (const std::string_view name : kOtherFiles)
        add(name);
    std::sort(files.begin(), files.end(),
              [](const SideFile& left, const SideFile& right) { return left.name < right.name; });
    return files;
}

bool isQuantizationFile(std::string_view name)
{
    return std::find(kQuantizationFiles.begin(), kQuantizationFiles.end(), name) != kQuantizationFiles.end();
}

} // namespace layerloom::core
