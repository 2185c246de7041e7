#include "core/transform/transform.h"

#include "core/base/error.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {
namespace {

/// The tensor that enters EncodeAs, or the output when there is none.
TensorSpec withElementSteps(TensorSpec spec, const Transforms& transforms)
{
    const ElementStep step = elementStepOf(spec.dtype, transforms);
    const std::uint64_t elements = spec.bytes / bytesPerElement(step.from);
    spec.dtype = headerName(step.to);
    spec.bytes = elements * bytesPerElement(step.to);
    return spec;
}

} // namespace

std::vector<TensorSpec> outputsOf(const TensorSpec& source, const Transforms& transforms)
{
    TensorSpec spec = needsElementKernel(transforms) ? withElementSteps(source, transforms) : source;
    if (const TensorFormat* format = formatOf(transforms))
        return format->outputsOf(spec);
    return {std::move(spec)};
}

const TensorFormat* formatOf(const Transforms& transforms)
{
    const auto* encode = transforms.empty() ? nullptr : std::get_if<EncodeAs>(&transforms.back());
    return encode != nullptr ? encode->format.get() : nullptr;
}

ElementStep elementStepOf(const std::string& dtype, const Transforms& transforms)
{
    const std::optional<FloatType> from = floatType(dtype);
    if (!from)
        throw Error(ErrorCode::Unsupported, "A tensor of " + dtype + " cannot be converted or scaled");
    ElementStep step {*from, *from, 1};
    for (const Transform& transform : transforms) {
        if (const auto* convert = std::get_if<ConvertTo>(&transform)) {
            assert(step.scale == 1);
            step.to = convert->to;
        } else if (const auto* scale = std::get_if<ScaleBy>(&transform)) {
            step.scale = scale->factor;
        }
    }
    return step;
}

double scaleOf(const Transforms& transforms)
{
    for (const Transform& transform : transforms)
        if (const auto* scale = std::get_if<ScaleBy>(&transform))
            return scale->factor;
    return 1;
}

bool needsElementKernel(const Transforms& transforms)
{
    return std::any_of(transforms.begin(), transforms.end(), [](const Transform& transform) {
        return !std::holds_alternative<EncodeAs>(transform);
    });
}

} // namespace layerloom::core
