#include "core/merge/write/tensor_stream.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {
namespace {

// Reads and writes of this size stay in the processor's cache between the two.
constexpr std::uint64_t kCopyBytes = 1U << 20U;

} // namespace

TensorStream::TensorStream(const MergePlan& plan, Engine* engine)
    : m_plan(plan)
    , m_sources(plan)
    , m_rows(plan, m_sources)
    , m_transformer(engine)
{}

std::uint64_t TensorStream::stream(const PlannedTensor& tensor, const WriteBytes& consume)
{
    if (!tensor.isCopy()) {
        const auto readSource = [&](std::span<std::byte> buffer, std::uint64_t offset) {
            read(tensor, buffer, offset);
        };
        return m_transformer.run({sourceOf(tensor), tensor.transforms, tensor.output}, readSource, consume);
    }
    streamPart(tensor, 0, tensor.bytes, consume);
    return 0;
}

std::shared_ptr<const TensorFormat> TensorStream::prepared(const PlannedTensor& tensor, JobMeter& meter)
{
    const auto readSource = [&](std::span<std::byte> buffer, std::uint64_t offset) {
        read(tensor, buffer, offset);
        meter.advance(buffer.size());
    };
    return m_transformer.prepared({sourceOf(tensor), tensor.transforms, tensor.output}, readSource);
}

void TensorStream::streamPart(const PlannedTensor& tensor, std::uint64_t begin, std::uint64_t end,
                              const WriteBytes& consume)
{
    assert(tensor.isCopy() && end <= tensor.bytes);
    m_in.resize(std::max<std::size_t>(m_in.size(), kCopyBytes));
    for (std::uint64_t offset = begin; offset < end; offset += kCopyBytes) {
        const std::span<std::byte> piece = std::span(m_in).first(std::min(kCopyBytes, end - offset));
        read(tensor, piece, offset);
        consume(piece, offset);
    }
}

/// Reads untransformed bytes.
void TensorStream::read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset)
{
    if (tensor.pieces.empty())
        m_sources.read(tensor, buffer, offset);
    else
        m_rows.read(tensor, buffer, offset);
}

/// The tensor that enters the transforms.
TensorSpec TensorStream::sourceOf(const PlannedTensor& tensor) const
{
    const TensorInfo& info = m_plan.models[tensor.model]->tensor(tensor.tensor);
    if (tensor.pieces.empty())
        return {tensor.name, info.dtype, info.shape, info.bytes};
    std::uint64_t rowBytes = 0;
    for (const TensorPiece& piece : tensor.pieces)
        rowBytes += piece.rowBytes;
    return {tensor.name, info.dtype, tensor.shape, tensor.rows * rowBytes};
}

} // namespace layerloom::core
