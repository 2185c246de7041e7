#include "core/transform/bnb_int8.h"

#include "core/base/error.h"
#include "core/base/half.h"
#include "core/transform/cpu_clones.h"
#include "core/transform/float_reader.h"
#include "core/transform/float_values.h"

#include <algorithm>

namespace layerloom::core {
namespace {

constexpr auto kName = "int8";
constexpr std::uint64_t kMostColumns = 4'000'000; // so that a row fits the memory

[[gnu::always_inline]] inline void roundToHalves(std::span<float> numbers)
{
    for (float& number : numbers)
        number = floatFromHalf(halfFromFloat(number));
}

/// One row. The addition of 1.5 * 2^23 rounds to an integer, ties to even.
[[gnu::always_inline]] inline void quantizeRow(std::span<const float> row, std::span<std::byte> out)
{
    constexpr float kRounding = 12582912.0F;
    const float factor = (1 / largestMagnitude(row)) * 127.0F;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const float scaled = row[i] * factor;
        const float rounded = scaled + kRounding - kRounding;
        out[i] = static_cast<std::byte>(rounded == rounded ? static_cast<std::int32_t>(rounded) : 0);
    }
}

/// Rows in the same pieces each time.
LAYERLOOM_CPU_CLONES void quantizeRows(std::span<float> rows, std::size_t columns, std::span<std::byte> out)
{
    roundToHalves(rows);
    for (std::size_t first = 0; first < rows.size(); first += columns)
        quantizeRow(rows.subspan(first, columns), out.subspan(first, columns));
}

LAYERLOOM_CPU_CLONES void magnitudesOfRows(std::span<float> rows, std::size_t columns, std::span<float> out)
{
    roundToHalves(rows);
    for (std::size_t row = 0; row < out.size(); ++row)
        out[row] = largestMagnitude(rows.subspan(row * columns, columns));
}

template <typename Take> void eachRows(FloatReader& reader, std::size_t columns, Take&& take)
{
    const std::size_t atOnce = std::max<std::size_t>(1, FloatReader::kPiece / columns);
    std::vector<float> rows;
    for (std::uint64_t first = 0; first < reader.elements(); first += atOnce * columns) {
        rows.resize(std::min<std::uint64_t>(atOnce * columns, reader.elements() - first));
        reader.read(rows, first);
        take(std::span(rows), first / columns);
    }
}

/// "mlp.up_proj." of "mlp.up_proj.weight".
std::string moduleOf(const std::string& name)
{
    return name.substr(0, name.rfind('.') + 1);
}

} // namespace

std::vector<TensorSpec> BnbInt8Format::outputsOf(const TensorSpec& source) const
{
    const FloatType type = requireMatrix(source, kName);
    const std::uint64_t rows = source.shape.front();
    if (source.shape.back() > kMostColumns)
        throw Error(ErrorCode::Unsupported, source.name + " has rows that are too long for int8");
    return {{source.name, "I8", source.shape, source.bytes / bytesPerElement(type)},
            {moduleOf(source.name) + "SCB", "F32", {rows}, 4 * rows},
            {moduleOf(source.name) + "weight_format", "U8", {}, 1}};
}

void BnbInt8Format::encode(const TensorSpec& source, std::size_t output, const ReadBytes& read,
                           const WriteBytes& write) const
{
    const std::size_t columns = source.shape.back();
    if (output == 2) {
        const std::byte rowMajor {0};
        return write({&rowMajor, 1}, 0);
    }
    FloatReader reader(source, read, kName);
    std::vector<std::byte> codes;
    std::vector<float> magnitudes;
    eachRows(reader, columns, [&](std::span<float> rows, std::uint64_t first) {
        if (output == 0) {
            codes.resize(rows.size());
            quantizeRows(rows, columns, codes);
            write(codes, first * columns);
        } else {
            magnitudes.resize(rows.size() / columns);
            magnitudesOfRows(rows, columns, magnitudes);
            write(std::as_bytes(std::span(magnitudes)), first * sizeof(float));
        }
    });
}

} // namespace layerloom::core
