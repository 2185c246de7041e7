#pragma once

#include "core/transform/element_kernel.h"
#include "core/transform/transform.h"

#include <vector>

namespace layerloom::core {

/// One output of a source tensor's transforms.
struct TransformTask {
    TensorSpec source;
    const Transforms& transforms;
    std::size_t output = 0; ///< index into outputsOf(source, transforms)
};

/// Makes the bytes of transformed tensors, with buffers that are kept from one tensor to the next.
class TensorTransformer {
public:
    /// REQUIRES: `kernel` outlives this; it may be null when no tensor needs one.
    explicit TensorTransformer(ElementKernel* kernel)
        : m_kernel(kernel)
    {}

    /// Reads the source and hands all bytes of the output to `write`, in order, in pieces of at most 8 MiB
    /// that depend on the task and the kernel alone. Returns the number of finite values that became
    /// infinite. REQUIRES: the task has a transform.
    std::uint64_t run(const TransformTask& task, const ReadBytes& read, const WriteBytes& write);

    /// The format of the task that has read the values it depends on. REQUIRES: its format depends on values.
    std::shared_ptr<const TensorFormat> prepared(const TransformTask& task, const ReadBytes& read);

private:
    std::uint64_t runElements(const TransformTask& task, const ReadBytes& read, const WriteBytes& write);
    std::uint64_t runFormat(const TransformTask& task, const ReadBytes& read, const WriteBytes& write);
    std::uint64_t convertPiece(const ElementStep& step, std::span<std::byte> out, std::uint64_t offset,
                               const ReadBytes& read);

    ElementKernel* m_kernel;
    std::vector<std::byte> m_in;
    std::vector<std::byte> m_out;
};

} // namespace layerloom::core
