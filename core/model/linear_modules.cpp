#include "core/model/linear_modules.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace layerloom::core {

extern const char* const kLinearModulesJson;

namespace {

std::map<std::string, LinearModules, std::less<>> readLinearModules()
{
    std::map<std::string, LinearModules, std::less<>> table;
    const nlohmann::json root = nlohmann::json::parse(kLinearModulesJson);
    for (const auto& [name, entry] : root.items()) {
        LinearModules& modules = table[name];
        entry.at("linear").get_to(modules.linear);
        entry.at("kept").get_to(modules.kept);
    }
    return table;
}

bool isIndexPart(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The name without ".weight": behind the first number, if there is one, and with * for further numbers.
std::string weightKindName(std::string_view name)
{
    if (name.ends_with(".weight"))
        name.remove_suffix(7);
    std::string kind;
    bool isBehind = false;
    while (!name.empty()) {
        const std::size_t dot = std::min(name.find('.'), name.size());
        const std::string_view part = name.substr(0, dot);
        if (isIndexPart(part) && !isBehind) {
            isBehind = true;
            kind.clear();
        } else {
            kind += kind.empty() ? "" : ".";
            kind += isIndexPart(part) ? std::string_view("*") : part;
        }
        name.remove_prefix(std::min(dot + 1, name.size()));
    }
    return kind;
}

bool endsWithPart(std::string_view name, std::string_view end)
{
    return name == end
        || (name.size() > end.size() && name.ends_with(end) && name[name.size() - end.size() - 1] == '.');
}

/// Outside the layers a class may have more or less before its names: "model.embed_tokens", "embed_tokens".
bool isListed(const std::vector<std::string>& kinds, const std::string& kind, bool isInLayer)
{
    return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& each) {
        return each == kind || (!isInLayer && (endsWithPart(each, kind) || endsWithPart(kind, each)));
    });
}

} // namespace

const LinearModules* LinearModules::of(std::string_view modelType)
{
    static const auto table = readLinearModules();
    const auto found = table.find(modelType);
    return found == table.end() ? nullptr : &found->second;
}

WeightKind LinearModules::kindOf(std::string_view tensor) const
{
    const std::string kind = weightKindName(tensor);
    const bool isInLayer = !tensor.starts_with(kind);
    if (isListed(linear, kind, isInLayer))
        return WeightKind::Linear;
    return isListed(kept, kind, isInLayer) ? WeightKind::Other : WeightKind::Unknown;
}

} // namespace layerloom::core
