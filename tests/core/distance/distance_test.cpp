#include "core/checkpoint/open_checkpoint.h"
#include "core/distance/distance.h"
#include "core/distance/gram.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

std::shared_ptr<const Model> opened(const std::filesystem::path& folder)
{
    return openModel(folder).value();
}

/// Overwrites the first numbers of a tensor of type F32.
void setNumbers(const std::filesystem::path& folder, const std::string& name,
                const std::vector<float>& numbers)
{
    const auto checkpoint = openCheckpoint(folder).value();
    const TensorInfo* tensor = checkpoint->find(name);
    std::fstream file(checkpoint->shards()[tensor->shard].path,
                      std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(tensor->offset));
    file.write(reinterpret_cast<const char*>(numbers.data()),
               static_cast<std::streamsize>(numbers.size() * sizeof(float)));
}

std::vector<double> numbersOf(const Model& model, const TensorInfo& tensor)
{
    const std::string file = readText(model.checkpoint->shards()[tensor.shard].path);
    const std::string bytes = file.substr(tensor.offset, tensor.bytes);
    std::vector<double> numbers;
    const std::size_t size = bytes.size() / tensor.elements();
    for (std::size_t i = 0; i < bytes.size(); i += size) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, bytes.data() + i, size);
        if (tensor.dtype == "F16") {
            const int exponent = static_cast<int>((bits >> 10U) & 31U);
            const double magnitude = std::ldexp(1024.0 + (bits & 1023U), exponent - 25);
            numbers.push_back((bits & 0x8000U) != 0 ? -magnitude : magnitude);
            continue;
        }
        if (tensor.dtype == "BF16")
            bits <<= 16U;
        float number = 0;
        std::memcpy(&number, &bits, sizeof(number));
        numbers.push_back(static_cast<double>(number));
    }
    return numbers;
}

/// ‖a − b‖² and (‖a‖² + ‖b‖²) / 2 of the tensors of two layers whose names end alike.
std::pair<double, double> sums(const Model& first, std::size_t a, const Model& second, std::size_t b,
                               const std::string& kind)
{
    const auto of = [&](const Model& model, std::size_t layer) {
        return numbersOf(model,
                         *model.checkpoint->find("model.layers." + std::to_string(layer) + "." + kind));
    };
    const std::vector<double> left = of(first, a);
    const std::vector<double> right = of(second, b);
    double square = 0;
    double norm = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        square += (left[i] - right[i]) * (left[i] - right[i]);
        norm += (left[i] * left[i] + right[i] * right[i]) / 2;
    }
    return {square, norm};
}

const Matrix& kindOf(const WeightDistances& found, const std::string& kind)
{
    for (const KindDistances& candidate : found.kinds)
        if (candidate.kind == kind)
            return candidate.distances;
    throw std::runtime_error("no kind " + kind);
}

bool isNear(double value, double expected)
{
    return std::abs(value - expected) <= 1e-7;
}

} // namespace

class DistanceTest : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    std::filesystem::path written(const std::string& name, TinyOptions options = {})
    {
        return writeTinyCheckpoint(m_folder / name, options);
    }
    static WeightDistances measured(const std::filesystem::path& folder)
    {
        JobContext job;
        return measureDistances(*opened(folder), job).value();
    }
    static Result<WeightDistances> between(const std::filesystem::path& first,
                                           const std::filesystem::path& second)
    {
        JobContext job;
        return measureDistances(*opened(first), *opened(second), job);
    }

