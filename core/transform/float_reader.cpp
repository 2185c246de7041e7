#include "core/transform/float_reader.h"

#include "core/base/error.h"
#include "core/transform/float_values.h"

#include <algorithm>

namespace layerloom::core {

FloatReader::FloatReader(const TensorSpec& source, const ReadBytes& read, const std::string& format)
    : m_read(read)
    , m_type(requireMatrix(source, format))
    , m_elements(source.bytes / bytesPerElement(m_type))
{}

void FloatReader::read(std::span<float> out, std::uint64_t first)
{
    const std::uint64_t width = bytesPerElement(m_type);
    for (std::size_t done = 0; done < out.size(); done += kPiece) {
        const std::span<float> piece = out.subspan(done, std::min(kPiece, out.size() - done));
        m_bytes.resize(piece.size() * width);
        m_read(m_bytes, (first + done) * width);
        widen(m_bytes, m_type, piece);
    }
}

FloatType requireMatrix(const TensorSpec& source, const std::string& format)
{
    const std::optional<FloatType> type = floatType(source.dtype);
    if (!type)
        throw Error(ErrorCode::Unsupported,
                    source.name + " is " + source.dtype + ", which cannot be stored as " + format);
    if (source.shape.size() != 2 || source.bytes == 0)
        throw Error(ErrorCode::Unsupported, source.name + " is no matrix, and cannot be stored as " + format);
    return *type;
}

} // namespace layerloom::core
