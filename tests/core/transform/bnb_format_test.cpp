#include "core/base/half.h"
#include "core/base/result.h"
#include "core/run/quantized_weight.h"
#include "core/transform/bnb_4bit.h"
#include "core/transform/bnb_int8.h"
#include "core/transform/float_values.h"
#include "core/transform/python_number.h"
#include "tests/core/transform/bnb_golden.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// A weight in memory.
struct Matrix2 {
    TensorSpec spec;
    std::vector<std::byte> bytes;

    ReadBytes read() const
    {
        return [this](std::span<std::byte> buffer, std::uint64_t offset) {
            QVERIFY(offset + buffer.size() <= bytes.size() && buffer.size() <= 8U << 20U);
            std::memcpy(buffer.data(), bytes.data() + offset, buffer.size());
        };
    }
};

Matrix2 matrixOf(const std::vector<float>& numbers, std::uint64_t rows, const std::string& dtype)
{
    const FloatType type = floatType(dtype).value();
    Matrix2 matrix;
    matrix.bytes.resize(numbers.size() * bytesPerElement(type));
    narrow(numbers, type, matrix.bytes);
    matrix.spec = {
        "model.layers.0.mlp.up_proj.weight", dtype, {rows, numbers.size() / rows}, matrix.bytes.size()};
    return matrix;
}

/// numbers() of tests/interop/bnb_golden.py.
std::vector<float> mixedNumbers(std::uint64_t count)
{
    std::vector<float> numbers(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t mixed = (i * 2654435761U) % (std::uint64_t {1} << 32U) / 256;
        const double centred = static_cast<double>(mixed) - 8388608.0;
        numbers[i] = static_cast<float>(std::ldexp(centred, -static_cast<int>(23 + i / 64 % 7)));
    }
    return numbers;
}

/// special() of tests/interop/bnb_golden.py.
std::vector<float> specialNumbers()
{
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    const std::vector<float> values {0.0F, -0.0F,     1e-40F, -1e-40F, 1.0F,       -1.0F,
                                     0.5F, kInfinity, 3e38F,  2.0F,    -kInfinity, 65519.0F};
    std::vector<float> numbers(64 * values.size());
    for (std::size_t block = 0; block < values.size(); ++block) {
        numbers[64 * block + 1] = values[block];
        numbers[64 * block + 2] = block == 0 ? 0.0F : 0.25F;
    }
    return numbers;
}

std::shared_ptr<const TensorFormat> formatNamed(const std::string& name, const Matrix2& matrix)
{
    if (name == "int8")
        return std::make_shared<BnbInt8Format>();
    const FourBitType type = name.starts_with("nf4") ? FourBitType::NF4 : FourBitType::FP4;
    std::shared_ptr<const TensorFormat> format =
        std::make_shared<Bnb4BitFormat>(type, name.ends_with("double"));
    return format->dependsOnValues() ? format->prepared(matrix.spec, matrix.read()) : format;
}

/// The bytes of an output, which must come in order and as many as announced.
std::vector<std::byte> encoded(const TensorFormat& format, const Matrix2& matrix, std::size_t output)
{
    std::vector<std::byte> bytes;
    format.encode(matrix.spec, output, matrix.read(),
                  [&](std::span<const std::byte> piece, std::uint64_t offset) {
                      QCOMPARE(offset, std::uint64_t(bytes.size()));
                      bytes.insert(bytes.end(), piece.begin(), piece.end());
                  });
    const TensorSpec spec = format.outputsOf(matrix.spec).at(output);
    if (bytes.size() != spec.bytes)
        qWarning("%s has %zu bytes", spec.name.c_str(), bytes.size());
    return bytes.size() == spec.bytes ? bytes : std::vector<std::byte>();
}

std::uint64_t digest(const std::vector<std::byte>& bytes)
{
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const std::byte each : bytes)
        value = (value ^ static_cast<std::uint64_t>(each)) * 0x100000001B3U;
    return value;
}

std::string hex(const std::vector<std::byte>& bytes)
{
    const auto* begin = reinterpret_cast<const char*>(bytes.data());
    return QByteArray(begin, static_cast<int>(bytes.size())).toHex().toStdString();
}

