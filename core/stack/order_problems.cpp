#include "core/base/text.h"
#include "core/stack/commands.h"
#include "core/stack/problem_rules.h"

#include <algorithm>
#include <array>

namespace layerloom::core {

namespace {

/// Keys that count the dense layers before the mixtures of experts.
constexpr std::array<std::string_view, 2> kDenseCounts {"first_k_dense_replace", "num_dense_layers"};
constexpr std::string_view kExtraCount = "num_nextn_predict_layers";

std::optional<std::int64_t> integerOf(const Model& model, std::string_view key)
{
    return model.config.integer(configKey(model.config, key));
}

/// The number that will be written: an override's, else the config's own.
std::optional<std::int64_t> writtenInteger(const StackFacts& facts, std::string_view key)
{
    return facts.written->integer(configKey(*facts.written, key));
}

/// The dense layers of a model with mixtures of experts can only stand at the start.
class DenseStart {
public:
    DenseStart(const StackFacts& facts, std::string_view key)
        : m_facts(facts)
        , m_key(key)
    {
        const Blocks& blocks = facts.stack.blocks;
        while (m_lead < blocks.size() && isDense(blocks[m_lead]))
            ++m_lead;
        for (std::size_t at = m_lead; at < blocks.size(); ++at)
            if (isDense(blocks[at]))
                m_misplaced.push_back(at);
    }

    void find(std::int64_t written, std::vector<Problem>& found) const
    {
        const std::string promise = "config.json counts "
            + counted(static_cast<std::uint64_t>(written), "dense layer") + " at the start ("
            + std::string(m_key) + ")";
        if (!m_misplaced.empty()) {
            const std::size_t at = m_misplaced.front();
            const Block& block = m_facts.stack.blocks[at];
            Problem problem =
                blockProblem("P14", Severity::Error,
                             "Layer " + std::to_string(block.layer) + " of " + m_facts.name(block.source)
                                 + " is dense, those before it are mixtures of experts; it can only stay "
                                   "at the start",
                             at, at + 1);
            problem.fixes = {fix("Move to start", true), fix("Remove", false)};
            found.push_back(std::move(problem));
        } else if (written != static_cast<std::int64_t>(m_lead)) {
            Problem problem = blockProblem(
                "P14", Severity::Error,
                promise + ", but the output begins with " + counted(m_lead, "dense layer"), 0, 1);
            problem.fixes = {overrideFix(m_facts.stack,
                                         "Write " + std::string(m_key) + " = " + std::to_string(m_lead),
                                         configKey(m_facts.config->config, m_key), std::to_string(m_lead))};
            found.push_back(std::move(problem));
        }
    }

private:
    bool isDense(const Block& block) const
    {
        const Model* model = modelOf(m_facts.stack, block.source);
        return model && std::int64_t(block.layer) < integerOf(*model, m_key).value_or(0);
    }

    /// Brings the misplaced layers to the start, or takes them out, and counts again.
    Fix fix(std::string label, bool keep) const
    {
        const Blocks& blocks = m_facts.stack.blocks;
        Blocks wanted(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(m_lead));
        if (keep)
            for (const std::size_t at : m_misplaced)
                wanted.push_back(blocks[at]);
        const std::size_t lead = wanted.size();
        for (std::size_t at = m_lead; at < blocks.size(); ++at)
            if (!isDense(blocks[at]))
                wanted.push_back(blocks[at]);
        Fix fix = overrideFix(m_facts.stack, std::move(label), configKey(m_facts.config->config, m_key),
                              std::to_string(lead));
        const Edits moves = replaceAll(m_facts.stack, wanted);
        fix.edits.insert(fix.edits.begin(), moves.begin(), moves.end());
        return fix;
    }

