#include "core/run/format_sizes.h"

#include "core/merge/plan/quantized_modules.h"
#include "core/merge/write/prepare_merge.h"

namespace layerloom::core {
namespace {

/// Nothing, then every type with and without double quantization.
std::vector<std::optional<Quantization>> quantizationChoices(const OutputSettings& settings)
{
    std::vector<std::string> skipped;
    if (settings.quantize)
        skipped = settings.quantize->skippedModules;
    std::vector<std::optional<Quantization>> choices {std::nullopt,
                                                      Quantization {QuantizationType::Int8, false, skipped}};
    for (const QuantizationType type : {QuantizationType::NF4, QuantizationType::FP4})
        for (const bool doubleQuant : {false, true})
            choices.emplace_back(Quantization {type, doubleQuant, skipped});
    return choices;
}

std::string formatName(const std::optional<Quantization>& quantize)
{
    if (!quantize)
        return "keep";
    return std::string(quantizationName(quantize->type)) + (quantize->doubleQuant ? "-double" : "");
}

FormatSize sizeOf(const Stack& stack, const OutputSettings& settings, JobContext& job)
{
    const MergePlan plan = prepareMerge(planMerge(stack, settings).value(), stack, settings, job).value();
    FormatSize size {formatName(settings.quantize), settings.quantize};
    for (const PlannedShard& shard : plan.shards)
        size.bytes += shard.fileBytes;
    size.bitsPerWeight = bitsPerWeight(plan);
    if (!settings.quantize && plan.parameters > 0)
        size.bitsPerWeight =
            8 * static_cast<double>(plan.payloadBytes) / static_cast<double>(plan.parameters);
    return size;
}

} // namespace

Result<std::vector<FormatSize>> formatSizes(const Stack& stack, const OutputSettings& settings,
                                            JobContext& job)
{
    return guarded([&] {
        std::vector<FormatSize> sizes;
        for (const std::optional<Quantization>& quantize : quantizationChoices(settings)) {
            OutputSettings chosen = settings;
            chosen.quantize = quantize;
            if (quantizationProblems(stack, chosen).empty())
                sizes.push_back(sizeOf(stack, chosen, job));
        }
        return sizes;
    });
}

std::string formatTitle(const FormatSize& format)
{
    return format.quantize ? quantizationTitle(*format.quantize) : "As it is";
}

} // namespace layerloom::core
