#include "core/engine/torch/load_tensor.h"

#include "core/base/error.h"
#include "core/engine/torch/cpu_convert.h"
#include "core/engine/torch/torch_errors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <vector>

namespace layerloom::core {
namespace {

// Elements read and converted at once: at most 4 MiB, still in the cache when they are converted.
constexpr std::uint64_t kPiece = 1U << 20U;

FloatType floatTypeOf(const at::Tensor& tensor)
{
    switch (tensor.scalar_type()) {
    case at::kBFloat16:
        return FloatType::BF16;
    case at::kHalf:
        return FloatType::F16;
    default:
        return FloatType::F32;
    }
}

/// Reads one tensor in pieces, scaled and converted.
class Pieces {
public:
    Pieces(const WeightSource& source, FloatType to)
        : m_source(source)
        , m_to(to)
    {}

    /// Fills `out` with the elements from `first` on.
    void read(std::span<std::byte> out, std::uint64_t first)
    {
        const std::uint64_t width = bytesPerElement(m_source.type);
        const std::uint64_t count = out.size() / bytesPerElement(m_to);
        if (m_source.type == m_to && m_source.scale == 1)
            return m_source.read(out, first * width);
        m_in.resize(count * width);
        m_source.read(m_in, first * width);
        // As a merge would write it: scaled in its own type.
        if (m_source.scale != 1)
            convertOnCpu(m_in, m_source.type, m_in, m_source.type, m_source.scale);
        convertOnCpu(m_in, m_source.type, out, m_to, 1);
    }

private:
    const WeightSource& m_source;
    FloatType m_to;
    std::vector<std::byte> m_in;
};

} // namespace

void loadInto(const at::Tensor& target, const WeightSource& source)
{
    const FloatType to = floatTypeOf(target);
    const auto elements = static_cast<std::uint64_t>(target.numel());
    const std::uint64_t width = bytesPerElement(to);
    Pieces pieces(source, to);
    std::vector<std::byte> staged(target.is_cpu() ? 0 : kPiece * width);
    for (std::uint64_t first = 0; first < elements; first += kPiece) {
        const std::uint64_t count = std::min(kPiece, elements - first);
        if (target.is_cpu()) {
            auto* bytes = static_cast<std::byte*>(target.data_ptr()) + first * width;
            pieces.read({bytes, count * width}, first);
            continue;
        }
        pieces.read(std::span(staged).first(count * width), first);
        const auto length = static_cast<std::int64_t>(count);
        target.view({-1})
            .narrow(0, static_cast<std::int64_t>(first), length)
            .copy_(at::from_blob(staged.data(), {length}, at::TensorOptions(target.scalar_type())));
    }
}

at::Tensor loaded(const WeightSource& source, const at::TensorOptions& options)
{
    const std::vector<std::int64_t> shape(source.shape.begin(), source.shape.end());
    const at::Tensor target = at::empty(shape, options);
    loadInto(target, source);
    return target;
}

std::uint64_t bytesOf(const at::Tensor& tensor)
{
    return tensor.defined() ? static_cast<std::uint64_t>(tensor.nbytes()) : 0;
}

} // namespace layerloom::core
