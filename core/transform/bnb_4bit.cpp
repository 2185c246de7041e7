#include "core/transform/bnb_4bit.h"

#include "core/transform/cpu_clones.h"
#include "core/transform/dynamic_map.h"
#include "core/transform/float_reader.h"
#include "core/transform/float_values.h"
#include "core/transform/mean_value.h"
#include "core/transform/python_number.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <utility>
#include <vector>

namespace layerloom::core {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kNestedBlock = 256;
constexpr float kLeastMagnitude = 1e-38F;

/// The values of the 16 codes, and the codes in the order of their values.
struct FourBitTable {
    std::array<float, 16> values;
    std::array<std::uint8_t, 16> order;

    /// Between the values in ascending order.
    constexpr std::array<float, 15> middles() const
    {
        std::array<float, 15> middles {};
        for (std::size_t i = 0; i < middles.size(); ++i)
            middles[i] = (values[order[i]] + values[order[i + 1]]) / 2;
        return middles;
    }
};

constexpr FourBitTable kNf4 {{-1.0F, -0.6961928009986877F, -0.5250730514526367F, -0.39491748809814453F,
                              -0.28444138169288635F, -0.18477343022823334F, -0.09105003625154495F, 0.0F,
                              0.07958029955625534F, 0.16093020141124725F, 0.24611230194568634F,
                              0.33791524171829224F, 0.44070982933044434F, 0.5626170039176941F,
                              0.7229568362236023F, 1.0F},
                             {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}};
// -0.0 has no code of its own: code 8 is 0 as code 0 is.
constexpr FourBitTable kFp4 {{0.0F, 0x1.555556p-8F, 0x1.555556p-1F, 1.0F, 0x1.555556p-2F, 0.5F,
                              0x1.555556p-3F, 0.25F, 0.0F, -0x1.555556p-8F, -0x1.555556p-1F, -1.0F,
                              -0x1.555556p-2F, -0.5F, -0x1.555556p-3F, -0.25F},
                             {11, 10, 13, 12, 15, 14, 9, 0, 8, 1, 6, 7, 4, 5, 2, 3}};

const FourBitTable& tableOf(FourBitType type)
{
    return type == FourBitType::NF4 ? kNf4 : kFp4;
}

std::string nameOf(FourBitType type)
{
    return type == FourBitType::NF4 ? "nf4" : "fp4";
}

using Middles = std::array<float, 15>;

/// The number of middles below a scaled element: 15 for NaN.
template <std::size_t... I>
[[gnu::always_inline]] inline std::int32_t rankOf(float scaled, const Middles& middles,
                                                  std::index_sequence<I...> /*all*/)
{
    return (0 + ... + static_cast<std::int32_t>(!(middles[I] >= scaled)));
}

/// The ranks of an even number of scaled elements, two in a byte.
[[gnu::always_inline]] inline void packRanks(std::span<const float> scaled, const Middles& middles,
                                             std::span<std::byte> packed)
{
    std::array<std::int32_t, kBlock> ranks;
    for (std::size_t i = 0; i < scaled.size(); ++i)
        ranks[i] = rankOf(scaled[i], middles, std::make_index_sequence<15>());
    for (std::size_t i = 0; i < packed.size(); ++i)
        packed[i] = static_cast<std::byte>(ranks[2 * i] << 4 | ranks[2 * i + 1]);
}

/// Whole blocks. Twice as fast with the wider instructions, which nearly every processor has.
LAYERLOOM_CPU_CLONES void packBlocks(std::span<const float> elements, const Middles& middles,
                                     std::span<std::byte> packed)
{
    std::array<float, kBlock> scaled;
    for (std::size_t first = 0; first < elements.size(); first += kBlock) {
        const std::span<const float> block = elements.subspan(first, kBlock);
        const float factor = 1 / std::max(largestMagnitude(block), kLeastMagnitude);
        for (std::size_t i = 0; i < kBlock; ++i)
            scaled[i] = block[i] * factor;
        packRanks(scaled, middles, packed.subspan(first / 2, kBlock / 2));
    }
}

/// A last block that is not whole.
void packRest(std::span<const float> elements, const Middles& middles, std::span<std::byte> packed)
{
    std::array<float, kBlock> scaled {};
    const float largest = std::max(largestMagnitude(elements), kLeastMagnitude);
    for (std::size_t i = 0; i < elements.size(); ++i)
        scaled[i] = elements[i] / largest;
    packRanks(std::span(scaled).first(2 * packed.size()), middles, packed);
}

/// Replaces ranks by the codes of a table.
void toCodes(const FourBitTable& table, std::span<std::byte> packed)
{
    for (std::byte& each : packed) {
        const auto ranks = static_cast<unsigned>(each);
        each = static_cast<std::byte>(table.order[ranks >> 4U] << 4U | table.order[ranks & 15U]);
    }
}

void writeCodes(FourBitType type, FloatReader& reader, const WriteBytes& write)
{
    const FourBitTable& table = tableOf(type);
    const Middles middles = table.middles();
    std::vector<float> elements(FloatReader::kPiece);
    std::vector<std::byte> packed(FloatReader::kPiece / 2);
    for (std::uint64_t first = 0; first < reader.elements(); first += elements.size()) {
        const auto count = std::min<std::uint64_t>(FloatReader::kPiece, reader.elements() - first);
        const std::size_t whole = count / kBlock * kBlock;
        elements.resize(count);
        reader.read(elements, first);
        packed.resize((count + 1) / 2);
        packBlocks(std::span(elements).first(whole), middles, packed);
        if (whole < count)
            packRest(std::span(elements).subspan(whole), middles, std::span(packed).subspan(whole / 2));
        if (type != FourBitType::NF4)
            toCodes(table, packed);
        write(packed, first / 2);
    }
}

LAYERLOOM_CPU_CLONES void magnitudesOf(std::span<const float> elements, std::span<float> magnitudes)
{
    for (std::size_t i = 0; i < magnitudes.size(); ++i)
        magnitudes[i] = largestMagnitude(elements.subspan(i * kBlock, kBlock));
}

/// Hands the largest magnitudes of the blocks to `take`, in pieces whose length is a multiple of 256 but for the last.
template <typename Take> void eachMagnitudes(FloatReader& reader, Take&& take)
{
    std::vector<float> elements(FloatReader::kPiece);
    std::vector<float> magnitudes;
    for (std::uint64_t first = 0; first < reader.elements(); first += FloatReader::kPiece) {
        const auto count = std::min<std::uint64_t>(FloatReader::kPiece, reader.elements() - first);
        elements.resize(count);
        reader.read(elements, first);
        magnitudes.resize(count / kBlock);
        magnitudesOf(elements, magnitudes);
        if (count % kBlock != 0)
            magnitudes.push_back(std::max(
                largestMagnitude(std::span(elements).subspan(magnitudes.size() * kBlock)), kLeastMagnitude));
        take(std::span(magnitudes), first / kBlock);
    }
}

/// Blocks of a(b) - mean, with their largest magnitudes: of numbers only, as bitsandbytes' loop skips NaN.
template <typename Take> void eachNestedBlock(std::span<float> magnitudes, float mean, Take&& take)
{
    for (std::size_t first = 0; first < magnitudes.size(); first += kNestedBlock) {
        const std::span<float> block =
            magnitudes.subspan(first, std::min(kNestedBlock, magnitudes.size() - first));
        float largest = 0;
        for (float& magnitude : block) {
            magnitude -= mean;
            largest = std::max(largest, std::fabs(magnitude));
        }
        take(std::span<const float>(block), largest, first);
    }
}

std::span<const std::byte> bytesOf(std::span<const float> numbers)
{
    return std::as_bytes(numbers);
}

void writeMagnitudes(FloatReader& reader, const WriteBytes& write)
{
    eachMagnitudes(reader, [&](std::span<float> magnitudes, std::uint64_t first) {
        write(bytesOf(magnitudes), first * sizeof(float));
    });
}

void writeNestedCodes(FloatReader& reader, float mean, const WriteBytes& write)
{
    std::vector<std::byte> codes;
    eachMagnitudes(reader, [&](std::span<float> magnitudes, std::uint64_t first) {
        codes.assign(magnitudes.size(), std::byte {0});
        eachNestedBlock(magnitudes, mean, [&](std::span<const float> block, float largest, std::size_t at) {
            if (largest == 0) // code 0, as bitsandbytes has it
                return;
            const float factor = 1 / largest;
            for (std::size_t i = 0; i < block.size(); ++i)
                codes[at + i] = static_cast<std::byte>(dynamicCode(block[i] * factor));
        });
        write(codes, first);
    });
}

void writeNestedMagnitudes(FloatReader& reader, float mean, const WriteBytes& write)
{
    std::vector<float> nested;
    eachMagnitudes(reader, [&](std::span<float> magnitudes, std::uint64_t first) {
        nested.clear();
        eachNestedBlock(magnitudes, mean, [&](std::span<const float>, float largest, std::size_t) {
            nested.push_back(largest);
        });
        write(bytesOf(nested), first / kNestedBlock * sizeof(float));
    });
}

/// The tensors stored for a weight, in bitsandbytes' order.
enum class Stored { Codes, Magnitudes, Map, NestedMagnitudes, NestedMap, State };

std::vector<Stored> storedTensors(bool doubleQuant)
{
    if (!doubleQuant)
        return {Stored::Codes, Stored::Magnitudes, Stored::Map, Stored::State};
    return {Stored::Codes,     Stored::Magnitudes, Stored::Map, Stored::NestedMagnitudes,
            Stored::NestedMap, Stored::State};
}

std::uint64_t quotientUp(std::uint64_t number, std::uint64_t divisor)
{
    return (number + divisor - 1) / divisor;
}

} // namespace

