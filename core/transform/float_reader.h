#pragma once

#include "core/checkpoint/dtype.h"
#include "core/transform/tensor_format.h"

#include <cstdint>
#include <span>
#include <vector>

namespace layerloom::core {

/// The elements of a tensor as floats, read in pieces. Keeps its buffer; must not outlive `read`.
class FloatReader {
public:
    /// Elements that are read at once.
    static constexpr std::size_t kPiece = 1U << 17U;

    /// Throws Error{Unsupported} unless the tensor is a matrix of floats; `format` is named in the message.
    FloatReader(const TensorSpec& source, const ReadBytes& read, const std::string& format);

    std::uint64_t elements() const { return m_elements; }

    /// Fills a buffer with the elements from `first` on.
    void read(std::span<float> out, std::uint64_t first);

private:
    const ReadBytes& m_read;
    FloatType m_type;
    std::uint64_t m_elements;
    std::vector<std::byte> m_bytes;
};

/// The type of a matrix of floats. Throws Error{Unsupported} for another tensor.
FloatType requireMatrix(const TensorSpec& source, const std::string& format);

} // namespace layerloom::core
