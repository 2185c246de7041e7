#include "core/checks/shape_problems.h"

#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "core/checks/dequantize_problems.h"
#include "core/checks/problem_rules.h"

#include <algorithm>

namespace layerloom::core {

namespace {

/// Why the layers of one kind cannot stand beside the reference's.
struct Conflict {
    ProblemId id = ProblemId::TensorsDiffer;
    std::string message;
};

/// Compares what every model of a stack must have in common with the reference.
class ShapeComparison {
public:
    explicit ShapeComparison(const StackFacts& facts)
        : m_facts(facts)
        , m_causes(facts.used.size())
    {
        for (const SourceIndex source : facts.donors)
            compare(source);
    }

    /// 0, or one more than the index of the conflict.
    std::size_t causeOf(const Block& block) const
    {
        const Layer* layer = layerOf(m_facts.stack, block);
        return layer ? m_causes[block.source.value][layer->kind] : 0;
    }
    const Conflict& conflict(std::size_t cause) const { return m_conflicts[cause - 1]; }

private:
    void compare(SourceIndex source)
    {
        const Model& model = m_facts.model(source);
        std::vector<std::size_t>& causes = m_causes[source.value];
        causes.assign(model.table.kinds.size(), 0);
        if (&model == m_facts.reference)
            return;
        if (const std::optional<Conflict> conflict = factConflict(source)) {
            m_conflicts.push_back(*conflict);
            std::fill(causes.begin(), causes.end(), m_conflicts.size());
            return;
        }
        for (std::size_t kind = 0; kind < causes.size(); ++kind) {
            if (const std::optional<Conflict> conflict = kindConflict(source, model.table.kinds[kind])) {
                m_conflicts.push_back(*conflict);
                causes[kind] = m_conflicts.size();
            }
        }
    }

    std::optional<Conflict> factConflict(SourceIndex source) const
    {
        const ModelFacts& theirs = m_facts.model(source).facts;
        const ModelFacts& ours = m_facts.reference->facts;
        const std::string name = m_facts.name(source);
        const std::string other = m_facts.name(m_facts.referenceSource);
        const auto differ = [](const std::optional<std::int64_t>& left,
                               const std::optional<std::int64_t>& right) {
            return left && right && *left != *right;
        };
        const auto text = [](const std::optional<std::int64_t>& value) {
            return std::to_string(value.value_or(0));
        };
        if (differ(theirs.hiddenSize, ours.hiddenSize))
            return Conflict {ProblemId::WidthsDiffer,
                             "Layers of " + name + " are " + text(theirs.hiddenSize)
                                 + " wide; the other layers are " + text(ours.hiddenSize)
                                 + " wide. Layers of different width cannot be stacked"};
        const auto attention = [&](const std::optional<std::int64_t>& left,
                                   const std::optional<std::int64_t>& right, const std::string& what) {
            return Conflict {ProblemId::HeadCountsDiffer,
                             name + " uses " + text(left) + " " + what + ", " + other + " " + text(right)
                                 + ". One config.json can describe only one"};
        };
        if (differ(theirs.keyValueHeads, ours.keyValueHeads))
            return attention(theirs.keyValueHeads, ours.keyValueHeads, "key/value heads");
        if (differ(theirs.heads, ours.heads))
            return attention(theirs.heads, ours.heads, "attention heads");
        if (differ(theirs.intermediateSize, ours.intermediateSize))
            return Conflict {ProblemId::TensorsDiffer,
                             "MLP size differs: " + text(theirs.intermediateSize) + " in " + name + " and "
                                 + text(ours.intermediateSize) + " in " + other};
        return std::nullopt;
    }

    /// Layers must have the tensors of some layer of the reference, by name and shape.
    std::optional<Conflict> kindConflict(SourceIndex source, const LayerKind& kind) const
    {
        const Model& model = m_facts.model(source);
        const Layer& layer = model.layer(kind.layers.front());
        std::optional<std::string> first;
        for (const LayerKind& other : m_facts.reference->table.kinds) {
            const Layer& wanted = m_facts.reference->layer(other.layers.front());
            const std::optional<std::string> difference = differenceOf(source, model, layer, wanted);
            if (!difference)
                return std::nullopt;
            if (!first)
                first = difference;
        }
        if (!first)
            return std::nullopt;
        return Conflict {ProblemId::TensorsDiffer, *first + ". One config.json can describe only one"};
    }

