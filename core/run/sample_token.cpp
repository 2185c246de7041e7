#include "core/run/sample_token.h"

#include "core/run/generation_session.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace layerloom::core {

std::int32_t TokenSampler::next(std::span<const float> logits)
{
    if (m_sampling.temperature <= 0)
        return likeliest(logits);
    std::vector<std::int32_t> tokens(logits.size());
    std::iota(tokens.begin(), tokens.end(), 0);
    const auto logit = [&](std::int32_t token) { return logits[static_cast<std::size_t>(token)]; };
    std::stable_sort(tokens.begin(), tokens.end(),
                     [&](std::int32_t left, std::int32_t right) { return logit(left) > logit(right); });
    std::vector<double> sums;
    double sum = 0;
    for (const std::int32_t token : tokens)
        sums.push_back(sum += std::exp(static_cast<double>(logit(token) - logit(tokens.front()))
                                       / m_sampling.temperature));
    const auto kept = std::lower_bound(sums.begin(), sums.end(), std::clamp(m_sampling.topP, 0.0, 1.0) * sum);
    const double all = kept == sums.end() ? sum : *kept;
    const double chosen = static_cast<double>(m_random() >> 11U) * 0x1p-53 * all;
    const auto index = std::upper_bound(sums.begin(), sums.end(), chosen);
    return tokens[static_cast<std::size_t>(std::min(index - sums.begin(), std::ssize(sums) - 1))];
}

} // namespace layerloom::core
