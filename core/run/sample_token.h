#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace layerloom::core {

/// How the next token is chosen.
struct SamplingParameters {
    double temperature = 1; ///< 0: always the likeliest
    double topP = 1; ///< of the likeliest tokens as many as together have this probability
};

/// Chooses tokens; the same seed makes the same choices everywhere.
class TokenSampler {
public:
    TokenSampler(SamplingParameters sampling, std::uint64_t seed)
        : m_sampling(sampling)
        , m_random(seed)
    {}

    /// REQUIRES: at least one logit.
    std::int32_t next(std::span<const float> logits);

private:
    SamplingParameters m_sampling;
    std::mt19937_64 m_random;
};

} // namespace layerloom::core
