#pragma once

#include "core/checkpoint/dtype.h"
#include "core/transform/tensor_format.h"

#include <memory>
#include <variant>
#include <vector>

namespace layerloom::core {

/// Stores every element as another float type, rounded to nearest even.
struct ConvertTo {
    FloatType to = FloatType::BF16;
    bool operator==(const ConvertTo&) const = default;
};

/// Multiplies every element by a factor, rounded once in the type that the element then has.
struct ScaleBy {
    double factor = 1;
    bool operator==(const ScaleBy&) const = default;
};

/// Stores the tensor in a format of its own, as one or more tensors.
struct EncodeAs {
    std::shared_ptr<const TensorFormat> format;
    bool operator==(const EncodeAs&) const = default;
};

/// A step between a tensor of a source and the tensors of the output that are made of it.
using Transform = std::variant<ConvertTo, ScaleBy, EncodeAs>;

/// The steps of one tensor in this order: at most one ConvertTo, then one ScaleBy, then one EncodeAs. Empty:
/// a copy.
using Transforms = std::vector<Transform>;

/// The tensors that the output holds for a source tensor, in the order in which they are written. Without
/// EncodeAs there is one of the same name and shape. Throws Error{Unsupported} when a step cannot be applied
/// to the dtype.
std::vector<TensorSpec> outputsOf(const TensorSpec& source, const Transforms& transforms);

/// The format of the last step; null when there is no EncodeAs.
const TensorFormat* formatOf(const Transforms& transforms);

/// The operation of ConvertTo and ScaleBy on each element.
struct ElementStep {
    FloatType from = FloatType::F32;
    FloatType to = FloatType::F32;
    double scale = 1;
    bool isIdentity() const { return from == to && scale == 1; }
};

/// The element steps of some transforms. Throws Error{Unsupported} when `dtype` is no float type.
ElementStep elementStepOf(const std::string& dtype, const Transforms& transforms);

/// The factor of the ScaleBy; 1 without one.
double scaleOf(const Transforms& transforms);

/// True when elements are converted or scaled, which takes an ElementKernel.
bool needsElementKernel(const Transforms& transforms);

} // namespace layerloom::core