    const StackFacts& m_facts;
    std::string_view m_key;
    std::size_t m_lead = 0;
    std::vector<std::size_t> m_misplaced;
};

/// Keys that other rules look after.
bool isHandled(const StackFacts& facts, std::string_view key)
{
    const auto is = [&](std::string_view name) {
        return key == name || (key.ends_with(name) && key[key.size() - name.size() - 1] == '.');
    };
    if (is(kExtraCount))
        return !facts.config->table.extraLayers.empty();
    const std::string& period = facts.config->family->positionalPeriodKey;
    return is(kDenseCounts[0]) || is(kDenseCounts[1]) || (!period.empty() && is(period));
}

/// Lists of names that are left unquantised rule nothing here when no name holds a layer's number.
bool namesNoLayer(std::string_view key, std::string_view value)
{
    return key.find("quantization_config.") != std::string_view::npos
        && value.find_first_of("0123456789") == std::string_view::npos;
}

void findUnsupportedKeys(const StackFacts& facts, std::vector<Problem>& found)
{
    if (facts.inOrder)
        return;
    for (const std::string& key : unfollowedKeys(*facts.written, *facts.config->family)) {
        const std::string value(facts.written->raw(key).value_or(""));
        if (isHandled(facts, key) || namesNoLayer(key, value))
            continue;
        Problem problem =
            blockProblem("P23", Severity::Error,
                         "The config.json of " + facts.name(facts.configSource) + " sets " + key + " = "
                             + value.substr(0, 60)
                             + ", which goes by the position of layers and cannot follow a changed stack yet",
                         0, 0);
        problem.part = Part::Config;
        problem.source = facts.configSource;
        found.push_back(std::move(problem));
    }
}

/// Layers before max_window_layers attend to everything, the others to a window: config.json cannot say more.
void findMixedWindows(const StackFacts& facts, std::vector<Problem>& found)
{
    const ConfigText& config = *facts.written;
    const std::string key = configKey(config, "max_window_layers");
    const bool isUsed = config.boolean(configKey(config, "use_sliding_window")).value_or(false)
        && !config.array(configKey(config, "layer_types"));
    const std::optional<std::int64_t> start = config.integer(key);
    if (!isUsed || !start)
        return;
    const auto isFull = [&](const Block& block) {
        const Model* model = modelOf(facts.stack, block.source);
        return std::int64_t(block.layer)
            < (model ? integerOf(*model, "max_window_layers") : start).value_or(*start);
    };
    const Blocks& blocks = facts.stack.blocks;
    const auto windowed = std::find_if_not(blocks.begin(), blocks.end(), isFull);
    const auto fullAgain = std::find_if(windowed, blocks.end(), isFull);
    if (fullAgain == blocks.end())
        return;
    const auto at = static_cast<std::size_t>(fullAgain - blocks.begin());
    found.push_back(blockProblem("P23", Severity::Error,
                                 "Layers with and without a sliding window alternate, and " + key
                                     + " in config.json can only say where the window begins",
                                 at, at + 1));
}

/// Layers stored past the counted ones predict further tokens; no merge places them.
void findExtraLayers(const StackFacts& facts, std::vector<Problem>& found)
{
    const LayerTable& table = facts.config->table;
    const bool promised = writtenInteger(facts, kExtraCount).value_or(0) > 0;
    const bool isDecided = !promised && facts.override(kExtraCount);
    if (table.extraLayers.empty() || isDecided)
        return;
    const std::string stored = facts.name(facts.configSource) + " stores "
        + counted(table.extraLayers.size(), "layer") + " past its " + counted(table.layers.size(), "layer");
    const std::string why = promised ? " (" + std::string(kExtraCount) + "), which cannot follow a stack yet"
                                     : ", which config.json does not count: they are left out";
    Problem problem = blockProblem("P24", promised ? Severity::Error : Severity::Warning, stored + why, 0, 0);
    problem.part = Part::Config;
    problem.source = facts.configSource;
    if (promised)
        problem.fixes = {
            overrideFix(facts.stack, "Leave them out", configKey(facts.config->config, kExtraCount), "0")};
    found.push_back(std::move(problem));
}

} // namespace

void findOrderProblems(const StackFacts& facts, std::vector<Problem>& found)
{
    if (!facts.config)
        return;
    for (const std::string_view key : kDenseCounts)
        if (const std::optional<std::int64_t> written = writtenInteger(facts, key); written && *written >= 0)
            DenseStart(facts, key).find(*written, found);
    findUnsupportedKeys(facts, found);
    findMixedWindows(facts, found);
    findExtraLayers(facts, found);
}

} // namespace layerloom::core
