#pragma once

#include "core/stack/stack.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// A stack with the facts that several rules need, computed once. Keeps references to the stack, which must not change
/// meanwhile.
///
/// Terms of this folder:
///   - *donor*: a source that gives at least one block and whose model is open;
///   - *reference*: the donor of the most blocks, the first by letter of several. findShapeProblems() compares the layers
///     of every other donor with its layers, not with their neighbours in the stack;
///   - *misfit*: a donor with a block that findShapeProblems() reports. P04, P25 (names of weights) and P34 skip it;
///   - *kind*: layers of one model with equal tensor names, shapes and dtypes (LayerKind);
///   - *cause*: a number for the reason of a problem, 0 for none. Neighbouring blocks of one source and cause are
///     reported as one problem (CauseRun).
class StackFacts {
public:
    explicit StackFacts(const Stack& composed);

    const Stack& stack;
    std::vector<bool> used; ///< by source: at least one block is from it
    std::vector<SourceIndex> donors; ///< in the order of their letters
    SourceIndex configSource = 0;
    const Model* config = nullptr; ///< the model of configSource; null when it is missing
    const ConfigText* written = nullptr; ///< its config.json with the overrides; null when it is missing
    /// The model of the donor with the most blocks; null without donors.
    const Model* reference = nullptr;
    SourceIndex referenceSource = 0;
    /// Block i is layer i, and its model has as many layers as the stack has blocks: rules by position still hold.
    bool inOrder = false;

    /// For messages: the label in quotes, followed by the letter where two sources share a label.
    std::string name(SourceIndex source) const;
    /// REQUIRES: the source's model is open.
    const Model& model(SourceIndex source) const { return *stack.setup.sources[source.value].model; }
    /// The JSON value that the last override of a key sets, at the root or in a section; null without one.
    const std::string* override(std::string_view key) const;

private:
    std::unique_ptr<const ConfigText> m_patched; // what `written` points to when there are overrides
};

} // namespace layerloom::core
