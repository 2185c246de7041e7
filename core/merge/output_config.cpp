#include "core/merge/output_config.h"

#include <algorithm>

namespace layerloom::core {
namespace {

/// Collects what must change in one config.json. Rules are those of the layers: counts, lists with an entry a layer, the
/// number of layers before a window, the dtype. Values a person changed on purpose are left alone, counts aside.
class Rules {
public:
    Rules(const Stack& stack, const Model& donor, const ConfigText& config)
        : m_stack(stack)
        , m_donor(donor)
        , m_config(config)
    {}

    std::vector<ConfigPatch> patches(const MergeSettings& settings)
    {
        setCounts();
        for (const std::string& key : m_donor.family->perLayerKeys)
            if (m_config.array(key) && !isOverridden(key))
                gather(key);
        for (const char* key : {"max_window_layers", "text_config.max_window_layers"})
            if (m_config.integer(key) && !isOverridden(key))
                setWindowStart(key);
        if (settings.dtype)
            setDtype(*settings.dtype);
        return std::move(m_patches);
    }

private:
    bool isOverridden(std::string_view key) const
    {
        const auto& overrides = m_stack.setup.overrides;
        return std::any_of(overrides.begin(), overrides.end(),
                           [&](const ConfigPatch& patch) { return patch.key == key; });
    }

    void setCounts()
    {
        const std::string count = std::to_string(m_stack.blocks.size());
        const auto& keys = m_donor.family->countKeys;
        for (const std::string& key : keys)
            if (m_config.has(key))
                m_patches.push_back({key, count});
        // Without any count the program that loads it would take its own default.
        if (m_patches.empty() && !keys.empty() && m_stack.blocks.size() != m_donor.table.layers.size())
            m_patches.push_back({keys.front(), count});
    }

    void gather(const std::string& key)
    {
        std::vector<std::optional<std::vector<std::string_view>>> lists;
        for (const Source& source : m_stack.setup.sources)
            lists.push_back(source.model ? source.model->config.array(key) : std::nullopt);
        std::vector<std::string_view> elements;
        for (const Block& block : m_stack.blocks) {
            const auto& list = lists[block.source];
            if (!list || block.layer >= list->size())
                throw Error(ErrorCode::Mismatch,
                            "config.json has \"" + key + "\" with an entry for each layer, but that of "
                                + m_stack.setup.sources[block.source].label + " has none for layer "
                                + std::to_string(block.layer));
            elements.push_back((*list)[block.layer]);
        }
        if (elements != *m_config.array(key))
            m_patches.push_back({key, arrayText(elements, m_config, key)});
    }

    /// Layers before max_window_layers attend to everything, the others to a window: only "some, then the rest" can be said.
    void setWindowStart(const std::string& key)
    {
        const auto count = static_cast<std::int64_t>(m_stack.blocks.size());
        const std::string section = key.substr(0, key.find("max_window_layers"));
        const bool isUsed = m_config.boolean(section + "use_sliding_window").value_or(false)
            && !m_config.array(section + "layer_types");
        std::vector<bool> isFull;
        for (const Block& block : m_stack.blocks) {
            const Model* model = modelOf(m_stack, block.source);
            const auto start = model != nullptr ? model->config.integer(key) : std::nullopt;
            isFull.push_back(block.layer < start.value_or(*m_config.integer(key)));
        }
        if (isUsed && !std::is_partitioned(isFull.begin(), isFull.end(), [](bool full) { return full; }))
            throw Error(ErrorCode::Unsupported,
                        "Layers with and without a sliding window alternate, and \"" + key
                            + "\" in config.json can only say where the window begins");
        const auto full = std::count(isFull.begin(), isFull.end(), true);
        const std::int64_t old = *m_config.integer(key);
        const auto depth = static_cast<std::int64_t>(m_donor.table.layers.size());
        // Where it is not used it says "all layers", or is left as it was.
        const std::int64_t start = isUsed ? full : old >= depth ? count : std::min(old, count);
        if (start != old)
            m_patches.push_back({key, std::to_string(start)});
    }

    void setDtype(FloatType type)
    {
        bool isSet = false;
        for (const char* section : {"", "text_config.", "language_config.", "llm_config."})
            for (const char* name : {"torch_dtype", "dtype"})
                if (const std::string key = std::string(section) + name; m_config.has(key)) {
                    m_patches.push_back({key, core::quoted(torchName(type))});
                    isSet = true;
                }
        if (!isSet)
            m_patches.push_back({"torch_dtype", core::quoted(torchName(type))});
    }

    const Stack& m_stack;
    const Model& m_donor;
    const ConfigText& m_config;
    std::vector<ConfigPatch> m_patches;
};

} // namespace

std::string outputConfig(const Stack& stack, const MergeSettings& settings)
{
    const Model* donor = modelOf(stack, partSource(stack, Part::Config));
    if (donor == nullptr)
        throw Error(ErrorCode::Mismatch, "The model that gives config.json is missing");
    const ConfigText config(patched(donor->config, stack.setup.overrides));
    return patched(config, Rules(stack, *donor, config).patches(settings));
}

} // namespace layerloom::core
