#include "core/model/tensor_kinds.h"

#include "core/base/shape_text.h"
#include "core/checkpoint/dtype.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace layerloom::core {

namespace {

/// Experts of one shape are named once: "8 of [14336, 4096]".
std::string shapesText(const std::vector<const TensorInfo*>& tensors)
{
    std::map<std::string, std::size_t> counts;
    for (const TensorInfo* tensor : tensors)
        ++counts[shapeText(tensor->shape)];
    std::string text;
    for (const auto& [shape, count] : counts)
        text += (text.empty() ? "" : ", ") + (count == 1 ? shape : std::to_string(count) + " of " + shape);
    return text;
}

class KindCollector {
public:
    void add(const Model& model)
    {
        for (LayerIndex layer = 0; layer.value < model.table.layers.size(); ++layer)
            for (const TensorIndex index : model.layer(layer).tensors)
                add(model, layer, model.tensor(index));
    }

    std::vector<TensorKind> take()
    {
        for (TensorKind& kind : m_kinds)
            for (KindMember& member : kind.members)
                member.shape = shapesText(member.tensors);
        return std::move(m_kinds);
    }

private:
    void add(const Model& model, LayerIndex layer, const TensorInfo& tensor)
    {
        TensorKind& kind = kindNamed(tensorKindName(suffixInLayer(tensor.name, model.table.prefix)));
        const bool isNew =
            kind.members.empty() || kind.members.back().model != &model || kind.members.back().layer != layer;
        if (isNew)
            kind.members.push_back({&model, layer, {}, {}});
        kind.members.back().tensors.push_back(&tensor);
        kind.isFloat = kind.isFloat && floatType(tensor.dtype).has_value();
    }

    TensorKind& kindNamed(const std::string& name)
    {
        const auto [entry, isNew] = m_places.try_emplace(name, m_kinds.size());
        if (isNew)
            m_kinds.push_back({name, {}, true});
        return m_kinds[entry->second];
    }

    std::vector<TensorKind> m_kinds;
    std::map<std::string, std::size_t> m_places;
};

} // namespace

std::string tensorKindName(std::string_view suffix)
{
    std::string name;
    while (!suffix.empty()) {
        const std::size_t dot = std::min(suffix.find('.'), suffix.size());
        const std::string_view word = suffix.substr(0, dot);
        const bool isNumber =
            std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
        name += (name.empty() ? "" : ".") + (isNumber ? "*" : std::string(word));
        suffix.remove_prefix(std::min(dot + 1, suffix.size()));
    }
    return name;
}

std::vector<TensorKind> tensorKinds(const Model& first, const Model* second)
{
    KindCollector collector;
    collector.add(first);
    if (second != nullptr)
        collector.add(*second);
    return collector.take();
}

} // namespace layerloom::core
