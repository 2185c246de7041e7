#include "core/base/error.h"
#include "core/checkpoint/safetensors_header.h"
#include "core/merge/plan/layout.h"
#include "core/merge/plan/safetensors_container.h"
#include "core/merge/plan/shared_ranges.h"
#include "core/stack/stack_rules.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

const SafetensorsContainer kSafetensors;

/// A tensor of bytes that are copied from a source file.
PlannedTensor copied(std::string name, std::uint64_t bytes, std::uint64_t sourceOffset,
                     std::uint32_t sourceShard = 0)
{
    PlannedTensor tensor {std::move(name), "U8", {bytes}};
    tensor.bytes = bytes;
    tensor.sourceOffset = sourceOffset;
    tensor.sourceShard = sourceShard;
    return tensor;
}

std::vector<std::string> namesIn(const std::vector<PlannedShard>& shards)
{
    std::vector<std::string> names;
    for (const PlannedShard& shard : shards)
        for (const PlannedTensor& tensor : shard.tensors)
            names.push_back(tensor.name);
    return names;
}

std::uint64_t payloadOf(const PlannedShard& shard)
{
    return shard.fileBytes - shard.header.size();
}

std::uint64_t sharedBytesOf(const std::vector<PlannedShard>& shards)
{
    std::uint64_t bytes = 0;
    for (const PlannedShard& shard : shards)
        bytes += sharedBytes(sharedRanges(shard));
    return bytes;
}

double sharedPart(const std::vector<PlannedShard>& shards)
{
    std::uint64_t payload = 0;
    for (const PlannedShard& shard : shards)
        payload += payloadOf(shard);
    return static_cast<double>(sharedBytesOf(shards)) / static_cast<double>(payload);
}

/// Empty when the files are sound: tensors without holes where readers can map them, the header says the
/// same, no file is too large, and what is shared is what would be copied.
std::string faultOf(const std::vector<PlannedShard>& shards, std::uint64_t shardBytes)
{
    for (const PlannedShard& shard : shards) {
        const auto header =
            parseSafetensorsHeader(std::string_view(shard.header).substr(8), shard.fileBytes, shard.fileName);
        if (shard.header.size() % 8 != 0 || header.tensors.size() != shard.tensors.size())
            return shard.fileName + " has another header";
        if (shardBytes != 0 && shard.tensors.size() > 1 && payloadOf(shard) > shardBytes)
            return shard.fileName + " is too large";
        std::uint64_t end = shard.header.size();
        std::map<std::string, std::uint64_t> stated;
        for (const TensorInfo& tensor : header.tensors)
            stated[tensor.name] = tensor.offset;
        for (const PlannedTensor& tensor : shard.tensors) {
            const std::uint64_t element = bitsPerElement(tensor.dtype).value_or(8) / 8;
            if (tensor.offset != std::exchange(end, tensor.offset + tensor.bytes)
                || stated[tensor.name] != tensor.offset || tensor.offset % element != 0)
                return tensor.name + " of " + shard.fileName + " stands wrong";
        }
    }
    return {};
}

/// The source byte of each output byte, or nothing where it does not come from a copied tensor.
std::string faultOfRanges(const PlannedShard& shard)
{
    std::uint64_t end = 0;
    for (const SharedRange& range : sharedRanges(shard)) {
        if (range.offset % kBlockBytes != 0 || range.sourceOffset % kBlockBytes != 0
            || range.bytes % kBlockBytes != 0 || range.bytes == 0 || range.offset < end)
            return "a range is no whole number of blocks behind the one before";
        end = range.offset + range.bytes;
        std::uint64_t covered = 0;
        for (const PlannedTensor& tensor : shard.tensors) {
            const std::uint64_t first = std::max(tensor.offset, range.offset);
            const std::uint64_t last = std::min(tensor.offset + tensor.bytes, end);
            if (first >= last)
                continue;
            covered += last - first;
            if (!tensor.isCopy() || tensor.model != range.model || tensor.sourceShard != range.sourceShard
                || tensor.sourceOffset + (first - tensor.offset)
                    != range.sourceOffset + (first - range.offset))
                return tensor.name + " would share the bytes of another";
        }
        if (covered != range.bytes)
            return "a range leaves the tensors";
    }
    return {};
}

