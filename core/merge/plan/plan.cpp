#include "core/merge/plan/plan.h"

#include "core/base/text.h"
#include "core/checks/problems.h"
#include "core/document/document_writer.h"
#include "core/merge/plan/layout.h"
#include "core/merge/plan/model_card.h"
#include "core/merge/plan/output_config.h"
#include "core/merge/plan/output_files.h"
#include "core/merge/plan/output_tensors.h"
#include "core/merge/plan/published_stack.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/merge/plan/safetensors_container.h"
#include "core/notation/mergekit_export.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace layerloom::core {
namespace {

std::string threeDecimals(double number)
{
    std::array<char, 32> text {};
    const auto end =
        std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 3).ptr;
    return {text.data(), end};
}

/// "The weights of 224 linear modules are NF4 with double quantization (bitsandbytes), 4.127 bits each."
std::string quantizationSentence(const OutputSettings& settings, const MergePlan& plan)
{
    if (!settings.quantize)
        return {};
    return "The weights of " + counted(plan.quantizedModules, "linear module") + " are "
        + quantizationTitle(*settings.quantize) + " (bitsandbytes), " + threeDecimals(bitsPerWeight(plan))
        + " bits each; all tensors together have " + groupedDigits(plan.payloadBytes) + " bytes.";
}

void addFiles(const Stack& stack, const OutputSettings& settings, MergePlan& plan)
{
    const auto add = [&](std::vector<PlannedFile> files) {
        std::move(files.begin(), files.end(), std::back_inserter(plan.files));
    };
    const bool writesConfig = !plan.container->holdsConfig();
    if (writesConfig)
        add({textFile("config.json", outputConfig(stack, settings))});
    add(plan.container->indexFiles(plan.shards, settings.alwaysSharded));
    if (writesConfig) {
        CopiedFiles copied = copiedFiles(stack);
        add(std::move(copied.files));
        plan.notCopied = std::move(copied.notCopied);
    }
    if (settings.modelCard)
        add({textFile(
            "README.md",
            modelCard(stack, settings.dtype, plan.parameters, quantizationSentence(settings, plan)))});
    if (settings.mergekitConfig)
        add({textFile("mergekit_config.yml", exportMergekit(publishedStack(stack), settings.dtype))});
    if (settings.recipe) {
        LoomDocument document;
        document.stack = publishedStack(stack);
        document.settings = settings;
        add({textFile("recipe.loom", writeDocument(document, {}))});
    }
}

void throwFirstError(const std::vector<Problem>& problems)
{
    for (const Problem& problem : problems)
        if (problem.severity == Severity::Error)
            throw Error(ErrorCode::Mismatch, problem.message);
}

bool hasComposedTensor(const MergePlan& plan)
{
    return std::any_of(plan.shards.begin(), plan.shards.end(), [](const PlannedShard& shard) {
        return std::any_of(shard.tensors.begin(), shard.tensors.end(),
                           [](const PlannedTensor& tensor) { return !tensor.pieces.empty(); });
    });
}

void addFigures(MergePlan& plan)
{
    for (const PlannedShard& shard : plan.shards)
        plan.bytesWritten += shard.fileBytes;
    for (const PlannedFile& file : plan.files) {
        plan.bytesWritten += file.bytes;
        plan.bytesRead += file.copyOf ? file.bytes : 0;
    }
    // Buffers to copy; or buffers to convert, and libtorch.
    plan.memoryBytes = plan.needsEngine ? 320'000'000 : 2'000'000;
    if (plan.dequantized > 0) // of the codes, numbers and result of a few rows
        plan.memoryBytes += 32'000'000;
    if (hasComposedTensor(plan))
        plan.memoryBytes += plan.models.size() * kRowWindowBytes;
}

} // namespace

std::uint64_t MergePlan::tensorCount() const
{
    std::uint64_t count = 0;
    for (const PlannedShard& shard : shards)
        count += shard.tensors.size();
    return count;
}

std::set<std::string> filesOf(const MergePlan& plan)
{
    std::set<std::string> names;
    for (const PlannedShard& shard : plan.shards)
        names.insert(shard.fileName);
    for (const PlannedFile& file : plan.files)
        names.insert(file.name);
    return names;
}

double bitsPerWeight(const MergePlan& plan)
{
    if (plan.quantizedWeights == 0)
        return 0;
    return 8 * static_cast<double>(plan.quantizedBytes) / static_cast<double>(plan.quantizedWeights);
}

Result<MergePlan> planMerge(const Stack& stack, const OutputSettings& settings,
                            std::shared_ptr<const Container> container, const PreparedFormats& prepared)
{
    return guarded([&] {
        throwFirstError(problems(stack));
        throwFirstError(quantizationProblems(stack, settings));
        MergePlan plan;
        const Model* config = modelOf(stack, partSource(stack, Part::Config));
        plan.container = container != nullptr ? std::move(container)
                                              : std::make_shared<const SafetensorsContainer>(
                                                  config ? weightsStem(*config->checkpoint) : "model");
        std::vector<PlannedTensor> tensors = outputTensors(stack, settings, prepared, plan);
        for (PlannedTensor& tensor : tensors) {
            tensor.name = plan.container->tensorName(tensor.name);
            plan.payloadBytes += tensor.bytes;
        }
        plan.shards =
            layOut(std::move(tensors), *plan.container, settings.shardBytes, settings.alwaysSharded);
        addFiles(stack, settings, plan);
        addFigures(plan);
        return plan;
    });
}

Problem refusal(const Error& error)
{
    Problem problem;
    problem.id = ProblemId::MergeRefused;
    problem.message = error.message();
    return problem;
}

std::vector<Problem> mergeProblems(const Stack& stack, const OutputSettings& settings)
{
    std::vector<Problem> found = problems(stack);
    if (!hasErrors(found)) {
        const std::vector<Problem> quantization = quantizationProblems(stack, settings);
        found.insert(found.begin(), quantization.begin(), quantization.end());
    }
    if (hasErrors(found))
        return found;
    if (const Result<MergePlan> plan = planMerge(stack, settings); !plan)
        found.insert(found.begin(), refusal(plan.error()));
    return found;
}

} // namespace layerloom::core
