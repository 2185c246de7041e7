#include "core/model/main_stack.h"

#include "core/base/error.h"
#include "core/checkpoint/dtype.h"
#include "core/model/layer_count.h"
#include "core/model/model_facts.h"
#include "core/model/towers.h"

#include <algorithm>
#include <tuple>

namespace layerloom::core {

namespace {

/// The side of an architecture that has one stack only, as far as its name tells.
StackSide sideOfArchitecture(const ConfigText& config)
{
    const auto names = config.array("architectures");
    const std::string_view name = names && !names->empty() ? names->front() : std::string_view();
    const auto says = [&](std::string_view word) { return name.find(word) != std::string_view::npos; };
    const bool isEncoder =
        says("Encoder") || says("ForAudioClassification") || says("ForTokenClassification");
    return isEncoder && !says("EncoderDecoder") ? StackSide::Encoder : StackSide::Decoder;
}

class Chooser {
public:
    Chooser(const Checkpoint& checkpoint, const std::vector<TensorGroup>& groups, const ConfigText& config,
            const Family& family)
        : m_checkpoint(checkpoint)
        , m_groups(groups)
        , m_config(config)
        , m_family(family)
    {}

    MainStack choose(std::optional<StackSide> wanted) const
    {
        const bool isPaired = has(StackSide::Encoder) && has(StackSide::Decoder);
        if (wanted && !has(*wanted))
            throw Error(ErrorCode::Mismatch,
                        m_checkpoint.name() + " has no stack of layers named "
                            + std::string(sideName(*wanted)) + namesOfStacks());
        const std::vector<const TensorGroup*> fitting =
            fittingGroups(wanted.value_or(sideOfArchitecture(m_config)), wanted || isPaired);
        const auto best =
            std::max_element(fitting.begin(), fitting.end(), [&](const TensorGroup* a, const TensorGroup* b) {
                return rankOf(*a, isPaired) < rankOf(*b, isPaired);
            });
        if (best == fitting.end())
            return {};
        return {*best, isPaired ? sideOf((*best)->prefix) : std::nullopt};
    }

private:
    using Fit = std::tuple<bool, bool, bool>;
    using Rank = std::tuple<bool, bool, bool, bool, std::uint64_t>;

    /// The groups of the best fit; of very many the largest.
    std::vector<const TensorGroup*> fittingGroups(StackSide side, bool sideDecides) const
    {
        constexpr std::size_t kMost = 64;
        std::vector<const TensorGroup*> fitting;
        Fit best;
        for (const TensorGroup& group : m_groups) {
            const Fit fit {!isTower(group.prefix), hasMatrices(group),
                           !sideDecides || sideOf(group.prefix) == side};
            if (fitting.empty() || fit > best)
                fitting.clear();
            if (fitting.empty() || fit == best)
                fitting.push_back(&group);
            best = std::max(best, fit);
        }
        std::stable_sort(fitting.begin(), fitting.end(),
                         [](const TensorGroup* a, const TensorGroup* b) { return a->bytes > b->bytes; });
        fitting.resize(std::min(fitting.size(), kMost));
        return fitting;
    }

    Rank rankOf(const TensorGroup& group, bool isPaired) const
    {
        const LayerCount count =
            layerCount(m_config, m_family, {group.prefix, layersWithoutGap(group), isPaired});
        const std::int64_t layers = count.layers().value_or(1);
        return {layers > 0 && layers <= layersWithoutGap(group), isNamedLikeAStack(group.prefix),
                sideOf(group.prefix) != StackSide::Encoder, hasWidth(group, count.section), group.bytes};
    }

    /// The name of a whole model of pictures is no sign of a tower: "data2vec_vision.encoder.layer.".
    bool isTower(std::string_view prefix) const
    {
        std::string own = m_config.string("model_type").value_or("") + '.';
        std::replace(own.begin(), own.end(), '-', '_');
        return isTowerName(prefix.starts_with(own) ? prefix.substr(own.size()) : prefix);
    }

    bool has(StackSide side) const
    {
        return std::any_of(m_groups.begin(), m_groups.end(), [&](const TensorGroup& group) {
            return sideOf(group.prefix) == side && !isTower(group.prefix) && hasMatrices(group)
                && isNamedLikeAStack(group.prefix);
        });
    }

    std::string namesOfStacks() const
    {
        std::string names;
        for (const TensorGroup& group : m_groups)
            if (isNamedLikeAStack(group.prefix))
                names += (names.empty() ? "; it has " : ", ") + std::string(group.prefix) + "N";
        return names;
    }

    template <typename IsWanted> bool anyInFirst(const TensorGroup& group, IsWanted isWanted) const
    {
        const auto& tensors = group.members.begin()->second;
        return std::any_of(tensors.begin(), tensors.end(),
                           [&](TensorIndex tensor) { return isWanted(m_checkpoint.tensor(tensor)); });
    }

    /// Two axes of more than one element; packed weights may be a single column.
    bool hasMatrices(const TensorGroup& group) const
    {
        return anyInFirst(group, [](const TensorInfo& tensor) {
            const auto& shape = tensor.shape;
            return shape.size() == 2
                && ((shape[0] > 1 && shape[1] > 1) || !floatType(tensor.dtype).has_value());
        });
    }

    bool hasWidth(const TensorGroup& group, const std::string& section) const
    {
        for (const std::string& key : hiddenSizeKeys())
            if (const auto width = m_config.integer(section + key))
                return anyInFirst(group, [&](const TensorInfo& tensor) {
                    const auto& shape = tensor.shape;
                    return shape.size() == 2
                        && std::count(shape.begin(), shape.end(), static_cast<std::uint64_t>(*width)) > 0;
                });
        return true;
    }

    const Checkpoint& m_checkpoint;
    const std::vector<TensorGroup>& m_groups;
    const ConfigText& m_config;
    const Family& m_family;
};

} // namespace

std::uint32_t layersWithoutGap(const TensorGroup& group)
{
    std::uint32_t layers = 0;
    while (group.members.contains(layers))
        ++layers;
    return layers;
}

MainStack mainStack(const Checkpoint& checkpoint, const std::vector<TensorGroup>& groups,
                    const ConfigText& config, const Family& family, std::optional<StackSide> wanted)
{
    return Chooser(checkpoint, groups, config, family).choose(wanted);
}

} // namespace layerloom::core
