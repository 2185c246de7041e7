#include "core/run/state_tree.h"

#include <algorithm>

namespace layerloom::core {

struct StateTree::Node {
    Node* parent = nullptr;
    RunnableBlock block; ///< the last block; none in a root
    HiddenStatePointer state;
    std::list<Node*>::iterator position; ///< in m_order, while there is a state
    std::list<Node> children;

    Node* child(const RunnableBlock& next)
    {
        const auto found = std::find_if(children.begin(), children.end(),
                                        [&](const Node& node) { return node.block == next; });
        return found == children.end() ? nullptr : &*found;
    }
};

/// States also depend on the text, the embeddings and the output's config.
struct StateTree::Root {
    TokenBatch batch;
    RunnablePart embeddings;
    HyperParameters traits;
    Node node;
};

StateTree::StateTree(std::uint64_t budget)
    : m_budget(budget)
{}

StateTree::~StateTree() = default;

StateTree::Root* StateTree::findRoot(const RunnableStack& stack, const TokenBatch& batch) const
{
    for (const auto& root : m_roots) {
        if (root->embeddings == stack.embeddings && root->traits == stack.traits && root->batch == batch)
            return root.get();
    }
    return nullptr;
}

std::vector<HiddenStatePointer> StateTree::find(const RunnableStack& stack, const TokenBatch& batch)
{
    std::vector<HiddenStatePointer> states(stack.blocks.size() + 1);
    Root* root = findRoot(stack, batch);
    Node* node = root != nullptr ? &root->node : nullptr;
    for (std::size_t depth = 0; node != nullptr; ++depth) {
        states[depth] = node->state;
        touch(*node);
        node = depth < stack.blocks.size() ? node->child(stack.blocks[depth]) : nullptr;
    }
    return states;
}

void StateTree::keep(const RunnableStack& stack, const TokenBatch& batch, std::size_t depth,
                     const HiddenStatePointer& state)
{
    Root* root = findRoot(stack, batch);
    if (root == nullptr) {
        m_roots.push_front(std::make_unique<Root>(Root {batch, stack.embeddings, stack.traits, {}}));
        root = m_roots.front().get();
    }
    Node* node = &root->node;
    for (std::size_t i = 0; i < depth; ++i) {
        Node* next = node->child(stack.blocks[i]);
        if (next == nullptr) {
            node->children.push_back({node, stack.blocks[i], nullptr, {}, {}});
            next = &node->children.back();
        }
        node = next;
    }
    if (node->state != nullptr)
        return touch(*node);
    node->state = state;
    m_held += state->bytes();
    m_order.push_front(node);
    node->position = m_order.begin();
    while (m_held > m_budget && m_order.size() > 1)
        giveUp(*m_order.back());
}

void StateTree::touch(Node& node)
{
    if (node.state != nullptr)
        m_order.splice(m_order.begin(), m_order, node.position);
}

void StateTree::giveUp(Node& node)
{
    m_held -= node.state->bytes();
    node.state = nullptr;
    m_order.erase(node.position);
    // Branches without a state are removed.
    for (Node* bare = &node; bare->parent != nullptr && bare->state == nullptr && bare->children.empty();) {
        Node* parent = bare->parent;
        parent->children.remove_if([&](const Node& child) { return &child == bare; });
        bare = parent;
    }
    m_roots.remove_if(
        [](const auto& root) { return root->node.state == nullptr && root->node.children.empty(); });
}

} // namespace layerloom::core
