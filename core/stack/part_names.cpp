#include "core/stack/part_names.h"

#include "core/model/parts.h"
#include "core/stack/head.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// The name of a part's tensor up to its stem.
std::string_view rootOf(const Model& model, const PartTensors& part, std::size_t index)
{
    const std::string_view name = model.tensor(part.tensors[index]).name;
    return name.substr(0, name.size() - part.stems[index].size());
}

/// Removes the last of the parts that `root` consists of when it is one of `names`.
bool dropLast(std::string& root, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        const std::string end = std::string(name) + ".";
        if (root == end || root.ends_with("." + end)) {
            root.resize(root.size() - end.size());
            return true;
        }
    }
    return false;
}

/// Where classes with a head put it: beside the model that holds the layers, and at the root where that is a language
/// model inside of another one ("model.language_model.").
std::string usualHeadRoot(const std::vector<std::string>& roots)
{
    std::string root = roots.empty() ? std::string() : roots.front();
    dropLast(root, {"encoder", "decoder"});
    if (dropLast(root, {"language_model", "text_model"}))
        dropLast(root, {"model"});
    else if (root.find('.') != std::string::npos) {
        root.pop_back();
        const std::size_t dot = root.rfind('.');
        root.resize(dot == std::string::npos ? 0 : dot + 1);
    }
    return root;
}

} // namespace

const PartTensors& tensorsOf(const LayerTable& table, Part part)
{
    return part == Part::Embeddings ? table.embeddings : part == Part::Norm ? table.norm : table.head;
}

PartNames::PartNames(const Model& base, std::string prefix)
    : m_base(base)
    , m_prefix(std::move(prefix))
{
    for (const Part part : {Part::Embeddings, Part::Norm, Part::Head}) {
        const PartTensors& tensors = tensorsOf(base.table, part);
        for (std::size_t i = 0; i < tensors.tensors.size(); ++i)
            m_stored.try_emplace(tensors.stems[i], base.tensor(tensors.tensors[i]).name);
    }
}

std::string PartNames::nameOf(Part part, const Model& model, std::size_t index) const
{
    const PartTensors& tensors = tensorsOf(model.table, part);
    const std::string& name = model.tensor(tensors.tensors[index]).name;
    if (&model == &m_base)
        return name;
    const auto stored = m_stored.find(tensors.stems[index]);
    if (stored != m_stored.end())
        return stored->second;
    return rootFor(part, model, rootOf(model, tensors, index)) + tensors.stems[index];
}

std::string PartNames::headName(const Model& model, std::string_view ending) const
{
    const PartTensors& own = m_base.table.head;
    const Model& named = own.tensors.empty() ? model : m_base;
    const std::string root =
        own.tensors.empty() ? usualHeadRoot(partRoots(m_prefix, false)) : std::string(rootOf(m_base, own, 0));
    const std::string stem = named.table.head.tensors.empty() ? usualStem() : headMatrixStem(named);
    return root + stem + std::string(ending);
}

std::string PartNames::usualStem() const
{
    const std::vector<std::string>& names = m_base.family->head;
    return names.empty() ? "lm_head" : names.front();
}

std::string PartNames::rootFor(Part part, const Model& model, std::string_view root) const
{
    const PartTensors& own = tensorsOf(m_base.table, part);
    if (!own.tensors.empty())
        return std::string(rootOf(m_base, own, 0));
    const std::vector<std::string> roots = partRoots(m_prefix, false);
    if (part == Part::Head)
        return usualHeadRoot(roots);
    // As far above the layers as in the model that the part comes from.
    const std::vector<std::string> theirs = partRoots(model.table.prefix, false);
    const auto level = std::find(theirs.begin(), theirs.end(), root) - theirs.begin();
    const auto last = static_cast<std::ptrdiff_t>(roots.size()) - 1;
    return roots[static_cast<std::size_t>(std::min<std::ptrdiff_t>(level, last))];
}

} // namespace layerloom::core
