#include "core/dequantize/dequantize.h"

#include "core/dequantize/bnb_groups.h"
#include "core/dequantize/compressed_groups.h"
#include "core/dequantize/scaled_groups.h"
#include "core/dequantize/stored_groups.h"
#include "core/dequantize/word_groups.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace layerloom::core {
namespace {

using AddTensors = void (*)(StoredGroups&);

// By the names that quantizationMethod() gives.
constexpr std::array<std::pair<std::string_view, AddTensors>, 8> kMethods {{
    {"bitsandbytes", addBnbTensors},
    {"fp8", addFp8Tensors},
    {"fbgemm_fp8", addFp8Tensors},
    {"modelopt FP8", addFp8Tensors},
    {"gptq", addGptqTensors},
    {"awq", addAwqTensors},
    {"compressed-tensors", addCompressedTensors},
    {"mxfp4", addMxfp4Tensors},
}};

std::shared_ptr<const Model> dequantizedView(const Model& model)
{
    const std::string method = model.facts.quantization.value_or(std::string());
    const std::string& name = model.checkpoint->name();
    const auto known = std::find_if(kMethods.begin(), kMethods.end(),
                                    [&](const auto& entry) { return entry.first == method; });
    if (known == kMethods.end())
        throw Error(ErrorCode::Unsupported,
                    name + " is quantized (" + method + "), which cannot be dequantized");
    // Layers of GPT-2 multiply by matrices that lie the other way round than those that quantizers store.
    const std::string& family = model.family->name;
    if (family == "gpt2" || family == "openai-gpt")
        throw Error(ErrorCode::Unsupported,
                    name + " is quantized (" + method + ") with the matrices of " + family
                        + " transposed, which cannot be dequantized");
    StoredGroups groups(model);
    known->second(groups);
    std::vector<TensorInfo> tensors = groups.take();
    if (std::none_of(tensors.begin(), tensors.end(),
                     [](const TensorInfo& tensor) { return tensor.decoding != nullptr; }))
        throw Error(ErrorCode::Unsupported,
                    name + " is said to be quantized (" + method + "), but holds no such weights");
    const Checkpoint& stored = *model.checkpoint;
    return describe(
        std::make_shared<const Checkpoint>(stored.folder(), stored.shards(), std::move(tensors),
                                           withoutKeys(model.config, quantizationSections(model.config)),
                                           stored.notes(), model.checkpoint),
        model.table.side);
}

} // namespace

Result<std::shared_ptr<const Model>> dequantized(const Model& model)
{
    assert(model.facts.quantization && model.dequantized != nullptr);
    DequantizedCache& cache = *model.dequantized;
    const std::lock_guard lock(cache.mutex);
    if (!cache.result)
        cache.result = guarded([&] { return dequantizedView(model); });
    return *cache.result;
}

const Model& withNumbers(const Model& model)
{
    if (!model.facts.quantization)
        return model;
    const Result<std::shared_ptr<const Model>> view = dequantized(model);
    return view ? **view : model; // the model keeps its view
}

} // namespace layerloom::core
