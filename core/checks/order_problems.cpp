#include "core/checks/order_problems.h"

#include "core/base/text.h"
#include "core/checks/problem_rules.h"
#include "core/model/config_sections.h"
#include "core/stack/followed_rules.h"

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

    void find(std::vector<Problem>& problems) const
    {
        if (m_misplaced.empty()) {
            findWrongCount(problems);
            return;
        }
        const std::size_t at = m_misplaced.front();
        const Block& block = m_facts.stack.blocks[at];
        Problem problem =
            blockProblem(ProblemId::MisplacedDenseLayer, Severity::Error,
                         "Layer " + std::to_string(block.layer.value) + " of " + m_facts.name(block.source)
                             + " is dense, those before it are mixtures of experts; it can only stay "
                               "at the start",
                         at, at + 1);
        problem.fixes = {fix("Move to start", true), fix("Remove", false)};
        problems.push_back(std::move(problem));
    }

private:
    /// A count that was written on purpose and is not that of the output.
    void findWrongCount(std::vector<Problem>& problems) const
    {
        const std::string key = configKey(*m_facts.written, m_key);
        const std::int64_t written = m_facts.written->integer(key).value_or(0);
        if (!m_facts.override(m_key) || written < 0)
            return;
        Problem problem =
            blockProblem(ProblemId::MisplacedDenseLayer, Severity::Error,
                         "config.json counts " + counted(static_cast<std::uint64_t>(written), "dense layer")
                             + " at the start (" + std::string(m_key) + "), but the output begins with "
                             + counted(m_lead, "dense layer"),
                         0, 1);
        problem.fixes = {overrideFix(m_facts.stack,
                                     "Write " + std::string(m_key) + " = " + std::to_string(m_lead), key,
                                     std::to_string(m_lead))};
        problems.push_back(std::move(problem));
    }

    bool isDense(const Block& block) const
    {
        const Model* model = modelOf(m_facts.stack, block.source);
        return model && std::int64_t {block.layer.value} < integerOf(*model, m_key).value_or(0);
    }

    /// Brings the misplaced layers to the start, or takes them out; a count written on purpose follows.
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
        Edits edits = replaceAll(m_facts.stack, wanted);
        if (m_facts.override(m_key))
            edits.push_back(
                overrideEdit(m_facts.stack, configKey(m_facts.config->config, m_key), std::to_string(lead)));
        return editFix(std::move(label), std::move(edits));
    }

    const StackFacts& m_facts;
    std::string_view m_key;
    std::size_t m_lead = 0;
    std::vector<std::size_t> m_misplaced;
};

/// Layers stored past the counted ones predict further tokens: they go along behind the last layer, or are left out.
void findExtraLayers(const StackFacts& facts, std::vector<Problem>& problems)
{
    const LayerTable& table = facts.config->table;
    const bool goAlong = carriesExtraLayers(facts.stack);
    if (table.extraLayers.empty() || (goAlong ? facts.inOrder : facts.override(kExtraCount) != nullptr))
        return;
    const std::string stored = facts.name(facts.configSource) + " stores "
        + counted(table.extraLayers.size(), "layer") + " past its " + counted(table.layers.size(), "layer");
    const std::string why = goAlong ? " to predict further tokens (" + std::string(kExtraCount)
            + "); written behind the last layer, from " + std::to_string(facts.stack.blocks.size()) + " on"
                                    : ", which config.json does not count: they are left out";
    Problem problem = blockProblem(ProblemId::ExtraLayers, goAlong ? Severity::Advice : Severity::Warning,
                                   stored + why, 0, 0);
    problem.part = Part::Config;
    problem.source = facts.configSource;
    if (goAlong)
        problem.fixes = {
            overrideFix(facts.stack, "Leave them out", configKey(facts.config->config, kExtraCount), "0")};
    problems.push_back(std::move(problem));
}

} // namespace

bool isDenseCount(std::string_view key)
{
    return std::find(kDenseCounts.begin(), kDenseCounts.end(), key) != kDenseCounts.end();
}

bool findDenseProblem(const StackFacts& facts, std::string_view key, std::vector<Problem>& problems)
{
    const std::size_t before = problems.size();
    DenseStart(facts, key).find(problems);
    return problems.size() > before;
}

void findOrderProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    if (facts.config)
        findExtraLayers(facts, problems);
}

} // namespace layerloom::core
