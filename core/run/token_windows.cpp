#include "core/run/token_windows.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <cmath>

namespace layerloom::core {

std::vector<TokenBatch> tokenWindows(std::span<const std::int32_t> tokens, std::uint64_t window,
                                     std::size_t rows)
{
    if (window < 2)
        throw Error(ErrorCode::Mismatch,
                    "A window must hold at least 2 tokens, not " + std::to_string(window));
    if (tokens.size() < 2)
        throw Error(ErrorCode::Mismatch,
                    "The text is too short: it has " + counted(tokens.size(), "token")
                        + ", and at least 2 are needed");
    std::vector<TokenBatch> batches;
    std::uint64_t whole = tokens.size() / window;
    while (whole > 0) {
        const std::uint64_t taken = std::min<std::uint64_t>(whole, std::max<std::size_t>(1, rows));
        const auto part = tokens.first(taken * window);
        batches.push_back({{part.begin(), part.end()}, taken});
        tokens = tokens.subspan(part.size());
        whole -= taken;
    }
    if (tokens.size() > 1)
        batches.push_back({{tokens.begin(), tokens.end()}, 1});
    return batches;
}

void RunningMean::add(double value)
{
    ++m_count;
    const double before = value - m_mean;
    m_mean += before / static_cast<double>(m_count);
    m_squares += before * (value - m_mean);
}

std::optional<double> RunningMean::standardError() const
{
    if (m_count < 2)
        return std::nullopt;
    const auto count = static_cast<double>(m_count);
    return std::sqrt(m_squares / (count - 1) / count);
}

} // namespace layerloom::core
