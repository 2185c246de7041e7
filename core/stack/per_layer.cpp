#include "core/stack/per_layer.h"

#include "core/stack/followed_rules.h"

#include <algorithm>

namespace layerloom::core {

namespace {

void addRuleNames(const Model& model, std::string_view file, const ConfigText& text,
                  std::vector<std::string>& names)
{
    for (const LayerRule& rule : model.foundRules)
        if (const auto section = rule.isGuess && rule.file == file ? ruleSection(text, rule) : std::nullopt)
            names.push_back((file.empty() ? "" : rule.file + ':') + *section + rule.key);
}

} // namespace

std::vector<std::string> perLayerNames(const Stack& stack)
{
    std::vector<std::string> names;
    const Model* config = modelOf(stack, partSource(stack, Part::Config));
    if (!config)
        return names;
    addRuleNames(*config, {}, config->config, names);
    for (const SourceIndex source :
         {partSource(stack, Part::Config), partSource(stack, Part::GenerationConfig)})
        if (const Model* model = modelOf(stack, source))
            for (const SideFile& file : model->sideFiles)
                if (sideFileSource(stack, file.name) == source)
                    addRuleNames(*model, file.name, file.text, names);
    for (const OutsideTensor& outside : config->outside.tensors)
        names.push_back(config->tensor(outside.tensor).name);
    for (const LayerGroup& group : config->outside.groups)
        names.push_back(group.prefix);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

Edits choosePerLayer(const Stack& stack, std::string name, bool gathers)
{
    Setup setup = stack.setup;
    std::erase_if(setup.perLayer, [&](const PerLayerChoice& choice) { return choice.name == name; });
    setup.perLayer.push_back({std::move(name), gathers});
    return {ReplaceSetup {std::move(setup)}};
}

} // namespace layerloom::core
