#include "core/merge/write/tensor_stream.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {
namespace {

// Reads and writes of this size stay in the processor's cache between the two.
constexpr std::uint64_t kCopyBytes = 1U << 20U;

/// The float type of a tensor that the plan converts or scales.
FloatType plannedType(const std::string& dtype)
{
    if (const std::optional<FloatType> type = floatType(dtype))
        return *type;
    throw Error(ErrorCode::Internal, "The plan computes with a tensor of " + dtype);
}

} // namespace

TensorStream::TensorStream(const MergePlan& plan, Engine* engine)
    : m_plan(plan)
    , m_engine(engine)
    , m_sources(plan)
    , m_rows(plan, m_sources)
{}

std::uint64_t TensorStream::stream(const PlannedTensor& tensor, const Consume& consume)
{
    if (!tensor.isCopy())
        return convert(tensor, consume);
    streamPart(tensor, 0, tensor.bytes, consume);
    return 0;
}

void TensorStream::streamPart(const PlannedTensor& tensor, std::uint64_t begin, std::uint64_t end,
                              const Consume& consume)
{
    assert(tensor.isCopy() && end <= tensor.bytes);
    m_in.resize(std::max<std::size_t>(m_in.size(), kCopyBytes));
    for (std::uint64_t offset = begin; offset < end; offset += kCopyBytes) {
        const std::span<std::byte> piece = std::span(m_in).first(std::min(kCopyBytes, end - offset));
        read(tensor, piece, offset);
        consume(piece, offset);
    }
}

/// Bytes as the sources hold them, counted from the tensor's first.
void TensorStream::read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset)
{
    if (tensor.pieces.empty())
        m_sources.read(tensor, buffer, offset);
    else
        m_rows.read(tensor, buffer, offset);
}

std::uint64_t TensorStream::convert(const PlannedTensor& tensor, const Consume& consume)
{
    assert(m_engine != nullptr);
    const TensorInfo& source = m_plan.models[tensor.model]->tensor(tensor.tensor);
    const FloatType from = plannedType(source.dtype);
    const FloatType to = plannedType(tensor.dtype);
    const std::uint64_t atOnce = m_engine->elementsAtOnce();
    m_in.resize(std::max<std::size_t>(m_in.size(), atOnce * bytesPerElement(from)));
    m_out.resize(std::max<std::size_t>(m_out.size(), atOnce * bytesPerElement(to)));
    // Of a tensor that is put together the source is only a part of it.
    const std::uint64_t elements = tensor.bytes / bytesPerElement(to);
    std::uint64_t lost = 0;
    for (std::uint64_t first = 0; first < elements; first += atOnce) {
        const std::uint64_t count = std::min(atOnce, elements - first);
        const std::span<std::byte> in = std::span(m_in).first(count * bytesPerElement(from));
        const std::span<std::byte> out = std::span(m_out).first(count * bytesPerElement(to));
        read(tensor, in, first * bytesPerElement(from));
        lost += m_engine->convert(in, from, out, to, tensor.scale);
        consume(out, first * bytesPerElement(to));
    }
    return lost;
}

} // namespace layerloom::core