/// Tensors as nobody writes them: any size, type and place in the source, some converted.
std::vector<PlannedTensor> anyTensors(std::mt19937& random)
{
    const auto below = [&](std::uint64_t bound) { return random() % bound; };
    const std::vector<std::pair<std::string, std::uint64_t>> types {
        {"U8", 1}, {"BF16", 2}, {"F32", 4}, {"I64", 8}};
    std::vector<PlannedTensor> tensors;
    const std::uint64_t count = 1 + below(60);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto& [dtype, size] = types[below(below(3) == 0 ? 4 : 2)];
        const std::uint64_t blocks = below(2) == 0 ? below(64) * (kBlockBytes / size) : 0;
        const std::uint64_t elements = blocks + (below(2) == 0 ? below(3000) : 0);
        PlannedTensor tensor {"t" + std::to_string(i), dtype, {elements}};
        tensor.bytes = elements * size;
        tensor.model = static_cast<std::uint32_t>(below(2));
        tensor.sourceShard = static_cast<std::uint32_t>(below(2));
        tensor.sourceOffset = below(1000) * kBlockBytes + below(4) * 1032 + (below(9) == 0 ? below(8) : 0);
        if (below(8) == 0)
            tensor.transforms = {ConvertTo {FloatType::F32}};
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace

class Layout : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    MergePlan dusOf(const std::string& name, TinyOptions options, std::uint32_t shards,
                    const OutputSettings& settings) const
    {
        options.shards = shards;
        const auto folder = writeTinyCheckpoint(m_folder / name, options);
        return planMerge(stackOf({folder}, dus(0, options.layers, options.layers / 4)), settings).value();
    }

private Q_SLOTS:
    void blocksOfEqualOffsetAreShared()
    {
        PlannedShard shard;
        shard.tensors = {copied("first", 100'000, 8'192 + 24), copied("second", 200'000, 108'192 + 24),
                         copied("far", 300'000, 9'000'000)};
        for (std::uint64_t offset = 24; PlannedTensor & tensor : shard.tensors)
            tensor.offset = std::exchange(offset, offset + tensor.bytes);
        // The first two follow each other in the source too; the third stands at another place of its block.
        const std::vector<SharedRange> expected {{4'096, 294'912, 0, 0, 12'288}};
        QCOMPARE(sharedRanges(shard), expected);
        QCOMPARE(sharedBytes(expected), std::uint64_t(294'912));
    }

    void convertedScaledAndSmallTensorsAreNotShared()
    {
        PlannedShard shard;
        shard.tensors = {copied("converted", 409'600, 0), copied("scaled", 409'600, 409'600),
                         copied("small", kLeastSharedBytes - 1, 819'200)};
        for (std::uint64_t offset = 0; PlannedTensor & tensor : shard.tensors)
            tensor.offset = std::exchange(offset, offset + tensor.bytes);
        shard.tensors[0].transforms = {ConvertTo {FloatType::F32}};
        shard.tensors[1].transforms = {ScaleBy {0.5}};
        QVERIFY(sharedRanges(shard).empty());
    }

    void nearlyEveryByteOfRealShapesCanBeShared_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<unsigned>("sourceFiles");
        QTest::addColumn<qulonglong>("shardBytes");
        QTest::addColumn<double>("least");
        QTest::newRow("Mistral-7B, 2 files") << "mistral" << 2U << 5'000'000'000ULL << 0.99;
        QTest::newRow("Mistral-7B, 3 files") << "mistral" << 3U << 5'000'000'000ULL << 0.99;
        QTest::newRow("Mistral-7B, 8 files") << "mistral" << 8U << 5'000'000'000ULL << 0.99;
        QTest::newRow("Mistral-7B, 1 file") << "mistral" << 1U << 0ULL << 0.99;
        QTest::newRow("Llama-2-70B, 15 files") << "llama" << 15U << 5'000'000'000ULL << 0.99;
        QTest::newRow("Qwen2-0.5B") << "qwen" << 1U << 5'000'000'000ULL << 0.99;
        QTest::newRow("Qwen2-0.5B in pieces") << "qwen" << 3U << 200'000'000ULL << 0.99;
        QTest::newRow("SmolLM2-135M") << "smol" << 1U << 5'000'000'000ULL << 0.99;
        QTest::newRow("SmolLM2-135M in pieces") << "smol" << 2U << 100'000'000ULL << 0.99;
    }
    void nearlyEveryByteOfRealShapesCanBeShared()
    {
        QFETCH(QString, model);
        QFETCH(unsigned, sourceFiles);
        QFETCH(qulonglong, shardBytes);
        const std::map<QString, TinyOptions> shapes {
            {"mistral", mistral7b()}, {"llama", llama2of70b()}, {"qwen", qwen2of05b()}, {"smol", smolLm2()}};
        const MergePlan plan = dusOf(QTest::currentDataTag(), shapes.at(model), sourceFiles,
                                     {.shardBytes = std::uint64_t(shardBytes)});
        QFETCH(double, least);
        const double part = sharedPart(plan.shards);
        qInfo("%.2f %% in %zu files", part * 100, plan.shards.size());
        QVERIFY(part >= least);
        QCOMPARE(faultOf(plan.shards, shardBytes), std::string());
        for (const PlannedShard& shard : plan.shards)
            QCOMPARE(faultOfRanges(shard), std::string());
        const std::uint64_t fewest = shardBytes == 0 ? 1 : (plan.payloadBytes + shardBytes - 1) / shardBytes;
        QVERIFY2(plan.shards.size() <= 2 * fewest + sourceFiles, "too many files");
        QVERIFY(fewest > 1 || plan.shards.size() == 1);
    }

    void theOrderIsNumericWhereItSharesAllBlocks()
    {
        const MergePlan plan = dusOf("numeric", mistral7b(), 1, {});
        QVERIFY(plan.shards.size() > 1);
        std::vector<std::string> names = tensorNames(plan);
        QCOMPARE(names.front(), std::string("model.embed_tokens.weight"));
        QCOMPARE(names.back(), std::string("lm_head.weight"));
        const auto layerOf = [](const std::string& name) { return std::stoi(name.substr(13)); };
        QVERIFY(std::is_sorted(names.begin() + 1, names.end() - 2,
                               [&](const std::string& left, const std::string& right) {
                                   return layerOf(left) < layerOf(right);
                               }));
        QCOMPARE(plan.shards.size(), std::size_t((plan.payloadBytes + 4'999'999'999) / 5'000'000'000));
    }

    void aPayloadStartsAtTheOffsetOfItsTensors()
    {
        // Two source files whose data begins at different places: one output file for each.
        std::vector<PlannedTensor> tensors;
        for (std::uint32_t i = 0; i < 8; ++i)
            tensors.push_back(copied("t" + std::to_string(i), 100 * kBlockBytes,
                                     (i % 2 == 0 ? 1'000 : 2'000) + 100 * kBlockBytes * i, i % 2));
        const auto shards = layOut(tensors, kSafetensors, 500 * kBlockBytes);
        QCOMPARE(shards.size(), std::size_t(2));
        QCOMPARE(shards[0].header.size() % kBlockBytes, std::size_t(1'000));
        QCOMPARE(shards[1].header.size() % kBlockBytes, std::size_t(2'000));
        QCOMPARE(namesIn(shards),
                 (std::vector<std::string> {"t0", "t2", "t4", "t6", "t1", "t3", "t5", "t7"}));
        QCOMPARE(sharedBytesOf(shards), kBlockBytes * 99 * 8);
    }

    void smallTensorsBridgeOffsets()
    {
        // In one file, only two of the three small ones lead from 0 to 2,000.
        std::vector<PlannedTensor> tensors {copied("a", 100 * kBlockBytes, 0),
                                            copied("x", 3'000, 77),
                                            copied("b", 100 * kBlockBytes, 2'000),
                                            copied("c", 100 * kBlockBytes, 100 * kBlockBytes),
                                            copied("y", 1'000, 99),
                                            copied("z", 1'000, 55)};
        const auto shards = layOut(tensors, kSafetensors, 0);
        QCOMPARE(shards.size(), std::size_t(1));
        QCOMPARE(namesIn(shards), (std::vector<std::string> {"a", "c", "y", "z", "b", "x"}));
        QCOMPARE(sharedBytesOf(shards), kBlockBytes * 299);
    }

    void convertedTensorsKeepTheirOrderWithoutPadding()
    {
        const MergePlan plan = dusOf("converted", mistral7b(), 3, {.dtype = FloatType::F16});
        QCOMPARE(sharedBytesOf(plan.shards), std::uint64_t(0));
        QCOMPARE(tensorNames(plan).back(), std::string("lm_head.weight"));
        for (const PlannedShard& shard : plan.shards)
            QVERIFY(shard.header.find("        ") == std::string::npos);
    }

    void randomTensorsMakeValidFiles()
    {
        std::mt19937 random(7);
        for (std::size_t round = 0; round < 400; ++round) {
            const auto tensors = anyTensors(random);
            const std::uint64_t shardBytes = std::vector<std::uint64_t> {0, 300'000, 2'000'000}[round % 3];
            const auto shards = layOut(tensors, kSafetensors, shardBytes);
            QCOMPARE(faultOf(shards, shardBytes), std::string());
            for (const PlannedShard& shard : shards)
                QCOMPARE(faultOfRanges(shard), std::string());
            std::vector<std::string> names = namesIn(shards);
            QCOMPARE(names.size(), tensors.size());
            std::sort(names.begin(), names.end());
            QVERIFY(std::adjacent_find(names.begin(), names.end()) == names.end());
            QCOMPARE(namesIn(layOut(tensors, kSafetensors, shardBytes)), namesIn(shards));
        }
    }
};

QTEST_APPLESS_MAIN(Layout)
#include "layout_test.moc"