    std::optional<std::string> differenceOf(SourceIndex source, const Model& model, const Layer& layer,
                                            const Layer& wanted) const
    {
        const Model& reference = *m_facts.reference;
        const std::string name = m_facts.name(source);
        const std::string other = m_facts.name(m_facts.referenceSource);
        const std::vector<const TensorInfo*> theirs = weightsOf(model, layer);
        const std::vector<const TensorInfo*> ours = weightsOf(reference, wanted);
        for (std::size_t i = 0; i < std::max(theirs.size(), ours.size()); ++i) {
            const std::string_view theirName = nameAt(theirs, i, model);
            const std::string_view ourName = nameAt(ours, i, reference);
            if (theirName != ourName) {
                const bool isTheirs =
                    ourName.empty() || (!theirName.empty() && naturalLess(theirName, ourName));
                return isTheirs ? onlyIn(theirName, name, other) : onlyIn(ourName, other, name);
            }
            if (theirs[i]->shape != ours[i]->shape)
                return differentShapes(ourName, shapeText(theirs[i]->shape) + " in " + name,
                                       shapeText(ours[i]->shape) + " in " + other);
        }
        return std::nullopt;
    }

    /// Stored buffers are computed anew by whoever loads the model, so they may be missing.
    static std::vector<const TensorInfo*> weightsOf(const Model& model, const Layer& layer)
    {
        const auto& buffers = model.family->buffers;
        std::vector<const TensorInfo*> weights;
        for (const TensorIndex index : layer.tensors) {
            const TensorInfo& tensor = model.tensor(index);
            const auto names = [&](const std::string& buffer) {
                return tensor.name.find(buffer) != std::string::npos;
            };
            if (std::none_of(buffers.begin(), buffers.end(), names))
                weights.push_back(&tensor);
        }
        return weights;
    }

    static std::string_view nameAt(const std::vector<const TensorInfo*>& tensors, std::size_t i,
                                   const Model& model)
    {
        return i < tensors.size() ? suffixInLayer(tensors[i]->name, model.table.prefix) : std::string_view();
    }

    static std::string differentShapes(std::string_view tensor, const std::string& one,
                                       const std::string& another)
    {
        std::string text = "The layers differ in ";
        text += tensor;
        return text + ": " + one + " and " + another;
    }

    static std::string onlyIn(std::string_view tensor, const std::string& with, const std::string& without)
    {
        return "Layers of " + with + " have " + std::string(tensor) + ", those of " + without + " have not";
    }

    const StackFacts& m_facts;
    std::vector<std::vector<std::size_t>> m_causes; // by source and kind
    std::vector<Conflict> m_conflicts;
};

/// The comparison of the same layers dequantized.
class Mended {
public:
    explicit Mended(const Stack& stack)
        : m_stack(dequantizedStack(stack))
    {
        if (m_stack)
            m_comparison.emplace(m_facts.emplace(*m_stack));
    }

    /// Dequantizes, where nothing is then wrong with a block.
    std::optional<Fix> fixFor(std::size_t block) const
    {
        if (!m_stack || m_comparison->causeOf(m_stack->blocks[block]) != 0)
            return std::nullopt;
        return editFix("Dequantize", {ReplaceSetup {m_stack->setup}});
    }

private:
    std::optional<Stack> m_stack;
    std::optional<StackFacts> m_facts;
    std::optional<ShapeComparison> m_comparison;
};

} // namespace

std::vector<bool> findShapeProblems(const StackFacts& facts, std::vector<Problem>& problems)
{
    std::vector<bool> misfits(facts.used.size());
    if (facts.donors.size() < 2)
        return misfits;
    const ShapeComparison comparison(facts);
    std::optional<Mended> mended;
    const auto cause = [&](const Block& block) { return comparison.causeOf(block); };
    for (const CauseRun& run : causeRuns(facts.stack, cause)) {
        const Conflict& conflict = comparison.conflict(run.cause);
        Problem problem = blockProblem(conflict.id, Severity::Error, conflict.message, run.begin, run.end);
        problem.source = facts.stack.blocks[run.begin].source;
        problem.fixes = {removeFix(run.begin, run.end)};
        if (conflict.id == ProblemId::WidthsDiffer)
            problem.fixes.push_back({ReplaceSource {*problem.source}});
        if (!mended)
            mended.emplace(facts.stack);
        if (const std::optional<Fix> fix = mended->fixFor(run.begin))
            problem.fixes.insert(problem.fixes.begin(), *fix);
        misfits[problem.source->value] = true;
        problems.push_back(std::move(problem));
    }
    return misfits;
}

} // namespace layerloom::core
