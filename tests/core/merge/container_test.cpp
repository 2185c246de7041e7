#include "core/base/error.h"
#include "core/merge/plan/container.h"
#include "core/merge/write/run_merge.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <sstream>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr std::uint64_t kAlignment = 64;

std::uint64_t aligned(std::uint64_t offset)
{
    return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

/// A format unlike safetensors: a text as header, other names, gaps between tensors, config inside, no index.
class ToyContainer final : public Container {
public:
    std::string fileName(std::size_t index, std::size_t count, bool /*alwaysSharded*/) const override
    {
        return "toy-" + std::to_string(index + 1) + "-" + std::to_string(count) + ".toy";
    }
    std::string tensorName(const std::string& name) const override { return "toy/" + name; }
    std::uint64_t fileAlignment() const override { return kAlignment; }
    std::uint64_t tensorAlignment(const PlannedTensor& /*tensor*/) const override { return kAlignment; }
    bool allowsGaps() const override { return true; }
    bool holdsConfig() const override { return true; }

    std::string header(const std::vector<PlannedTensor>& tensors, HeaderPadding padding) const override
    {
        std::string text;
        for (const PlannedTensor& tensor : tensors) {
            text += tensor.name + " " + tensor.dtype + " " + std::to_string(tensor.bytes);
            for (const std::uint64_t extent : tensor.shape)
                text += " " + std::to_string(extent);
            text += "\n";
        }
        std::size_t size = text.size() + 8;
        size += (padding.alignment + padding.remainder - size % padding.alignment) % padding.alignment;
        std::string length = std::to_string(size);
        length.resize(7, ' ');
        text.resize(size - 8, ' ');
        return length + "\n" + text;
    }

    std::vector<PlannedFile> indexFiles(const std::vector<PlannedShard>& /*shards*/,
                                        bool /*alwaysSharded*/) const override
    {
        return {};
    }

    std::vector<TensorInfo> readTensors(const std::filesystem::path& file) const override
    {
        std::istringstream lines(readText(file));
        std::uint64_t end = 0;
        std::string line;
        std::getline(lines, line);
        std::istringstream(line) >> end;
        std::vector<TensorInfo> tensors;
        while (std::getline(lines, line) && line.starts_with("toy/")) {
            std::istringstream words(line);
            TensorInfo tensor;
            words >> tensor.name >> tensor.dtype >> tensor.bytes;
            for (std::uint64_t extent = 0; words >> extent;)
                tensor.shape.push_back(extent);
            tensor.offset = aligned(end);
            end = tensor.offset + tensor.bytes;
            tensors.push_back(std::move(tensor));
        }
        return tensors;
    }
};

} // namespace

class ContainerTest : public QObject, private TestFolders {
    Q_OBJECT

private:
    /// A plan whose tensors need gaps.
    MergePlan planned(const OutputSettings& settings)
    {
        const auto folder = written(
            {.tokenizer = true, .extraTensors = {{"model.a_flag", "U8", {3}}, {"model.b_flag", "U8", {5}}}});
        return planMerge(stackOf({folder}, layersOfA({0, 1, 2, 1, 2, 3})), settings,
                         std::make_shared<const ToyContainer>())
            .value();
    }

private Q_SLOTS:
    void anotherFormatNeedsNothingButAContainer_data()
    {
        QTest::addColumn<int>("shardBytes");
        QTest::newRow("one file") << 0;
        QTest::newRow("several files") << 3'000;
    }
    void anotherFormatNeedsNothingButAContainer()
    {
        QFETCH(int, shardBytes);
        const OutputSettings settings {.shardBytes = static_cast<std::uint64_t>(shardBytes)};
        const MergePlan plan = planned(settings);
        QCOMPARE(plan.shards.size() > 1, shardBytes > 0);
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(plan, settings, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        QVERIFY(!hasFile(plan, "config.json") && !hasFile(plan, "tokenizer.json"));
        bool hasGap = false;
        for (const PlannedShard& shard : plan.shards) {
            const std::string file = readText(out / shard.fileName);
            std::uint64_t end = shard.header.size();
            for (const PlannedTensor& tensor : shard.tensors) {
                QCOMPARE(tensor.offset, aligned(end));
                QCOMPARE(file.substr(end, tensor.offset - end), std::string(tensor.offset - end, '\0'));
                hasGap = hasGap || tensor.offset > end;
                end = tensor.offset + tensor.bytes;
                const Model& source = *plan.models[tensor.model];
                QVERIFY(file.substr(tensor.offset, tensor.bytes)
                        == tensorBytes(*source.checkpoint, source.tensor(tensor.tensor).name));
            }
            QCOMPARE(file.size(), static_cast<std::size_t>(end));
        }
        QVERIFY(hasGap);
    }

    void theReaderOfTheFormatMustFindThePlannedTensors()
    {
        const OutputSettings settings {.verify = VerifyMode::Quick};
        MergePlan plan = planned(settings);
        plan.shards.front().tensors.front().shape.push_back(1);
        JobContext job;
        const auto report = runMerge(plan, settings, fresh(), job);
        QVERIFY(!report);
        QCOMPARE(report.error().code(), ErrorCode::Mismatch);
        QVERIFY2(messageOf(report).find("does not hold toy/model.embed_tokens.weight as planned")
                     != std::string::npos,
                 messageOf(report).c_str());
    }
};

QTEST_APPLESS_MAIN(ContainerTest)
#include "container_test.moc"
