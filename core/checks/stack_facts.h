#pragma once

#include "core/stack/stack.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A stack with the facts that several rules need, computed once. Keeps references to the stack: it must not change
/// meanwhile.
class StackFacts {
public:
    explicit StackFacts(const Stack& composed);

    const Stack& stack;
    std::vector<bool> used; ///< by source: it gives blocks
    std::vector<SourceIndex> donors; ///< the used sources that are there, by letter
    SourceIndex configSource = 0;
    const Model* config = nullptr; ///< null when it is missing
    const ConfigText* written = nullptr; ///< its config.json with the overrides; null when it is missing
    /// The source of most blocks, which the others are compared with. Null when there is none.
    const Model* reference = nullptr;
    SourceIndex referenceSource = 0;
    /// The blocks are all layers of their models in order, none missing: rules that go by position still hold.
    bool inOrder = false;

    /// "\"Llama-2-70b\"", with the letter where two sources share a label.
    std::string name(SourceIndex source) const;
    const Model& model(SourceIndex source) const { return *stack.setup.sources[source.value].model; }
    /// The value that an override gives to a key, at the root or in a section; null when none does.
    const std::string* override(std::string_view key) const;

private:
    std::unique_ptr<const ConfigText> m_patched; // what `written` points to when there are overrides
};

} // namespace layerloom::core
