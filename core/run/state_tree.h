#pragma once

#include "core/engine/runner.h"
#include "core/run/runnable_stack.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

namespace layerloom::core {

/// Texts of equal length that run together, one row after the other.
struct TokenBatch {
    std::vector<std::int32_t> tokens;
    std::size_t rows = 1;

    std::size_t columns() const { return tokens.size() / rows; }
    bool operator==(const TokenBatch&) const = default;
};

/// Hidden states by the prefix of blocks that made them (a trie): a stack that was edited at block k runs again from k on.
/// Holds states within a budget, the least recently used are dropped first.
class StateTree {
public:
    explicit StateTree(std::uint64_t budget);
    ~StateTree();
    StateTree(const StateTree&) = delete;
    StateTree& operator=(const StateTree&) = delete;

    /// States of this batch in this stack, [0] after the embeddings, [k] after k blocks; null for those not held.
    std::vector<HiddenStatePointer> find(const RunnableStack& stack, const TokenBatch& batch);
    /// Keeps the state after the first `depth` blocks.
    void keep(const RunnableStack& stack, const TokenBatch& batch, std::size_t depth,
              const HiddenStatePointer& state);

    std::uint64_t bytesHeld() const { return m_held; }

private:
    struct Node;
    struct Root;

    Root* findRoot(const RunnableStack& stack, const TokenBatch& batch) const;
    void touch(Node& node);
    void giveUp(Node& node);

    std::uint64_t m_budget;
    std::uint64_t m_held = 0;
    std::list<std::unique_ptr<Root>> m_roots;
    std::list<Node*> m_order; // those with a state, most recently used first
};

} // namespace layerloom::core
