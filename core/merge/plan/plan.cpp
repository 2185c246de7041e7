#include "core/merge/plan/plan.h"

#include "core/checks/problems.h"
#include "core/document/document_file.h"
#include "core/merge/plan/layout.h"
#include "core/merge/plan/model_card.h"
#include "core/merge/plan/output_config.h"
#include "core/merge/plan/output_files.h"
#include "core/merge/plan/output_tensors.h"
#include "core/notation/mergekit_yaml.h"

#include <algorithm>

namespace layerloom::core {
namespace {

void addText(MergePlan& plan, std::string name, std::string content)
{
    const std::uint64_t bytes = content.size();
    plan.files.push_back({std::move(name), std::move(content), std::nullopt, bytes});
}

void addFiles(const Stack& stack, const OutputSettings& settings, MergePlan& plan)
{
    addText(plan, "config.json", outputConfig(stack, settings));
    if (plan.shards.size() > 1 || settings.alwaysSharded)
        addText(plan, "model.safetensors.index.json", indexText(plan.shards, plan.payloadBytes));
    for (PlannedFile& file : copiedFiles(stack))
        plan.files.push_back(std::move(file));
    if (settings.modelCard)
        addText(plan, "README.md", modelCard(stack, settings.dtype, plan.parameters));
    if (settings.mergekitConfig)
        addText(plan, "mergekit_config.yml", exportMergekit(stack, settings.dtype));
    if (settings.recipe) {
        LoomDocument document;
        document.stack = stack;
        document.settings = settings;
        // Where the output will lie is not known yet: sources are found by their absolute paths.
        addText(plan, "recipe.loom", writeDocument(document, {}));
    }
}

bool isPutTogether(const MergePlan& plan)
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
    // Buffers to copy, or buffers to convert and what libtorch takes when it is loaded.
    plan.memoryBytes = plan.needsEngine ? 320'000'000 : 2'000'000;
    if (isPutTogether(plan))
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

Result<MergePlan> planMerge(const Stack& stack, const OutputSettings& settings)
{
    return guarded([&] {
        for (const Problem& problem : problems(stack))
            if (problem.severity == Severity::Error)
                throw Error(ErrorCode::Mismatch, problem.message);
        MergePlan plan;
        std::vector<PlannedTensor> tensors = outputTensors(stack, settings, plan);
        for (const PlannedTensor& tensor : tensors)
            plan.payloadBytes += tensor.bytes;
        plan.shards = layOut(std::move(tensors), settings.shardBytes, settings.alwaysSharded);
        addFiles(stack, settings, plan);
        addFigures(plan);
        return plan;
    });
}

} // namespace layerloom::core