std::span<const float, 16> valuesOf(FourBitType type)
{
    return tableOf(type).values;
}

std::string Bnb4BitFormat::id() const
{
    std::string id = "bitsandbytes " + nameOf(m_type);
    if (m_doubleQuant)
        id +=
            " double " + (m_mean ? std::to_string(std::bit_cast<std::uint32_t>(*m_mean)) : std::string("?"));
    return id;
}

std::vector<TensorSpec> Bnb4BitFormat::outputsOf(const TensorSpec& source) const
{
    const FloatType type = requireMatrix(source, nameOf(m_type));
    const std::uint64_t elements = source.bytes / bytesPerElement(type);
    const std::uint64_t blocks = quotientUp(elements, kBlock);
    const std::uint64_t nested = quotientUp(blocks, kNestedBlock);
    const std::uint64_t codes = quotientUp(elements, 2);
    const std::uint64_t state = stateText(source).size();
    std::vector<TensorSpec> specs;
    for (const Stored stored : storedTensors(m_doubleQuant))
        switch (stored) {
        case Stored::Codes:
            specs.push_back({source.name, "U8", {codes, 1}, codes});
            break;
        case Stored::Magnitudes:
            specs.push_back(m_doubleQuant
                                ? TensorSpec {source.name + ".absmax", "U8", {blocks}, blocks}
                                : TensorSpec {source.name + ".absmax", "F32", {blocks}, 4 * blocks});
            break;
        case Stored::Map:
            specs.push_back({source.name + ".quant_map", "F32", {16}, 64});
            break;
        case Stored::NestedMagnitudes:
            specs.push_back({source.name + ".nested_absmax", "F32", {nested}, 4 * nested});
            break;
        case Stored::NestedMap:
            specs.push_back({source.name + ".nested_quant_map", "F32", {256}, 1024});
            break;
        case Stored::State:
            specs.push_back(
                {source.name + ".quant_state.bitsandbytes__" + nameOf(m_type), "U8", {state}, state});
            break;
        }
    return specs;
}

