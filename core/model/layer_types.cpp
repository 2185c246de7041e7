#include "core/model/layer_types.h"

#include "core/io/json_scan.h"
#include "core/model/config_sections.h"
#include "core/model/layer_rule.h"

#include <algorithm>

namespace layerloom::core {

namespace {

bool nameByList(std::vector<Layer>& layers, const ConfigText& config)
{
    for (const std::string& key : presentKeys(config, {"layer_types", "layers_block_type"})) {
        const auto types = config.array(key);
        if (!types || types->size() < layers.size())
            continue;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            if ((*types)[i].starts_with('"'))
                layers[i].type = JsonScan((*types)[i], "config.json", JsonScan::Dialect::Python).string();
        }
        return true;
    }
    return false;
}

bool nameByFamily(std::vector<Layer>& layers, const ConfigText& config, const Family& family)
{
    const int said = positionalPeriod(config, family);
    if (said < 1 || family.positionalType.empty())
        return false;
    const auto period = static_cast<std::size_t>(said);
    for (std::size_t i = 0; i < layers.size(); ++i)
        layers[i].type =
            i % period == positionalPhase(period, family) ? "full_attention" : family.positionalType;
    return true;
}

void nameByRule(std::vector<Layer>& layers, const ConfigText& config)
{
    for (const LayerRule& rule : layerRules()) {
        const auto section = rule.yes.empty() ? std::nullopt : ruleSection(config, rule);
        const auto values = section ? readRule(config, *section, rule, layers.size()) : std::nullopt;
        if (!values)
            continue;
        for (std::size_t i = 0; i < layers.size(); ++i)
            layers[i].type = (*values)[i] == "yes" ? rule.yes : rule.no;
        return;
    }
}

} // namespace

void nameLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family)
{
    if (!nameByList(layers, config) && !nameByFamily(layers, config, family))
        nameByRule(layers, config);
}

void nameStatedLayerTypes(std::vector<Layer>& layers, const ConfigText& config, const Family& family)
{
    if (!nameByList(layers, config) && positionalPeriod(config, family) < 1)
        nameByRule(layers, config);
}

} // namespace layerloom::core
