#include "core/merge/plan/kept_precision.h"

#include "core/checkpoint/dtype.h"
#include "core/model/tensor_kinds.h"

#include <set>

namespace layerloom::core {

namespace {

bool isHalf(const TensorInfo& tensor)
{
    return tensor.dtype == "BF16" || tensor.dtype == "F16";
}

/// Dequantized weights are F32 only where their scales are: no precision that the model keeps.
bool isWide(const TensorInfo& tensor)
{
    return tensor.dtype == "F32" && tensor.decoding == nullptr;
}

/// Tensors of a model in groups of siblings.
std::vector<std::vector<TensorIndex>> siblingsOf(const Model& model)
{
    std::vector<std::vector<TensorIndex>> groups;
    std::set<std::uint32_t> inLayers;
    for (const auto* layers : {&model.table.layers, &model.table.extraLayers})
        for (const Layer& layer : *layers) {
            groups.push_back(layer.tensors);
            for (const TensorIndex tensor : layer.tensors)
                inLayers.insert(tensor.value);
        }
    groups.emplace_back();
    for (TensorIndex tensor = 0; tensor.value < model.checkpoint->tensors().size(); ++tensor)
        if (!inLayers.contains(tensor.value))
            groups.back().push_back(tensor);
    return groups;
}

bool areMostlyHalf(const Model& model, const std::vector<TensorIndex>& tensors)
{
    std::uint64_t half = 0;
    std::uint64_t wide = 0;
    for (const TensorIndex tensor : tensors)
        (isHalf(model.tensor(tensor)) ? half : wide) += model.tensor(tensor).elements();
    return half > wide;
}

} // namespace

KeptPrecision::KeptPrecision(const Model& model)
{
    std::set<std::string> halfKinds;
    const auto kindOf = [&](TensorIndex tensor) {
        return tensorKindName(suffixInLayer(model.tensor(tensor).name, model.table.prefix));
    };
    std::vector<TensorIndex> all(model.checkpoint->tensors().size());
    bool hasWide = false;
    for (TensorIndex tensor = 0; tensor.value < all.size(); ++tensor) {
        all[tensor.value] = tensor;
        hasWide = hasWide || isWide(model.tensor(tensor));
    }
    if (!hasWide || !areMostlyHalf(model, all))
        return;
    for (const TensorIndex tensor : all)
        if (isHalf(model.tensor(tensor)))
            halfKinds.insert(kindOf(tensor));
    std::vector<std::vector<TensorIndex>> groups = siblingsOf(model);
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const bool isOutside = group + 1 == groups.size();
        if (!isOutside && !areMostlyHalf(model, groups[group]))
            continue;
        for (const TensorIndex tensor : groups[group])
            if (isWide(model.tensor(tensor)) && !halfKinds.contains(kindOf(tensor)))
                m_kinds[tensor.value] = kindOf(tensor);
    }
}

const std::string* KeptPrecision::kindOf(TensorIndex tensor) const
{
    const auto kind = m_kinds.find(tensor.value);
    return kind == m_kinds.end() ? nullptr : &kind->second;
}

} // namespace layerloom::core
