#pragma once

#include "core/base/job_context.h"
#include "core/engine/runner.h"
#include "core/run/runnable_stack.h"
#include "core/run/weight_files.h"

#include <cstdint>
#include <future>
#include <list>
#include <optional>

namespace layerloom::core {

/// Weights of several checkpoints, ready to run: read when they are first needed, kept under a budget, those not used for
/// longest given up first. A layer that stands at two places is there once. What is not there is read on a helper thread, one block ahead.
/// Used by one thread at a time. Functions throw Error.
class LayerStore {
public:
    /// `budget` in bytes; what runs and what is read for the next step is held even when that is more.
    LayerStore(Runner& runner, std::uint64_t budget);
    ~LayerStore();
    LayerStore(const LayerStore&) = delete;
    LayerStore& operator=(const LayerStore&) = delete;

    WeightsPointer layer(const RunnableBlock& block, const JobContext& job);
    WeightsPointer embeddings(const RunnableStack& stack, const JobContext& job);
    WeightsPointer head(const RunnableStack& stack, const JobContext& job);

    /// Starts to read a block that is not there, unless something is being read already.
    void readAhead(const RunnableBlock& block);
    /// Ends what is read ahead; nothing runs on another thread afterwards.
    void stopReading();

    std::uint64_t budget() const { return m_budget; }
    std::uint64_t bytesHeld() const { return m_held; }
    std::uint64_t bytesRead() const { return m_files.bytesRead(); }

private:
    struct Entry {
        std::optional<RunnableBlock> block; ///< a layer; else the part
        RunnablePart part;
        RunnablePart norm; ///< of a head
        WeightsPointer weights;
    };
    struct Ahead {
        std::optional<RunnableBlock> block; ///< a layer; else a part
        std::future<WeightsPointer> weights;
    };

    WeightsPointer prepare(const RunnableBlock& block);
    template <typename Prepare> void read(std::optional<RunnableBlock> block, Prepare prepare);
    bool isReading(const RunnableBlock& block) const;
    /// What is being read, when it is there; a stop is heard meanwhile.
    WeightsPointer awaited(const JobContext& job);
    /// The entry's weights, now the last to be given up; null when there is none.
    template <typename Matches> WeightsPointer find(const Matches& matches);
    WeightsPointer keep(Entry entry);
    void makeRoom(std::uint64_t bytes);
    std::uint64_t sizeOf(const RunnableBlock& block) const;
    std::uint64_t sizeOf(const RunnablePart& part) const;

    Runner& m_runner;
    std::uint64_t m_budget;
    std::uint64_t m_held = 0;
    WeightFiles m_files;
    std::list<Entry> m_entries; // the last used first
    std::optional<Ahead> m_ahead; // after m_files: its thread reads them
};

} // namespace layerloom::core
