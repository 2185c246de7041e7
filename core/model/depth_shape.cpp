#include "core/model/depth_shape.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

extern const char* const kLayerRulesJson;

namespace {

template <typename Value, typename Read> std::vector<Value> rulesWith(const char* member, Read&& read)
{
    std::vector<Value> values;
    for (const auto& entry : nlohmann::ordered_json::parse(kLayerRulesJson))
        if (entry.contains(member))
            values.push_back(read(entry));
    return values;
}

} // namespace

const std::vector<DepthShape>& depthShapes()
{
    static const auto shapes = rulesWith<DepthShape>("tensor", [](const nlohmann::ordered_json& entry) {
        return DepthShape {entry.at("tensor").get<std::string>(), entry.at("axis").get<std::size_t>(),
                           entry.value("key", std::string()), entry.value("lead", std::size_t(0)), false};
    });
    return shapes;
}

const std::vector<std::string>& layerGroupNames()
{
    static const auto names = rulesWith<std::string>(
        "group", [](const nlohmann::ordered_json& entry) { return entry.at("group").get<std::string>(); });
    return names;
}

bool isMeant(const DepthShape& rule, std::string_view name)
{
    constexpr std::string_view kWeight = ".weight";
    if (name.ends_with(kWeight))
        name.remove_suffix(kWeight.size());
    if (!name.ends_with(rule.tensor))
        return false;
    name.remove_suffix(rule.tensor.size());
    return name.empty() || name.ends_with('.');
}

} // namespace layerloom::core
