#include "core/merge/plan/output_config.h"

#include "core/merge/plan/published_names.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/model/config_sections.h"
#include "core/stack/followed_rules.h"
#include "core/stack/output_count.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace layerloom::core {
namespace {

constexpr auto kWindowStart = "max_window_layers";

/// The shortest text that reads as the same number.
std::string numberText(double number)
{
    std::array<char, 32> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

/// Collects the changes of one config.json: layer counts, lists with an entry for each layer, rules by layer
/// index, factors that depend on the depth, the dtype. Overridden values stay as they are, except counts.
class Rules {
public:
    Rules(const Stack& stack, const Model& donor, const ConfigText& config)
        : m_stack(stack)
        , m_donor(donor)
        , m_config(config)
    {}

    std::vector<ConfigPatch> patches(const OutputSettings& settings)
    {
        setCounts();
        gatherLists();
        for (const FollowedRule& followed : followRules(m_stack, m_config))
            follow(followed);
        for (const std::string& key : presentKeys(m_config, {kWindowStart}))
            if (const auto old = m_config.integer(key); old && !isOverridden(key))
                setWindowStart(key, *old);
        for (const std::string& key : presentKeys(m_config, m_donor.family->rootDepthFactors))
            if (const auto old = m_config.number(key); old && !isOverridden(key))
                keepPerLayer(key, *old);
        const std::vector<ConfigPatch> published = publishedNames(m_config);
        m_patches.insert(m_patches.end(), published.begin(), published.end());
        if (settings.dtype)
            setDtype(*settings.dtype);
        if (settings.quantize)
            m_patches.push_back(
                {"quantization_config", quantizationConfig(m_stack, settings, *settings.quantize)});
        return std::move(m_patches);
    }

private:
    bool isOverridden(std::string_view key) const
    {
        const auto& overrides = m_stack.setup.overrides;
        return std::any_of(overrides.begin(), overrides.end(),
                           [&](const ConfigPatch& patch) { return patch.key == key; });
    }

    void gatherLists()
    {
        for (const std::string& name : m_donor.family->perLayerKeys)
            for (const std::string& key : presentKeys(m_config, {name}))
                if (const auto old = m_config.array(key); old && !isOverridden(key))
                    gather(key, name, *old);
    }

    /// A config that states no number of layers gets none where it stays as it was.
    void setCounts()
    {
        const LayerCount count = outputCount(m_stack, m_donor);
        if (!count.keys.empty() || m_stack.blocks.size() != m_donor.table.layers.size())
            m_patches = count.patches(m_stack.blocks.size());
    }

    /// The list `name` of each model, where it has one.
    std::vector<std::vector<std::string_view>> listsOf(const std::string& name) const
    {
        std::vector<std::vector<std::string_view>> lists;
        for (const Source& source : m_stack.setup.sources) {
            lists.emplace_back();
            if (source.model)
                for (const std::string& key : presentKeys(source.model->config, {name}))
                    if (lists.back().empty())
                        lists.back() = source.model->config.array(key).value_or(lists.back());
        }
        return lists;
    }

    void gather(const std::string& key, const std::string& name, const std::vector<std::string_view>& old)
    {
        const auto lists = listsOf(name);
        std::vector<std::string_view> elements;
        for (const Block& block : m_stack.blocks) {
            if (block.layer.value >= lists[block.source.value].size())
                throw Error(ErrorCode::Mismatch,
                            "config.json has \"" + key + "\" with an entry for each layer, but that of "
                                + m_stack.setup.sources[block.source.value].label + " has none for layer "
                                + std::to_string(block.layer.value));
            elements.push_back(lists[block.source.value][block.layer.value]);
        }
        // Entries of layers past the end stay behind those of the others.
        if (carriesExtraLayers(m_stack))
            elements.insert(elements.end(),
                            old.begin() + std::min(depth(), static_cast<std::int64_t>(old.size())),
                            old.end());
        if (elements != old)
            m_patches.push_back({key, arrayText(elements, m_config, key)});
    }

    void follow(const FollowedRule& followed)
    {
        if (!followed.patches || followed.isUndecided)
            throw Error(ErrorCode::Mismatch,
                        "config.json has " + followed.key + ", which cannot say the order of this stack");
        m_patches.insert(m_patches.end(), followed.patches->begin(), followed.patches->end());
    }

    /// max_window_layers beside layer_types, which decides: the number of layers without a window. Without
    /// windows: the layer count if it was that before, else unchanged. (Alone it is a rule by index, changed
    /// by follow().)
    void setWindowStart(const std::string& key, std::int64_t old)
    {
        const std::string section = key.substr(0, key.size() - std::string_view(kWindowStart).size());
        const bool isListed = m_config.array(section + "layer_types").has_value();
        const bool isUsed = m_config.boolean(section + "use_sliding_window").value_or(false);
        if (isUsed && !isListed)
            return;
        const auto count = static_cast<std::int64_t>(m_stack.blocks.size());
        std::int64_t start = old >= depth() ? count : std::min(old, count);
        if (isUsed)
            start = std::count_if(m_stack.blocks.begin(), m_stack.blocks.end(), [&](const Block& block) {
                return block.layer.value < windowStart(block.source, old);
            });
        if (start != old)
            m_patches.push_back({key, std::to_string(start)});
    }

    std::int64_t windowStart(SourceIndex source, std::int64_t otherwise) const
    {
        if (const Model* model = modelOf(m_stack, source))
            for (const std::string& key : presentKeys(model->config, {kWindowStart}))
                return model->config.integer(key).value_or(otherwise);
        return otherwise;
    }

    std::int64_t depth() const { return static_cast<std::int64_t>(m_donor.table.layers.size()); }

    /// The model divides the factor by the square root of its depth; the quotient stays the same.
    void keepPerLayer(const std::string& key, double old)
    {
        const auto count = static_cast<double>(m_stack.blocks.size());
        if (depth() > 0 && depth() != static_cast<std::int64_t>(m_stack.blocks.size()))
            m_patches.push_back({key, numberText(old * std::sqrt(count / static_cast<double>(depth())))});
    }

    void setDtype(FloatType type)
    {
        const auto keys = presentKeys(m_config, {"torch_dtype", "dtype"});
        for (const std::string& key : keys)
            m_patches.push_back({key, core::quoted(torchName(type))});
        if (keys.empty())
            m_patches.push_back({"torch_dtype", core::quoted(torchName(type))});
    }

    const Stack& m_stack;
    const Model& m_donor;
    const ConfigText& m_config;
    std::vector<ConfigPatch> m_patches;
};

} // namespace

std::string outputConfig(const Stack& stack, const OutputSettings& settings)
{
    const Model* donor = modelOf(stack, partSource(stack, Part::Config));
    if (donor == nullptr)
        throw Error(ErrorCode::Mismatch, "The model that gives config.json is missing");
    const ConfigText config(patched(donor->config, stack.setup.overrides));
    return patched(config, Rules(stack, *donor, config).patches(settings));
}

} // namespace layerloom::core
