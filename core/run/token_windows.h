#pragma once

#include "core/run/state_tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace layerloom::core {

/// How many tokens a text is cut into for measuring, each piece run from an empty context.
inline constexpr std::uint64_t kWindow = 256;

/// Cuts tokens into windows, `rows` of them in a batch. The last window may be shorter and then is a batch of its own; a
/// single token that is left over predicts nothing and is left out. Throws Error{Mismatch} for fewer than two tokens, or a
/// window shorter than two.
std::vector<TokenBatch> tokenWindows(std::span<const std::int32_t> tokens, std::uint64_t window,
                                     std::size_t rows);

/// Mean of many numbers and its standard error, as far as they have come.
class RunningMean {
public:
    void add(double value);
    std::uint64_t count() const { return m_count; }
    /// 0 before the first number.
    double mean() const { return m_mean; }
    /// Of the mean, as if the numbers were independent; none for fewer than two.
    std::optional<double> standardError() const;

private:
    std::uint64_t m_count = 0;
    double m_mean = 0;
    double m_squares = 0; ///< of the distances from the mean
};

} // namespace layerloom::core
