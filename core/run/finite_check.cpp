#include "core/run/finite_check.h"

#include "core/base/text.h"
#include "core/run/weight_files.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

/// Searches the weights of a stack for a tensor that holds NaN or Inf.
class FiniteSearch {
public:
    FiniteSearch(const JobContext& job, FiniteTensors& checked)
        : m_job(job)
        , m_checked(checked)
    {}

    /// The problem of the first such tensor; empty when there is none. The embeddings come last: NaN may stand in the row
    /// of a token that was not run.
    std::string in(const RunnableStack& stack)
    {
        std::string problem;
        for (const RunnableBlock& block : stack.blocks)
            if (problem.empty())
                problem = in(block.model, block.model->layer(block.layer).tensors);
        for (const RunnablePart* part : {&stack.norm, &stack.head, &stack.embeddings})
            if (problem.empty())
                problem = in(part->model, part->tensors);
        return problem;
    }

private:
    std::string in(const std::shared_ptr<const Model>& model, const std::vector<TensorIndex>& tensors)
    {
        std::string problem;
        for (const TensorIndex index : tensors) {
            const TensorInfo& tensor = model->tensor(index);
            if (!problem.empty() || !floatType(tensor.dtype) || m_checked.contains({model, index}))
                continue;
            problem = nonFiniteProblem(tensor, *model,
                                       count(m_files.part({model, {index}}).front(), tensor.elements()));
            if (problem.empty())
                m_checked.emplace(model, index); // a layer may occur several times
        }
        return problem;
    }

    NumberCounts count(const WeightSource& source, std::uint64_t elements)
    {
        constexpr std::uint64_t kPiece = 1 << 20;
        const std::uint64_t each = bytesPerElement(source.type);
        NumberCounts counts;
        for (std::uint64_t first = 0; first < elements; first += kPiece) {
            m_job.checkStop();
            m_numbers.resize(std::min(kPiece, elements - first));
            m_bytes.resize(m_numbers.size() * each);
            source.read(m_bytes, first * each);
            widen(m_bytes, source.type, m_numbers);
            counts += countNumbers(m_numbers);
        }
        return counts;
    }

    const JobContext& m_job;
    FiniteTensors& m_checked;
    WeightFiles m_files;
    std::vector<std::byte> m_bytes;
    std::vector<double> m_numbers;
};

std::string nameOf(const RunnableStack& stack)
{
    const auto& model = stack.blocks.front().model;
    const bool isOne = std::all_of(stack.blocks.begin(), stack.blocks.end(),
                                   [&](const RunnableBlock& block) { return block.model == model; });
    return isOne ? model->checkpoint->name() : "The stack";
}

std::string refusalOf(const RunnableStack& stack, const std::string& why)
{
    return nameOf(stack) + " cannot be run: what it computes is no number; " + why;
}

template <typename Number>
bool allFiniteOf(std::span<const Number> values, const RunnableStack& stack, const JobContext& job,
                 FiniteTensors& checked)
{
    if (std::all_of(values.begin(), values.end(), [](Number value) { return std::isfinite(value); }))
        return true;
    const std::string problem = FiniteSearch(job, checked).in(stack);
    if (!problem.empty())
        throw Error(ErrorCode::Mismatch, refusalOf(stack, problem));
    return false;
}

template <typename Number>
void requireFiniteOf(std::span<const Number> values, const RunnableStack& stack, const JobContext& job)
{
    FiniteTensors checked;
    if (!allFiniteOf(values, stack, job, checked))
        failOverflow(stack);
}

} // namespace

std::string nonFiniteProblem(const TensorInfo& tensor, const Model& model, const NumberCounts& counts)
{
    std::string what;
    if (counts.nans > 0)
        what = counted(counts.nans, "value") + (counts.nans == 1 ? " that is" : " that are")
            + " no number (NaN)";
    if (counts.infinities > 0)
        what += (what.empty() ? "" : " and ") + counted(counts.infinities, "infinite value");
    return what.empty() ? what : tensor.name + " of " + model.checkpoint->name() + " holds " + what;
}

bool allFinite(std::span<const double> values, const RunnableStack& stack, const JobContext& job,
               FiniteTensors& checked)
{
    return allFiniteOf(values, stack, job, checked);
}

void failOverflow(const RunnableStack& stack)
{
    throw Error(ErrorCode::Mismatch, refusalOf(stack, "its weights are sound, but the numbers overflow"));
}

void requireFinite(std::span<const double> values, const RunnableStack& stack, const JobContext& job)
{
    requireFiniteOf(values, stack, job);
}

void requireFinite(std::span<const float> values, const RunnableStack& stack, const JobContext& job)
{
    requireFiniteOf(values, stack, job);
}

} // namespace layerloom::core
