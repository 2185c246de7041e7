#include "core/stack/layer_groups.h"

#include "core/base/text.h"

#include <algorithm>
#include <optional>

namespace layerloom::core {

namespace {

/// A tensor of a group: "value_embeds." + "3" + ".weight".
struct Member {
    TensorIndex tensor = 0;
    std::string layer;
    std::string_view ending;
};

std::vector<Member> membersOf(const Model& model, const std::string& prefix)
{
    std::vector<Member> members;
    for (const TensorIndex index : model.table.rest.tensors) {
        const std::string_view name = model.tensor(index).name;
        if (!name.starts_with(prefix))
            continue;
        const std::string_view behind = name.substr(prefix.size());
        const std::size_t dot = std::min(behind.find('.'), behind.size());
        members.push_back({index, std::string(behind.substr(0, dot)), behind.substr(dot)});
    }
    return members;
}

/// Gathers one group of the config's model.
class GroupGatherer {
public:
    GroupGatherer(const Stack& stack, const LayerGroup& group, DepthTensors& found)
        : m_stack(stack)
        , m_config(*modelOf(stack, partSource(stack, Part::Config)))
        , m_prefix(group.prefix)
        , m_own(membersOf(m_config, group.prefix))
        , m_bySource(stack.setup.sources.size())
        , m_found(found)
    {}

    void gather()
    {
        for (std::size_t place = 0; place < m_stack.blocks.size(); ++place)
            addPlace(m_stack.blocks[place], place);
        for (const Member& member : m_own)
            m_found.replaced.push_back(member.tensor);
    }

    std::size_t size() const { return m_own.size(); }

private:
    void addPlace(const Block& block, std::size_t place)
    {
        const Model* model = modelOf(m_stack, block.source);
        if (!model)
            return;
        auto& members = m_bySource[block.source.value];
        if (!members)
            members = membersOf(*model, m_prefix);
        if (members->empty())
            return refuse(block.source);
        const std::string layer = std::to_string(block.layer.value);
        for (const Member& member : *members)
            if (member.layer == layer)
                m_found.brought.push_back({block.source, member.tensor,
                                           m_prefix + std::to_string(place) + std::string(member.ending)});
    }

    void refuse(SourceIndex source)
    {
        const auto isSame = [&](const DepthConflict& other) { return other.source == source; };
        if (std::none_of(m_found.conflicts.begin(), m_found.conflicts.end(), isSame))
            m_found.conflicts.push_back(
                {DepthConflict::Kind::Missing, m_own.front().tensor, source, {}, {}, 0});
    }

    const Stack& m_stack;
    const Model& m_config;
    const std::string& m_prefix;
    std::vector<Member> m_own;
    std::vector<std::optional<std::vector<Member>>> m_bySource;
    DepthTensors& m_found;
};

} // namespace

void addLayerGroups(const Stack& stack, DepthTensors& found)
{
    const SourceIndex source = partSource(stack, Part::Config);
    if (isWhole(stack, source))
        return;
    for (const LayerGroup& group : modelOf(stack, source)->outside.groups) {
        GroupGatherer gatherer(stack, group, found);
        const PerLayerChoice* choice = perLayerChoice(stack.setup, group.prefix);
        if (choice == nullptr && group.isGuess)
            found.undecided.push_back({group.prefix, counted(gatherer.size(), "tensor"), true});
        else if (choice == nullptr || choice->gathers)
            gatherer.gather();
    }
}

} // namespace layerloom::core
