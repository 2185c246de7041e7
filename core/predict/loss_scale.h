#pragma once

#include "core/sensitivity/sensitivity.h"
#include "core/stack/stack.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

struct Evaluation;

/// A stack of one model that was run, and what the loss grew by.
struct EvaluatedStack {
    std::vector<std::uint32_t> layers;
    double deltaLoss = 0; ///< nats a token
    bool operator==(const EvaluatedStack&) const = default;
};

/// The stacks of a model that were run on a text.
struct EvaluatedStacks {
    SensitivityKey key; ///< without a compute type: a loss grows alike in all of them
    std::vector<EvaluatedStack> stacks;
    bool operator==(const EvaluatedStacks&) const = default;
};

/// How large a loss is to be expected, and between which bounds it lies two times out of three.
struct LossRange {
    double deltaLoss = 0; ///< nats a token
    double low = 0;
    double high = 0;
};

/// What the measured stacks of a model say of the size of its predictions: by which factor they are off, and how much that
/// differs from stack to stack. Both are held against what is usual, which a few stacks change little.
class LossScale {
public:
    /// As it is before any stack was measured.
    LossScale() = default;
    /// Stacks without a predicted or measured loss above 0 say nothing and are left out.
    LossScale(const Sensitivity& sensitivity, std::span<const EvaluatedStack> stacks);

    /// What is expected where `deltaLoss` is predicted. Below 0 it is left as it is, and so are its bounds.
    LossRange expected(double deltaLoss) const;
    /// How many stacks it was learnt from.
    std::size_t stacks() const { return m_stacks; }

private:
    void learn(std::span<const double> ratios);

    std::size_t m_stacks = 0;
    double m_center = 0; ///< mean of ln (measured / predicted)
    double m_spread = kUsualSpread; ///< standard deviation of the same

    // As over the stacks of SmolLM2 that ./dev bench predict runs.
    static constexpr double kUsualSpread = 0.5;
};

/// What the run of a stack says of its model: nullopt where it ran on fewer than kFirstTokens, or anything is in it but
/// layers of one model as they are, and that model's other parts.
std::optional<EvaluatedStack> evaluatedStack(const Stack& stack, const Evaluation& found);

/// The same stack once, the last measured last; no more than are worth keeping.
void addStack(std::vector<EvaluatedStack>& stacks, EvaluatedStack stack);

/// As they are kept in a file, with a hash over all of it.
std::string stacksText(const EvaluatedStacks& noted);
/// Reads them back. Throws Error{Corrupt} for what is damaged, of another version, or makes no sense.
EvaluatedStacks readStacks(std::string_view text);

} // namespace layerloom::core