std::shared_ptr<const Bnb4BitFormat> Bnb4BitFormat::withMean(const TensorSpec& source,
                                                             const ReadBytes& read) const
{
    FloatReader reader(source, read, nameOf(m_type));
    MeanValue mean(quotientUp(reader.elements(), kBlock));
    eachMagnitudes(reader, [&](std::span<const float> magnitudes, std::uint64_t) {
        for (const float magnitude : magnitudes)
            mean.add(magnitude);
    });
    auto format = std::make_shared<Bnb4BitFormat>(m_type, m_doubleQuant);
    format->m_mean = mean.value();
    return format;
}

void Bnb4BitFormat::encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                           const WriteBytes& write) const
{
    assert(!dependsOnValues());
    FloatReader reader(source, read, nameOf(m_type));
    switch (storedTensors(m_doubleQuant).at(output)) {
    case Stored::Codes:
        return writeCodes(m_type, reader, write);
    case Stored::Magnitudes:
        return m_doubleQuant ? writeNestedCodes(reader, mean(), write) : writeMagnitudes(reader, write);
    case Stored::Map:
        return write(bytesOf(tableOf(m_type).values), 0);
    case Stored::NestedMagnitudes:
        return writeNestedMagnitudes(reader, mean(), write);
    case Stored::NestedMap:
        return write(bytesOf(kDynamicMap), 0);
    case Stored::State:
        const std::string text = stateText(source);
        return write(std::as_bytes(std::span(text)), 0);
    }
}

/// As Python's json.dumps() writes it. While the mean is not known it has the length of the longest number.
std::string Bnb4BitFormat::stateText(const TensorSpec& source) const
{
    constexpr const char* kLongest = "1.1754943508222875e-38";
    std::string text = R"({"quant_type": ")" + nameOf(m_type) + R"(", "blocksize": )" + std::to_string(kBlock)
        + R"(, "dtype": ")" + std::string(torchName(requireMatrix(source, nameOf(m_type))))
        + R"(", "shape": [)" + std::to_string(source.shape[0]) + ", " + std::to_string(source.shape[1]) + "]";
    if (m_doubleQuant)
        text += R"(, "nested_blocksize": )" + std::to_string(kNestedBlock)
            + R"(, "nested_dtype": "float32", "nested_offset": )"
            + (m_mean ? pythonNumber(static_cast<double>(*m_mean)) : kLongest);
    return text + "}";
}

} // namespace layerloom::core
