#include "core/run/quantized_weight.h"

#include "core/transform/bnb_4bit.h"
#include "core/transform/float_values.h"

#include <cassert>
#include <cstring>
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

std::vector<float> floatsOf(const StoredBytes& bytes)
{
    std::vector<float> numbers(bytes.size() / sizeof(float));
    widen(bytes, FloatType::F32, std::span(numbers));
    return numbers;
}

/// As bitsandbytes: SCB times code, times 1 / 127 in single precision.
std::vector<float> decodedInt8(const TensorSpec& source, const ReadBytes& read)
{
    constexpr float kFactor = 7.874015718698502e-3F;
    const std::vector<StoredBytes> stored =
        encodedTensors(*formatOf(Quantization {QuantizationType::Int8, false, {}}), source, read);
    const std::vector<float> scales = floatsOf(stored[1]);
    const std::uint64_t columns = source.shape.back();
    std::vector<float> numbers(stored[0].size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] =
            static_cast<float>(static_cast<std::int8_t>(stored[0][i])) * scales[i / columns] * kFactor;
    return numbers;
}

/// The largest magnitudes of blocks from their codes: map[code] * nested + mean, rounded after each step.
std::vector<float> decodedMagnitudes(const std::vector<StoredBytes>& stored, float mean)
{
    const std::vector<float> nested = floatsOf(stored[3]);
    const std::vector<float> map = floatsOf(stored[4]);
    std::vector<float> magnitudes(stored[1].size());
    for (std::size_t i = 0; i < magnitudes.size(); ++i) {
        const float product = map[static_cast<std::size_t>(stored[1][i])] * nested[i / 256];
        magnitudes[i] = product + mean;
    }
    return magnitudes;
}

/// As bitsandbytes: table[code] times the magnitude of the block, in single precision.
std::vector<float> decodedFourBit(const Quantization& quantization, const TensorSpec& source,
                                  const ReadBytes& read)
{
    std::shared_ptr<const Bnb4BitFormat> format = std::make_shared<Bnb4BitFormat>(
        quantization.type == QuantizationType::NF4 ? FourBitType::NF4 : FourBitType::FP4,
        quantization.doubleQuant);
    if (quantization.doubleQuant)
        format = format->withMean(source, read);
    const std::vector<StoredBytes> stored = encodedTensors(*format, source, read);
    const std::vector<float> magnitudes =
        quantization.doubleQuant ? decodedMagnitudes(stored, format->mean()) : floatsOf(stored[1]);
    const std::vector<float> table = floatsOf(stored[2]);
    std::vector<float> numbers(source.bytes / bytesPerElement(*floatType(source.dtype)));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto pair = static_cast<unsigned>(stored[0][i / 2]);
        numbers[i] = table[i % 2 == 0 ? pair >> 4U : pair & 15U] * magnitudes[i / 64];
    }
    return numbers;
}

} // namespace

QuantizedWeight::QuantizedWeight(const Quantization& quantization, TensorSpec source, double scale,
                                 ReadBytes read)
    : m_quantization(quantization)
    , m_source(std::move(source))
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
    const FloatType type = *floatType(m_source.dtype);
    std::vector<float> numbers(buffer.size() / bytesPerElement(type));
    widen(buffer, type, std::span(numbers));
    const auto factor = static_cast<float>(m_scale);
    for (float& number : numbers)
        number *= factor;
    narrow(numbers, type, buffer);
}

std::vector<std::byte> QuantizedWeight::decoded() const
{
    const ReadBytes scaled = [this](std::span<std::byte> buffer, std::uint64_t offset) {
        readScaled(buffer, offset);
    };
    std::vector<std::byte> bytes(m_source.bytes);
    narrow(m_quantization.type == QuantizationType::Int8 ? decodedInt8(m_source, scaled)
                                                         : decodedFourBit(m_quantization, m_source, scaled),
           *floatType(m_source.dtype), bytes);
    return bytes;
}

} // namespace layerloom::core
