#include "core/transform/tensor_transformer.h"

#include <algorithm>
#include <cassert>

namespace layerloom::core {

std::uint64_t TensorTransformer::run(const TransformTask& task, const ReadBytes& read,
                                     const WriteBytes& write)
{
    assert(!task.transforms.empty());
    return formatOf(task.transforms) != nullptr ? runFormat(task, read, write)
                                                : runElements(task, read, write);
}

std::uint64_t TensorTransformer::runElements(const TransformTask& task, const ReadBytes& read,
                                             const WriteBytes& write)
{
    assert(m_kernel != nullptr);
    const ElementStep step = elementStepOf(task.source.dtype, task.transforms);
    const std::uint64_t atOnce = m_kernel->elementsAtOnce();
    const std::uint64_t width = bytesPerElement(step.to);
    const std::uint64_t elements = task.source.bytes / bytesPerElement(step.from);
    m_out.resize(std::max<std::size_t>(m_out.size(), atOnce * width));
    std::uint64_t lost = 0;
    for (std::uint64_t first = 0; first < elements; first += atOnce) {
        const auto out = std::span(m_out).first(std::min(atOnce, elements - first) * width);
        lost += convertPiece(step, out, first * width, read);
        write(out, first * width);
    }
    return lost;
}

/// The format reads a source whose elements are converted and scaled on their way.
std::uint64_t TensorTransformer::runFormat(const TransformTask& task, const ReadBytes& read,
                                           const WriteBytes& write)
{
    const TensorFormat& format = *formatOf(task.transforms);
    if (!needsElementKernel(task.transforms)) {
        format.encode(task.source, task.output, read, write);
        return 0;
    }
    Transforms steps = task.transforms;
    steps.pop_back();
    const ElementStep step = elementStepOf(task.source.dtype, steps);
    std::uint64_t lost = 0;
    std::uint64_t counted = 0; // a format may read more than once; each element is counted once
    const ReadBytes converted = [&](std::span<std::byte> buffer, std::uint64_t offset) {
        const std::uint64_t overflows = convertPiece(step, buffer, offset, read);
        if (offset >= counted)
            lost += overflows;
        counted = std::max<std::uint64_t>(counted, offset + buffer.size());
    };
    format.encode(outputsOf(task.source, steps).front(), task.output, converted, write);
    return lost;
}

std::shared_ptr<const TensorFormat> TensorTransformer::prepared(const TransformTask& task,
                                                                const ReadBytes& read)
{
    const TensorFormat& format = *formatOf(task.transforms);
    if (!needsElementKernel(task.transforms))
        return format.prepared(task.source, read);
    Transforms steps = task.transforms;
    steps.pop_back();
    const ElementStep step = elementStepOf(task.source.dtype, steps);
    const ReadBytes converted = [&](std::span<std::byte> buffer, std::uint64_t offset) {
        convertPiece(step, buffer, offset, read);
    };
    return format.prepared(outputsOf(task.source, steps).front(), converted);
}

/// Fills `out` with converted elements; `offset` counts bytes of the result.
std::uint64_t TensorTransformer::convertPiece(const ElementStep& step, std::span<std::byte> out,
                                              std::uint64_t offset, const ReadBytes& read)
{
    assert(m_kernel != nullptr);
    const std::uint64_t width = bytesPerElement(step.from);
    const std::uint64_t count = out.size() / bytesPerElement(step.to);
    m_in.resize(std::max<std::size_t>(m_in.size(), count * width));
    const auto in = std::span(m_in).first(count * width);
    read(in, offset / bytesPerElement(step.to) * width);
    return m_kernel->convert(in, step.from, out, step.to, step.scale);
}

} // namespace layerloom::core
