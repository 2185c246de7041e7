#pragma once

#include "core/run/state_tree.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace layerloom::core {

/// Default length of the windows that a text is cut into; each runs from an empty context.
inline constexpr std::uint64_t kWindow = 256;

/// Cuts tokens into windows, `rows` of them per batch. A shorter last window is a batch of its own; a single last token
/// predicts nothing and is dropped. Throws Error{Mismatch} for fewer than two tokens or a window shorter than two.
std::vector<TokenBatch> tokenWindows(std::span<const std::int32_t> tokens, std::uint64_t window,
                                     std::size_t rows);

/// Running mean and standard error (Welford 1962).
class RunningMean {
public:
    void add(double value);
    std::uint64_t count() const { return m_count; }
    /// 0 before the first value.
    double mean() const { return m_mean; }
    /// √(s² / n) with the sample variance s², as if values were independent; none for fewer than two.
    std::optional<double> standardError() const;

private:
    std::uint64_t m_count = 0;
    double m_mean = 0;
    double m_squares = 0; ///< Σ (x − mean)²
};

} // namespace layerloom::core
