#include "core/model/quantization_method.h"

#include "core/model/config_sections.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// The method of a section of config.json. MLX names none, and counts bits.
std::optional<std::string> methodOfSection(const ConfigText& config)
{
    for (const std::string& key : quantizationSections(config)) {
        if (const auto method = config.string(key + ".quant_method"))
            return method;
        if (config.integer(key + ".bits") && config.integer(key + ".group_size"))
            return "mlx";
        if (const auto method = config.string(key + ".quant_algo"))
            return "modelopt " + *method;
        if (key.ends_with("compression_config") && !config.keys(key).empty())
            return "compressed-tensors";
    }
    return std::nullopt;
}

std::optional<std::string> methodOfFile(const SideFile& file)
{
    if (!isQuantizationFile(file.name))
        return std::nullopt;
    if (const auto method = file.text.string("quant_method"))
        return method;
    if (const auto algorithm = file.text.string("quantization.quant_algo"))
        return "modelopt " + *algorithm;
    return file.name == "quantize_config.json" ? "gptq"
        : file.name == "quant_config.json"     ? "awq"
                                               : "modelopt";
}

/// torchao writes the class of every packed tensor into the header.
bool holdsPackedTensors(const Shard& shard)
{
    return std::any_of(shard.metadata.begin(), shard.metadata.end(), [](const auto& entry) {
        const std::string& value = entry.second;
        return value.find("\"_type\"") != std::string::npos
            && value.find("torch.Tensor") == std::string::npos;
    });
}

} // namespace

std::optional<std::string> quantizationMethod(const ConfigText& config,
                                              const std::vector<SideFile>& sideFiles,
                                              const std::vector<Shard>& shards)
{
    if (auto method = methodOfSection(config))
        return method;
    for (const SideFile& file : sideFiles)
        if (auto method = methodOfFile(file))
            return method;
    return std::any_of(shards.begin(), shards.end(), holdsPackedTensors)
        ? std::optional<std::string>("torchao")
        : std::nullopt;
}

std::string QuantizationText::key(std::string_view name) const
{
    return memberKey(section, name);
}

QuantizationText quantizationText(const ConfigText& config, const std::vector<SideFile>& sideFiles)
{
    const auto keys = quantizationSections(config);
    if (!keys.empty())
        return {&config, keys.front()};
    for (const SideFile& file : sideFiles)
        if (isQuantizationFile(file.name))
            return {&file.text, file.text.has("quantization") ? "quantization" : ""};
    return {};
}

std::vector<std::string> quantizationSections(const ConfigText& config)
{
    return presentKeys(config, {"quantization_config", "compression_config", "quantization"});
}

} // namespace layerloom::core
