#include "core/model/parts.h"

#include "core/model/stack_side.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

bool isOneOf(std::string_view stem, const std::vector<std::string>& names)
{
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return stem.starts_with(name) && (stem.size() == name.size() || stem[name.size()] == '.');
    });
}

} // namespace

std::vector<std::string> partRoots(std::string_view prefix, bool ownSide)
{
    std::vector<std::string> roots;
    std::string_view root = prefix;
    while (!root.empty()) {
        root.remove_suffix(1);
        const std::size_t dot = root.rfind('.');
        root = dot == std::string_view::npos ? std::string_view() : root.substr(0, dot + 1);
        if (ownSide && sideOf(root) != sideOf(prefix))
            break;
        roots.emplace_back(root);
    }
    return roots;
}

PartName partName(std::string_view tensor, const std::vector<std::string>& roots, const Family& family)
{
    const std::array<std::pair<PartRole, const std::vector<std::string>*>, 4> parts {
        {{PartRole::TaskHead, &family.taskHeads},
         {PartRole::Embeddings, &family.embeddings},
         {PartRole::Norm, &family.norm},
         {PartRole::Head, &family.head}}};
    for (const std::string& root : roots) {
        if (!tensor.starts_with(root))
            continue;
        const std::string_view stem = tensor.substr(root.size());
        for (const auto& [role, names] : parts)
            if (isOneOf(stem, *names))
                return {role, stem};
    }
    return {};
}

} // namespace layerloom::core
