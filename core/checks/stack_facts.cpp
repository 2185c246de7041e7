#include "core/checks/stack_facts.h"

#include <algorithm>

namespace layerloom::core {

namespace {

bool isInOrder(const Stack& stack)
{
    for (std::size_t i = 0; i < stack.blocks.size(); ++i) {
        const Block& block = stack.blocks[i];
        const Model* model = modelOf(stack, block.source);
        if (block.layer.value != i || !model || model->table.layers.size() != stack.blocks.size())
            return false;
    }
    return true;
}

} // namespace

StackFacts::StackFacts(const Stack& composed)
    : stack(composed)
    , used(composed.setup.sources.size())
    , configSource(partSource(composed, Part::Config))
    , config(modelOf(composed, configSource))
{
    std::vector<std::size_t> counts(used.size());
    for (const Block& block : stack.blocks) {
        if (block.source.value >= used.size())
            continue;
        used[block.source.value] = true;
        ++counts[block.source.value];
    }
    std::size_t most = 0;
    for (SourceIndex source = 0; source.value < used.size(); ++source) {
        const Model* given = modelOf(stack, source);
        if (!used[source.value] || !given)
            continue;
        donors.push_back(source);
        if (counts[source.value] <= most)
            continue;
        most = counts[source.value];
        reference = given;
        referenceSource = source;
    }
    inOrder = isInOrder(stack);
    if (config && !stack.setup.overrides.empty())
        m_patched = std::make_unique<const ConfigText>(patched(config->config, stack.setup.overrides));
    if (config)
        written = m_patched ? m_patched.get() : &config->config;
}

std::string StackFacts::name(SourceIndex source) const
{
    const auto& sources = stack.setup.sources;
    if (source.value >= sources.size())
        return sourceLetter(source);
    const std::string& label = sources[source.value].label;
    const auto same = [&](const Source& other) { return other.label == label; };
    const bool shared = std::count_if(sources.begin(), sources.end(), same) > 1;
    return "\"" + label + "\"" + (shared ? " (" + sourceLetter(source) + ")" : "");
}

const std::string* StackFacts::override(std::string_view key) const
{
    const std::string nested = "." + std::string(key);
    const std::string* value = nullptr;
    for (const ConfigPatch& patch : stack.setup.overrides)
        if (patch.key == key || patch.key.ends_with(nested))
            value = &patch.value;
    return value;
}

} // namespace layerloom::core
