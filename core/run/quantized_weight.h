#pragma once

#include "core/checkpoint/dtype.h"
#include "core/transform/quantization.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace layerloom::core {

/// A weight as it would be read from a merged file: scaled, encoded in a format, and decoded to its own type again. It is made as
/// a whole when it is first read, and freed after its last byte was read. Used by one thread at a time.
class QuantizedWeight {
public:
    /// `source` is a matrix of floats that `read` reads; `scale` multiplies it first, in its own type.
    QuantizedWeight(Quantization quantization, TensorSpec source, double scale, ReadBytes read);

    /// Throws what reading the source throws.
    void read(std::span<std::byte> buffer, std::uint64_t offset);

private:
    void readScaled(std::span<std::byte> buffer, std::uint64_t offset) const;
    std::vector<std::byte> decoded() const;

    Quantization m_quantization;
    TensorSpec m_source;
    FloatType m_type; ///< of its elements
    double m_scale;
    ReadBytes m_read;
    std::vector<std::byte> m_bytes; ///< empty until it is read
};

} // namespace layerloom::core