private Q_SLOTS:
    void everyPairIsWhatTheFormulaSays_data()
    {
        QTest::addColumn<QString>("dtype");
        QTest::newRow("bfloat16") << "BF16";
        QTest::newRow("float16") << "F16";
        QTest::newRow("float32") << "F32";
    }
    void everyPairIsWhatTheFormulaSays()
    {
        QFETCH(QString, dtype);
        const auto folder = written("a" + dtype.toStdString(),
                                    {.dtype = dtype.toStdString(), .layers = 5, .intermediate = 23});
        const auto model = opened(folder);
        const WeightDistances found = measured(folder);
        QCOMPARE(found.kinds.size(), std::size_t {9});
        QVERIFY(!found.betweenModels && found.problems.empty() && found.notCompared.empty());
        for (std::size_t a = 0; a < 5; ++a)
            for (std::size_t b = 0; b < 5; ++b) {
                double square = 0;
                double norm = 0;
                for (const KindDistances& kind : found.kinds) {
                    const auto [difference, size] = sums(*model, a, *model, b, kind.kind);
                    QVERIFY(isNear(kind.distances.at(a, b), std::sqrt(difference / size)));
                    square += difference;
                    norm += size;
                }
                QVERIFY(isNear(found.all.at(a, b), std::sqrt(square / norm)));
                QVERIFY((found.all.at(a, b) == 0) == (a == b));
            }
    }

    void knownNumbersHaveKnownDistances()
    {
        const auto folder = written("known", {.dtype = "F32", .layers = 5});
        const std::string kind = "input_layernorm.weight";
        const std::vector<std::vector<float>> rows = {{1, 0, 0, 0, 0, 0, 0, 0},
                                                      {0, 1, 0, 0, 0, 0, 0, 0},
                                                      {-1, 0, 0, 0, 0, 0, 0, 0},
                                                      {3, 0, 0, 0, 0, 0, 0, 0},
                                                      {1, 0, 0, 0, 0, 0, 0, 0}};
        for (std::size_t layer = 0; layer < rows.size(); ++layer)
            setNumbers(folder, "model.layers." + std::to_string(layer) + "." + kind, rows[layer]);
        const WeightDistances found = measured(folder);
        const Matrix& distances = kindOf(found, kind);
        QVERIFY(isNear(distances.at(0, 1), std::sqrt(2.0)));
        QVERIFY(isNear(distances.at(0, 2), 2));
        QVERIFY(isNear(distances.at(0, 3), 2 / std::sqrt(5.0)));
        QCOMPARE(distances.at(0, 4), 0.0);
        QCOMPARE(distances.at(4, 0), 0.0);
        QVERIFY(found.all.at(0, 4) > 1);
        QCOMPARE(found.rows[0].counts.zeros, std::uint64_t {7});
        QCOMPARE(found.columns.size(), std::size_t {5});
        double square = 0;
        for (const KindDistances& each : found.kinds)
            square += sums(*opened(folder), 2, *opened(folder), 2, each.kind).second;
        QVERIFY(std::abs(found.rows[2].norm - std::sqrt(square)) < 1e-6);
    }

    void copiesInTwoModelsAreExactlyZeroApart()
    {
        const auto first = written("one", {.layers = 4, .hidden = 24, .intermediate = 37});
        const auto second = written("two", {.layers = 4, .hidden = 24, .intermediate = 37});
        const WeightDistances found = between(first, second).value();
        QVERIFY(found.betweenModels);
        for (std::size_t layer = 0; layer < 4; ++layer)
            QCOMPARE(found.all.at(layer, layer), 0.0);
        const WeightDistances alone = measured(first);
        for (std::size_t a = 0; a < 4; ++a)
            for (std::size_t b = 0; b < 4; ++b)
                QVERIFY(isNear(found.all.at(a, b), alone.all.at(a, b)));
    }

    void modelsOfDifferentDepthsAreCompared()
    {
        const auto first = written("deep", {.layers = 6});
        const auto second = written("shallow", {.layers = 3, .seed = 5});
        const WeightDistances found = between(first, second).value();
        QCOMPARE(found.all.rows, std::size_t {6});
        QCOMPARE(found.all.columns, std::size_t {3});
        const std::string kind = "mlp.up_proj.weight";
        for (std::size_t a = 0; a < 6; ++a)
            for (std::size_t b = 0; b < 3; ++b) {
                const auto [square, norm] = sums(*opened(first), a, *opened(second), b, kind);
                QVERIFY(isNear(kindOf(found, kind).at(a, b), std::sqrt(square / norm)));
            }
    }

    void otherShapesAreRefusedByName()
    {
        const auto narrow = written("narrow");
        const auto failed = between(narrow, written("wide", {.hidden = 16}));
        QVERIFY(!failed && failed.error().code() == ErrorCode::Mismatch);
        QCOMPARE(
            QString::fromStdString(failed.error().message()),
            QString(
                "The layers are not of one shape: input_layernorm.weight is [8] in narrow and [16] in wide"));
        const auto biased = between(narrow, written("biased", {.attentionBias = true}));
        QVERIFY(!biased && biased.error().code() == ErrorCode::Mismatch);
        QCOMPARE(QString::fromStdString(biased.error().message()),
                 QString("The layers are not of one shape: self_attn.k_proj.bias is only in biased"));
    }

    void whatIsNoNumberIsAProblemWithItsName()
    {
        const auto folder = written("broken", {.dtype = "F32"});
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        setNumbers(folder, "model.layers.2.mlp.up_proj.weight", {nan, nan, -infinity});
        const WeightDistances found = measured(folder);
        QCOMPARE(found.problems.size(), std::size_t {1});
        QCOMPARE(
            QString::fromStdString(found.problems[0]),
            QString("model.layers.2.mlp.up_proj.weight of broken holds 2 values that are no number (NaN) "
                    "and 1 infinite value"));
        QCOMPARE(found.rows[2].counts.nans, std::uint64_t {2});
        QCOMPARE(found.rows[2].counts.infinities, std::uint64_t {1});
        QVERIFY(std::isnan(found.rows[2].norm) && std::isfinite(found.rows[1].norm));
        QVERIFY(std::isnan(kindOf(found, "mlp.up_proj.weight").at(0, 2)));
        QVERIFY(std::isfinite(kindOf(found, "mlp.down_proj.weight").at(0, 2)));
        QVERIFY(std::isnan(found.all.at(2, 0)) && std::isfinite(found.all.at(3, 0)));
    }

    void packedTensorsAreNamedNotCompared()
    {
        TinyOptions options;
        for (int layer = 0; layer < 4; ++layer)
            options.extraTensors.push_back(
                {"model.layers." + std::to_string(layer) + ".mlp.packed", "U8", {16}});
        const WeightDistances found = measured(written("packed", options));
        QCOMPARE(found.notCompared, std::vector<std::string> {"mlp.packed"});
        QVERIFY(found.all.at(0, 1) > 0);
    }

    void expertsAreOneKindAndOtherLayersHaveNoDistance()
    {
        TinyOptions options {.layers = 3};
        for (int layer = 1; layer < 3; ++layer)
            for (int expert = 0; expert < 12; ++expert)
                options.extraTensors.push_back({"model.layers." + std::to_string(layer) + ".mlp.experts."
                                                    + std::to_string(expert) + ".up_proj.weight",
                                                "BF16",
                                                {4, 8}});
        const WeightDistances found = measured(written("experts", options));
        QCOMPARE(found.kinds.size(), std::size_t {10});
        const Matrix& experts = kindOf(found, "mlp.experts.*.up_proj.weight");
        QVERIFY(std::isnan(experts.at(0, 1)) && std::isfinite(experts.at(1, 2)));
        QVERIFY(std::isnan(found.all.at(0, 1)) && std::isfinite(found.all.at(1, 2)));
        QVERIFY(std::isfinite(kindOf(found, "mlp.up_proj.weight").at(0, 1)));
    }

    void progressIsBytesAndCancelStops()
    {
        const auto model = opened(written("long", {.hidden = 64, .intermediate = 128}));
        std::uint64_t bytes = 0;
        for (const Layer& layer : model->table.layers)
            bytes += layer.bytes;
        Progress last;
        JobContext watched({}, [&](const Progress& progress) {
            QVERIFY(progress.done >= last.done);
            last = progress;
        });
        QVERIFY(measureDistances(*model, watched));
        QCOMPARE(last.total, bytes);
        QCOMPARE(last.done, bytes);
        std::stop_source stop;
        JobContext stopped(stop.get_token(), [&](const Progress&) { stop.request_stop(); });
        const auto cancelled = measureDistances(*model, stopped);
        QVERIFY(!cancelled && cancelled.error().code() == ErrorCode::Cancelled);
    }

    void whatIsKnownSoFarIsToldWhileItGoesOn()
    {
        const auto model = opened(written("partial"));
        JobContext job;
        std::vector<std::shared_ptr<const WeightDistances>> told;
        const auto partial = [&](const auto& found) { told.push_back(found); };
        const WeightDistances found = measureDistances(*model, job, partial).value();
        QVERIFY(!told.empty());
        // So small a tensor is read at once: the first thing that is told is the first kind.
        QVERIFY(told[0]->all == found.kinds[0].distances);
        QVERIFY(told[0]->kinds.empty() && !(told[0]->all == found.all));
    }

    void aFileThatChangedIsRefused()
    {
        const auto folder = written("changing");
        const auto model = opened(folder);
        written("changing", {.layers = 5});
        JobContext job;
        const auto failed = measureDistances(*model, job);
        QVERIFY(!failed && failed.error().code() == ErrorCode::Mismatch);
        QVERIFY(failed.error().message().find("has changed") != std::string::npos);
    }

    void aFlatMapSaysSo()
    {
        Matrix flat(3, 3, 1.412);
        flat.at(0, 1) = 1.410;
        flat.at(1, 1) = 0;
        const auto range = rangeOf(flat, false);
        QVERIFY(range.has_value());
        QVERIFY(range->hasLittleVariation() && range->least > 0 && range->largest < 1.413);
        QVERIFY(!rangeOf(flat, true)->hasLittleVariation());
        flat.at(2, 0) = 1.2;
        QVERIFY(!rangeOf(flat, false)->hasLittleVariation());
        QVERIFY(!rangeOf(Matrix(1, 1), false));
    }

    void gramAddsChunksOfAnyLength()
    {
        Gram gram(7, 4000);
        QCOMPARE(gram.chunkColumns(), std::size_t {4000});
        std::vector<std::vector<double>> rows(7);
        unsigned number = 1;
        for (const std::size_t count :
             {std::size_t {1}, std::size_t {513}, gram.chunkColumns(), std::size_t {2}}) {
            for (std::size_t row = 0; row < 7; ++row)
                for (double& value : gram.row(row, count)) {
                    number = number * 1664525U + 1013904223U;
                    value =
                        row == 5 ? rows[2][rows[5].size()] : static_cast<double>(number >> 20U) / 4096 - 0.5;
                    rows[row].push_back(value);
                }
            gram.addChunk(count);
        }
        for (std::size_t a = 0; a < 7; ++a)
            for (std::size_t b = a; b < 7; ++b) {
                double product = 0;
                for (std::size_t i = 0; i < rows[a].size(); ++i)
                    product += rows[a][i] * rows[b][i];
                QVERIFY(std::abs(gram.product(a, b) - product) < 1e-6);
            }
        QCOMPARE(gram.squaredDistance(2, 5), 0.0);
    }
};

QTEST_APPLESS_MAIN(DistanceTest)
#include "distance_test.moc"
