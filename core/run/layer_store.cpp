#include "core/run/layer_store.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <iterator>

namespace layerloom::core {

LayerStore::LayerStore(Runner& runner, std::uint64_t budget)
    : m_runner(runner)
    , m_budget(budget)
{}

LayerStore::~LayerStore()
{
    stopReading();
}

WeightsPointer LayerStore::layer(const RunnableBlock& block, const JobContext& job)
{
    if (auto found =
            find([&](const Entry& entry) { return entry.block && entry.block->hasWeightsOf(block); }))
        return found;
    if (!isReading(block)) {
        stopReading();
        readAhead(block);
    }
    return keep({block, {}, {}, awaited(job)});
}

WeightsPointer LayerStore::embeddings(const RunnableStack& stack, const JobContext& job)
{
    const auto isThis = [&](const Entry& entry) {
        return !entry.block && entry.norm.model == nullptr && entry.part == stack.embeddings;
    };
    if (auto found = find(isThis))
        return found;
    stopReading();
    makeRoom(sizeOf(stack.embeddings));
    read(std::nullopt, [this, traits = stack.traits, tensors = m_files.part(stack.embeddings)] {
        return m_runner.prepareEmbeddings(traits, tensors);
    });
    return keep({std::nullopt, stack.embeddings, {}, awaited(job)});
}

WeightsPointer LayerStore::head(const RunnableStack& stack, const JobContext& job)
{
    // A tied head shares the memory of its embeddings.
    if (stack.traits.isTied)
        return m_runner.prepareHead(stack.traits, m_files.part(stack.norm), m_files.part(stack.head),
                                    embeddings(stack, job));
    const auto isThis = [&](const Entry& entry) {
        return !entry.block && entry.norm == stack.norm && entry.part == stack.head;
    };
    if (auto found = find(isThis))
        return found;
    stopReading();
    makeRoom(sizeOf(stack.head));
    read(std::nullopt,
         [this, traits = stack.traits, norm = m_files.part(stack.norm), tensors = m_files.part(stack.head)] {
             return m_runner.prepareHead(traits, norm, tensors, nullptr);
         });
    return keep({std::nullopt, stack.head, stack.norm, awaited(job)});
}

void LayerStore::readAhead(const RunnableBlock& block)
{
    const auto isThis = [&](const Entry& entry) { return entry.block && entry.block->hasWeightsOf(block); };
    if (m_ahead || std::any_of(m_entries.begin(), m_entries.end(), isThis))
        return;
    makeRoom(sizeOf(block));
    read(block, [this, block] { return prepare(block); });
}

void LayerStore::stopReading()
{
    if (!m_ahead)
        return;
    m_files.setStopped(true);
    m_ahead->weights.wait();
    m_ahead.reset();
    m_files.setStopped(false);
}

WeightsPointer LayerStore::prepare(const RunnableBlock& block)
{
    return m_runner.prepareLayer(*block.traits, m_files.layer(block));
}

template <typename Prepare> void LayerStore::read(std::optional<RunnableBlock> block, Prepare prepare)
{
    m_ahead.emplace(Ahead {std::move(block), std::async(std::launch::async, std::move(prepare))});
}

bool LayerStore::isReading(const RunnableBlock& block) const
{
    return m_ahead && m_ahead->block && m_ahead->block->hasWeightsOf(block);
}

WeightsPointer LayerStore::awaited(const JobContext& job)
{
    constexpr std::chrono::milliseconds kPause(50);
    assert(m_ahead.has_value());
    while (m_ahead->weights.wait_for(kPause) != std::future_status::ready)
        job.checkStop();
    std::future<WeightsPointer> weights = std::move(m_ahead->weights);
    m_ahead.reset();
    return weights.get();
}

template <typename Matches> WeightsPointer LayerStore::find(const Matches& matches)
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(), matches);
    if (entry == m_entries.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, entry);
    return entry->weights;
}

WeightsPointer LayerStore::keep(Entry entry)
{
    m_held += entry.weights->bytes();
    m_entries.push_front(std::move(entry));
    return m_entries.front().weights;
}

void LayerStore::makeRoom(std::uint64_t bytes)
{
    for (auto entry = m_entries.end(); entry != m_entries.begin() && m_held + bytes > m_budget;) {
        --entry;
        // Weights in use would stay in memory.
        if (entry->weights.use_count() > 1)
            continue;
        m_held -= entry->weights->bytes();
        entry = m_entries.erase(entry);
    }
}

std::uint64_t LayerStore::sizeOf(const RunnableBlock& block) const
{
    return block.model->layer(block.layer).parameters * bytesPerElement(m_runner.computeType());
}

std::uint64_t LayerStore::sizeOf(const RunnablePart& part) const
{
    std::uint64_t elements = 0;
    for (const TensorIndex index : part.tensors)
        elements += part.model->tensor(index).elements();
    return elements * bytesPerElement(m_runner.computeType());
}

} // namespace layerloom::core
