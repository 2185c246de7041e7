#include "core/checkpoint/tensor_decoder.h"

namespace layerloom::core {

std::uint64_t storedBytes(const TensorInfo& tensor)
{
    if (tensor.decoding == nullptr)
        return tensor.bytes;
    std::uint64_t bytes = 0;
    for (const TensorInfo& part : tensor.decoding->parts)
        bytes += part.bytes;
    return bytes;
}

} // namespace layerloom::core
