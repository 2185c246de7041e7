#pragma once

#include "core/checks/problems.h"
#include "core/stack/derived.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace layerloom::core {

/// A stack with what every rule asks of it.
class StackFacts {
public:
    explicit StackFacts(const Stack& composed);

    const Stack& stack;
    std::vector<bool> used; ///< by source: it gives blocks
    std::vector<SourceIndex> donors; ///< the used sources that are there, by letter
    SourceIndex configSource = 0;
    const Model* config = nullptr; ///< null when it is missing
    const ConfigText* written = nullptr; ///< its config.json with the overrides; null when it is missing
    /// The source that gives most of the blocks: what the others are compared with. Null when none is there.
    const Model* reference = nullptr;
    SourceIndex referenceSource = 0;
    /// Every block stands where it stood in its model, and none is missing: what goes by position still holds.
    bool inOrder = false;

    /// "\"Llama-2-70b\"", with the letter where two sources share a label.
    std::string name(SourceIndex source) const;
    const Model& model(SourceIndex source) const { return *stack.setup.sources[source].model; }
    /// The value that an override gives to a key; null when none does. Keys below text_config count too.
    const std::string* override(std::string_view key) const;

private:
    std::unique_ptr<const ConfigText> m_patched; // what `written` points to when there are overrides
};

/// `key`, or "text_config.key" when the config keeps it there.
std::string configKey(const ConfigText& config, std::string_view key);

// One function for each group of rules; each appends what it finds.
void findSourceProblems(const StackFacts& facts, std::vector<Problem>& found);
void findShapeProblems(const StackFacts& facts, std::vector<Problem>& found);
void findConfigProblems(const StackFacts& facts, std::vector<Problem>& found);
void findPartProblems(const StackFacts& facts, std::vector<Problem>& found);
void findPositionProblems(const StackFacts& facts, std::vector<Problem>& found);
void findOrderProblems(const StackFacts& facts, std::vector<Problem>& found);
void findRuleProblems(const StackFacts& facts, std::vector<Problem>& found);
void findSharingProblems(const StackFacts& facts, std::vector<Problem>& found);
void findKindProblems(const StackFacts& facts, std::vector<Problem>& found);
void findQuantisationProblems(const StackFacts& facts, std::vector<Problem>& found);
void findAdvice(const StackFacts& facts, std::vector<Problem>& found);

/// True for keys that count the dense layers before the mixtures of experts.
bool isDenseCount(std::string_view key);
/// What is wrong with such a count that cannot say the order of the stack.
void findDenseProblem(const StackFacts& facts, std::string_view key, std::vector<Problem>& found);

/// Slices whose first layer stands at a multiple of `period` from its place in the source: each grows or shrinks at
/// its input side by the fewer layers.
Blocks alignedTo(const Stack& stack, std::size_t period);

/// Runs of neighbouring blocks of one source for which `cause` (by block) is the same and not 0.
struct CauseRun {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t cause = 0;
};
std::vector<CauseRun> causeRuns(const Stack& stack, const std::function<std::size_t(const Block&)>& cause);

/// "Remove these 16 layers"
Fix removeFix(std::size_t begin, std::size_t end);
/// The same edits as a fix that sets one config.json value on purpose.
Fix overrideFix(const Stack& stack, std::string label, std::string key, std::string value);
/// A problem about blocks [begin, end).
Problem blockProblem(std::string id, Severity severity, std::string message, std::size_t begin,
                     std::size_t end);

} // namespace layerloom::core
