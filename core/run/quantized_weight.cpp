#include "core/run/quantized_weight.h"

#include "core/dequantize/bnb_4bit_decoder.h"
#include "core/dequantize/scaled_decoder.h"
#include "core/transform/bnb_4bit.h"
#include "core/transform/float_values.h"

#include <cassert>
#include <cstring>
#include <memory>
#include <utility>

namespace layerloom::core {
namespace {

using StoredBytes = std::vector<std::byte>;

/// The tensors that a format stores for a weight.
std::vector<StoredBytes> encodedTensors(const TensorFormat& format, const TensorSpec& source,
                                        const ReadBytes& read)
{
    std::vector<StoredBytes> tensors;
    for (const TensorSpec& spec : format.outputsOf(source)) {
        StoredBytes bytes(spec.bytes);
        format.encode(source, tensors.size(), read,
                      [&](std::span<const std::byte> piece, std::uint64_t offset) {
                          std::memcpy(bytes.data() + offset, piece.data(), piece.size());
                      });
        tensors.push_back(std::move(bytes));
    }
    return tensors;
}

/// What was stored, and how it is read again: `parts` names the tensors in the decoder's order.
struct StoredWeight {
    std::vector<StoredBytes> tensors;
    std::vector<std::size_t> parts;
    std::shared_ptr<const TensorDecoder> decoder;
};

StoredWeight storedInt8(const TensorSpec& source, FloatType type, const ReadBytes& read)
{
    ScaledDecoder::Format format {"I8", "F32", source.shape[0], source.shape[1], 1, source.shape[1]};
    format.factor = kBnbInt8Factor;
    format.type = type;
    return {encodedTensors(*formatOf(Quantization {QuantizationType::Int8, false, {}}), source, read),
            {0, 1},
            std::make_shared<ScaledDecoder>(format)};
}

StoredWeight storedFourBit(const Quantization& quantization, const TensorSpec& source, FloatType type,
                           const ReadBytes& read)
{
    Bnb4BitDecoder::Format decoded;
    decoded.quantType = quantization.type == QuantizationType::NF4 ? FourBitType::NF4 : FourBitType::FP4;
    decoded.columns = source.shape.back();
    decoded.type = type;
    auto format = std::make_shared<const Bnb4BitFormat>(decoded.quantType, quantization.doubleQuant);
    if (quantization.doubleQuant) {
        format = format->withMean(source, read);
        decoded.nested = Bnb4BitDecoder::Nested {256, format->mean()};
    }
    return {encodedTensors(*format, source, read),
            {0, 1, 3, 4}, // without double quantization the last two are not read
            std::make_shared<Bnb4BitDecoder>(decoded)};
}

} // namespace

QuantizedWeight::QuantizedWeight(Quantization quantization, TensorSpec source, double scale, ReadBytes read)
    : m_quantization(std::move(quantization))
    , m_source(std::move(source))
    , m_type(floatType(m_source.dtype).value_or(FloatType::F32))
    , m_scale(scale)
    , m_read(std::move(read))
{
    assert(floatType(m_source.dtype) && m_source.shape.size() == 2);
}

void QuantizedWeight::read(std::span<std::byte> buffer, std::uint64_t offset)
{
    if (m_bytes.empty())
        m_bytes = decoded();
    std::memcpy(buffer.data(), m_bytes.data() + offset, buffer.size());
    if (offset + buffer.size() == m_bytes.size())
        m_bytes = {};
}

/// Rounded as a merge rounds what it scales.
void QuantizedWeight::readScaled(std::span<std::byte> buffer, std::uint64_t offset) const
{
    m_read(buffer, offset);
    if (m_scale == 1)
        return;
    std::vector<float> numbers(buffer.size() / bytesPerElement(m_type));
    widen(buffer, m_type, std::span(numbers));
    const auto factor = static_cast<float>(m_scale);
    for (float& number : numbers)
        number *= factor;
    narrow(numbers, m_type, buffer);
}

std::vector<std::byte> QuantizedWeight::decoded() const
{
    const ReadBytes scaled = [this](std::span<std::byte> buffer, std::uint64_t offset) {
        readScaled(buffer, offset);
    };
    const StoredWeight stored = m_quantization.type == QuantizationType::Int8
        ? storedInt8(m_source, m_type, scaled)
        : storedFourBit(m_quantization, m_source, m_type, scaled);
    std::vector<std::byte> bytes(m_source.bytes);
    stored.decoder->decode(0, m_source.shape.front(), bytes,
                           [&](std::size_t part, std::span<std::byte> buffer, std::uint64_t offset) {
                               std::memcpy(buffer.data(), stored.tensors[stored.parts[part]].data() + offset,
                                           buffer.size());
                           });
    return bytes;
}

} // namespace layerloom::core