std::string textOf(const std::vector<std::byte>& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

class BnbFormatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBytesAreThoseOfBitsandbytes_data()
    {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < kBnbGolden.size(); ++i) {
            const BnbGolden& golden = kBnbGolden[i];
            QTest::addRow("%s %s %s %dx%d", golden.numbers.c_str(), golden.format.c_str(),
                          golden.dtype.c_str(), static_cast<int>(golden.rows),
                          static_cast<int>(golden.columns))
                << static_cast<int>(i);
        }
    }

    void theBytesAreThoseOfBitsandbytes()
    {
        QFETCH(int, row);
        const BnbGolden& golden = kBnbGolden[static_cast<std::size_t>(row)];
        const Matrix2 matrix = matrixOf(
            golden.numbers == "special" ? specialNumbers() : mixedNumbers(golden.rows * golden.columns),
            golden.rows, golden.dtype);
        const auto format = formatNamed(golden.format, matrix);
        const std::vector<TensorSpec> outputs = format->outputsOf(matrix.spec);
        QCOMPARE(outputs.size(), golden.digests.size());
        for (std::size_t i = 0; i < outputs.size(); ++i)
            QVERIFY2(digest(encoded(*format, matrix, i)) == golden.digests[i], outputs[i].name.c_str());
        if (golden.numbers == "special") // infinities make NaN, whose bits are not the same everywhere
            return;
        const std::string name = golden.format.substr(0, 4);
        QuantizedWeight weight({*quantizationNamed(name.substr(0, name == "int8" ? 4 : 3)),
                                golden.format.ends_with("double"),
                                {}},
                               matrix.spec, 1, matrix.read());
        std::vector<std::byte> bytes(matrix.bytes.size());
        const std::size_t half = bytes.size() / 2;
        weight.read(std::span(bytes).first(half), 0);
        weight.read(std::span(bytes).subspan(half), half);
        QCOMPARE(digest(bytes), golden.decoded);
    }

    /// As a merge does it: rounded in the weight's own type before it is quantized.
    void aScaleIsAppliedBeforeAWeightIsQuantized()
    {
        std::vector<float> numbers = mixedNumbers(4 * 64);
        const Matrix2 plain = matrixOf(numbers, 4, "BF16");
        for (float& number : numbers)
            number = floatFromBfloat16(bfloat16FromFloat(number)) * 0.3F;
        const Matrix2 scaled = matrixOf(numbers, 4, "BF16");
        const Quantization nf4 {QuantizationType::NF4, false, {}};
        std::vector<std::byte> ours(plain.bytes.size());
        std::vector<std::byte> expected(plain.bytes.size());
        QuantizedWeight(nf4, plain.spec, 0.3, plain.read()).read(ours, 0);
        QuantizedWeight(nf4, scaled.spec, 1, scaled.read()).read(expected, 0);
        QVERIFY(ours == expected && ours != plain.bytes);
    }

    /// The vector of bitsandbytes' own documentation of the format, in full.
    void aSineIsStoredAsKnown()
    {
        std::vector<float> numbers(128);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = static_cast<float>(std::sin(0.7 * static_cast<double>(i))
                                            * static_cast<double>(1 + i / 64) * 0.05);
        const Matrix2 matrix = matrixOf(numbers, 2, "F32");
        const auto format = formatNamed("nf4 double", matrix);
        QCOMPARE(hex(encoded(*format, matrix, 0)),
                 std::string("7effb30017efeb30017efeb30028efea30028efea30028efea30028efea30028efea"
                             "30029efea20029efe920029efe920029efe920029efe92002aefe92003ae"));
        QCOMPARE(hex(encoded(*format, matrix, 1)), std::string("00ff"));
        QCOMPARE(
            textOf(encoded(*format, matrix, 5)),
            std::string(R"({"quant_type": "nf4", "blocksize": 64, "dtype": "float32", "shape": [2, 64], )"
                        R"("nested_blocksize": 256, "nested_dtype": "float32", )"
                        R"("nested_offset": 0.07493875920772552})"));
    }

    void theTensorsAreNamedAsTransformersReadsThem()
    {
        const Matrix2 matrix = matrixOf(mixedNumbers(3 * 43), 3, "BF16");
        const std::string name = matrix.spec.name;
        const std::vector<TensorSpec> fourBits {{name, "U8", {65, 1}, 65},
                                                {name + ".absmax", "F32", {3}, 12},
                                                {name + ".quant_map", "F32", {16}, 64},
                                                {name + ".quant_state.bitsandbytes__fp4", "U8", {77}, 77}};
        QVERIFY(formatNamed("fp4", matrix)->outputsOf(matrix.spec) == fourBits);
        const std::string module = "model.layers.0.mlp.up_proj.";
        const std::vector<TensorSpec> eightBits {{name, "I8", {3, 43}, 129},
                                                 {module + "SCB", "F32", {3}, 12},
                                                 {module + "weight_format", "U8", {}, 1}};
        QVERIFY(BnbInt8Format().outputsOf(matrix.spec) == eightBits);
    }

    void theLengthOfTheMeanIsKnownWhenTheValuesAre()
    {
        const Matrix2 matrix = matrixOf(mixedNumbers(256), 4, "F16");
        const Bnb4BitFormat format(FourBitType::NF4, true);
        QVERIFY(format.dependsOnValues());
        const auto prepared = format.prepared(matrix.spec, matrix.read());
        QVERIFY(!prepared->dependsOnValues());
        QVERIFY(prepared->id() != format.id());
        QVERIFY(prepared->outputsOf(matrix.spec).back().bytes < format.outputsOf(matrix.spec).back().bytes);
        QVERIFY(!Bnb4BitFormat(FourBitType::NF4, false).dependsOnValues());
    }

    void whatIsNoMatrixOfFloatsIsRefused()
    {
        const std::vector<TensorSpec> specs {{"a.weight", "I64", {4, 4}, 128},
                                             {"a.weight", "BF16", {16}, 32},
                                             {"a.weight", "BF16", {2, 2, 4}, 32},
                                             {"a.weight", "F8_E4M3", {4, 4}, 16}};
        for (const TensorSpec& spec : specs)
            for (const bool isFourBit : {false, true}) {
                const auto outputs = guarded([&] {
                    return isFourBit ? Bnb4BitFormat(FourBitType::NF4, false).outputsOf(spec)
                                     : BnbInt8Format().outputsOf(spec);
                });
                QVERIFY(!outputs && outputs.error().code() == ErrorCode::Unsupported);
            }
    }

    /// NaN in one block makes all its codes 15 and its magnitude NaN, as in bitsandbytes; the other block stays.
    void aNanStaysInItsBlock()
    {
        std::vector<float> numbers(128, 0.5F);
        numbers[3] = NAN;
        const Matrix2 matrix = matrixOf(numbers, 2, "F32");
        const auto format = formatNamed("nf4", matrix);
        QCOMPARE(hex(encoded(*format, matrix, 0)), std::string(128, 'f'));
        std::vector<float> magnitudes(2);
        widen(encoded(*format, matrix, 1), FloatType::F32, std::span(magnitudes));
        QVERIFY(std::isnan(magnitudes[0]) && magnitudes[1] == 0.5F);
        const std::vector<std::byte> bytes = encoded(BnbInt8Format(), matrix, 0);
        QCOMPARE(hex(bytes), std::string(128, '0') + QByteArray(64, 0x7F).toHex().toStdString());
    }

    void numbersAreWrittenAsPythonDoes()
    {
        const std::vector<std::pair<double, std::string>> known {{0, "0.0"},
                                                                 {1, "1.0"},
                                                                 {0.0001, "0.0001"},
                                                                 {0.00001, "1e-05"},
                                                                 {1e16, "1e+16"},
                                                                 {123456, "123456.0"},
                                                                 {1e15, "1000000000000000.0"},
                                                                 {1.5e-7, "1.5e-07"},
                                                                 {0.1332194060087204, "0.1332194060087204"},
                                                                 {NAN, "NaN"},
                                                                 {INFINITY, "Infinity"}};
        for (const auto& [number, text] : known)
            QCOMPARE(pythonNumber(number), text);
    }
};

QTEST_APPLESS_MAIN(BnbFormatTest)
#include "bnb_format_test.moc"
