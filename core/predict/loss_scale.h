#pragma once

#include "core/sensitivity/evaluated_stacks.h"
#include "core/sensitivity/sensitivity.h"

#include <cstddef>
#include <span>

namespace layerloom::core {

// How far predictions of one model are off in size. For every evaluated stack i with a predicted loss increase pᵢ > 0 and a
// measured one mᵢ > 0 (nats per token) let rᵢ = ln(mᵢ / pᵢ). With a prior worth k = 4 stacks of mean 0 and standard
// deviation σ₀ = 0.5,
//     μ  = Σ rᵢ / (n + k)
//     σ² = (Σ (rᵢ − μ)² + k (σ₀² + μ²)) / (n + k)
// and a prediction p becomes p·e^μ, between p·e^(μ−σ) and p·e^(μ+σ): about two out of three stacks lie within, if the ratios
// are log-normal. σ₀ was fitted on the stacks of SmolLM2-135M that `./dev bench predict` evaluates; k was chosen so that a
// handful of stacks moves the scale and one outlier does not.

/// An expected loss increase and its one-sigma bounds, in nats per token.
struct LossRange {
    double deltaLoss = 0;
    double low = 0;
    double high = 0;
};

/// Corrects the size of a model's predictions by its evaluated stacks; the formula stands above.
class LossScale {
public:
    /// The prior: no correction, a factor of e^±0.5.
    LossScale() = default;
    /// Ignores stacks whose predicted or measured loss increase is not above 0, and layers that the model lacks.
    LossScale(const Sensitivity& sensitivity, std::span<const EvaluatedStack> stacks);

    /// The expected range for a predicted loss increase. Values of at most 0 are returned unchanged, with equal bounds.
    LossRange expected(double deltaLoss) const;
    /// The number of stacks that the correction rests on.
    std::size_t stacks() const { return m_stacks; }

private:
    void learn(std::span<const double> ratios);

    static constexpr double kPriorSpread = 0.5; ///< σ₀

    std::size_t m_stacks = 0; ///< n
    double m_meanLog = 0; ///< μ
    double m_spread = kPriorSpread; ///< σ
};

} // namespace layerloom::core
