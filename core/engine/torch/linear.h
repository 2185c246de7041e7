#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace layerloom::core {

/// A linear map x ↦ x Wᵀ + b: weight is [out, in], bias may be undefined.
struct Linear {
    at::Tensor weight;
    at::Tensor bias;

    bool isThere() const { return weight.defined(); }
    std::int64_t outputs() const { return weight.size(0); }
    /// `check` is called between pieces of long work. REQUIRES: input is [tokens, in].
    at::Tensor operator()(const at::Tensor& input, const std::function<void()>& check) const;
};

/// Weights of a norm; an undefined weight is 1, an undefined bias 0.
struct NormWeights {
    at::Tensor weight;
    at::Tensor bias;
    bool isThere() const { return weight.defined(); }
};

} // namespace layerloom::core
