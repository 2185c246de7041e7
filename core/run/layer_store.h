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

// A cache of converted weights in front of the checkpoints' files, and one read ahead.
// - Entries are layers, embeddings and heads, by model and tensors: a layer that occurs twice in a stack is held once. A tied
//   head is not an entry; it is made from the embeddings each time, which costs no memory.
// - Before a read, the least recently used entries are dropped until the new one fits the budget; entries that are in use
//   (shared with a caller) stay, because dropping them would free nothing. The block that runs and the one that is read
//   are therefore held even above the budget.
// - At most one read is under way, on a helper thread. readAhead() starts it for the next block while the current one runs.
//   If another block is asked for, the read is stopped first (WeightFiles makes it throw at its next piece) and thrown away.
// - Sizes are estimated before the read from the number of parameters and the compute type.

/// Weights of several checkpoints, ready to run, within a budget. Used by one thread at a time. Functions throw Error.
class LayerStore {
public:
    /// `budget` in bytes.
    LayerStore(Runner& runner, std::uint64_t budget);
    ~LayerStore();
    LayerStore(const LayerStore&) = delete;
    LayerStore& operator=(const LayerStore&) = delete;

    WeightsPointer layer(const RunnableBlock& block, const JobContext& job);
    WeightsPointer embeddings(const RunnableStack& stack, const JobContext& job);
    WeightsPointer head(const RunnableStack& stack, const JobContext& job);

    /// Starts to read a block that is not held, unless a read is under way already.
    void readAhead(const RunnableBlock& block);
    /// Stops the read that is under way; nothing runs on another thread afterwards.
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
    /// Waits for the read that is under way; throws when the job is stopped.
    WeightsPointer awaited(const JobContext& job);
    /// The entry's weights, marked as most recently used; null when there is none.
    template <typename Matches> WeightsPointer find(const Matches& matches);
    WeightsPointer keep(Entry entry);
    void makeRoom(std::uint64_t bytes);
    std::uint64_t sizeOf(const RunnableBlock& block) const;
    std::uint64_t sizeOf(const RunnablePart& part) const;

    Runner& m_runner;
    std::uint64_t m_budget;
    std::uint64_t m_held = 0;
    WeightFiles m_files;
    std::list<Entry> m_entries; // most recently used first
    std::optional<Ahead> m_ahead; // after m_files, which its thread uses
};

} // namespace layerloom::core
