#include "core/run/sound_numbers.h"

#include "core/base/text.h"
#include "core/run/weight_files.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

namespace {

/// Looks for a tensor that holds a number that is not finite.
class Search {
public:
    Search(const JobContext& job, SoundTensors& sound)
        : m_job(job)
        , m_sound(sound)
    {}

    /// What is wrong with the first one; empty when there is none. The embeddings come last, because a row of theirs may
    /// belong to a token that was not run.
    std::string in(const RunnableStack& stack)
    {
        std::string problem;
        for (const RunnableBlock& block : stack.blocks)
            if (problem.empty())
                problem = in(block.model, block.model->table.layers[block.layer].tensors);
        for (const RunnablePart* part : {&stack.norm, &stack.head, &stack.embeddings})
            if (problem.empty())
                problem = in(part->model, part->tensors);
        return problem;
    }

private:
    std::string in(const std::shared_ptr<const Model>& model, const std::vector<std::uint32_t>& tensors)
    {
        std::string problem;
        for (const std::uint32_t index : tensors) {
            const TensorInfo& tensor = model->tensor(index);
            if (!problem.empty() || !floatType(tensor.dtype) || m_sound.contains({model, index}))
                continue;
            problem =
                problemOf(tensor, *model, count(m_files.part({model, {index}}).front(), tensor.elements()));
            if (problem.empty())
                m_sound.emplace(model, index); // layers may stand at several places
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
    SoundTensors& m_sound;
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
bool areFinite(std::span<const Number> made, const RunnableStack& stack, const JobContext& job,
               SoundTensors& sound)
{
    if (std::all_of(made.begin(), made.end(), [](Number number) { return std::isfinite(number); }))
        return true;
    const std::string problem = Search(job, sound).in(stack);
    if (!problem.empty())
        throw Error(ErrorCode::Mismatch, refusalOf(stack, problem));
    return false;
}

template <typename Number>
void requireFinite(std::span<const Number> made, const RunnableStack& stack, const JobContext& job)
{
    SoundTensors sound;
    if (!areFinite(made, stack, job, sound))
        failOverflow(stack);
}

} // namespace

std::string problemOf(const TensorInfo& tensor, const Model& model, const NumberCounts& counts)
{
    std::string what;
    if (counts.nans > 0)
        what = counted(counts.nans, "value") + (counts.nans == 1 ? " that is" : " that are")
            + " no number (NaN)";
    if (counts.infinities > 0)
        what += (what.empty() ? "" : " and ") + counted(counts.infinities, "infinite value");
    return what.empty() ? what : tensor.name + " of " + model.checkpoint->name() + " holds " + what;
}

bool areNumbers(std::span<const double> made, const RunnableStack& stack, const JobContext& job,
                SoundTensors& sound)
{
    return areFinite(made, stack, job, sound);
}

void failOverflow(const RunnableStack& stack)
{
    throw Error(ErrorCode::Mismatch, refusalOf(stack, "its weights are sound, but the numbers overflow"));
}

void requireNumbers(std::span<const double> made, const RunnableStack& stack, const JobContext& job)
{
    requireFinite(made, stack, job);
}

void requireNumbers(std::span<const float> made, const RunnableStack& stack, const JobContext& job)
{
    requireFinite(made, stack, job);
}

} // namespace layerloom::core
