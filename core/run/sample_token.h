#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace layerloom::core {

// With logits z and temperature T > 0 token i has the probability pᵢ = exp(zᵢ / T) / Σⱼ exp(zⱼ / T). Nucleus sampling (Holtzman
// et al., arXiv 1904.09751) keeps the fewest most likely tokens whose probabilities add up to at least top_p, and draws one of
// them in proportion. T = 0 takes the most likely token. The generator is mt19937_64, and its upper 53 bits make the number in
// [0, 1): unlike the standard's distributions they are the same in every library. Equal logits and seeds therefore give equal
// tokens, up to the rounding of exp. Logits themselves differ in their last bits between processors and devices, so a text may
// differ from there on where two tokens are almost equally likely.

struct SamplingParameters {
    double temperature = 1; ///< T
    double topP = 1; ///< between 0 and 1
};

/// Draws tokens.
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
