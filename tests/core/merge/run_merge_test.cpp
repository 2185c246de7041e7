#include "core/checkpoint/open_checkpoint.h"
#include "core/io/file.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/merge_writer.h"
#include "tests/core/merge/merge_fixture.h"
#include "tests/engine_check/float_reference.h"

#include <QObject>
#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <fstream>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

/// Where a tensor's bytes stand in a folder's files.
std::pair<std::filesystem::path, std::uint64_t> placeOf(const std::filesystem::path& folder,
                                                        const std::string& name)
{
    const auto checkpoint = openCheckpoint(folder).value();
    const TensorInfo* tensor = checkpoint->find(name);
    return {checkpoint->shards()[tensor->shard].path, tensor->offset};
}

std::uint32_t numberAt(const std::string& bytes, std::size_t index, FloatType type)
{
    std::uint32_t bits = 0;
    std::memcpy(&bits, bytes.data() + index * bytesPerElement(type), bytesPerElement(type));
    return bits;
}

/// The first tensor name whose bytes in `out` are not those of its source in a plan; empty when all are.
std::string firstDifference(const MergePlan& plan, const std::filesystem::path& out)
{
    const auto written = openCheckpoint(out).value();
    for (const PlannedShard& shard : plan.shards)
        for (const PlannedTensor& tensor : shard.tensors) {
            const Model& model = *plan.models[tensor.model];
            const std::string bytes = tensorBytes(*written, tensor.name);
            if (bytes.empty() || bytes != tensorBytes(*model.checkpoint, model.tensor(tensor.tensor).name))
                return tensor.name;
        }
    return {};
}

} // namespace

class RunMerge : public QObject, private TestFolders {
    Q_OBJECT

private:
    /// 4 layers of 1.6 MB each in two files; written once for each dtype.
    std::filesystem::path larger(const std::string& dtype = "BF16")
    {
        auto folder = m_folder / ("larger" + dtype);
        if (!std::filesystem::exists(folder))
            writeTinyCheckpoint(folder,
                                {.dtype = dtype,
                                 .hidden = 256,
                                 .intermediate = 768,
                                 .heads = 4,
                                 .keyValueHeads = 4,
                                 .vocabulary = 600,
                                 .shards = 2});
        return folder;
    }

private Q_SLOTS:
    void everyByteEqualsItsSource_data()
    {
        QTest::addColumn<bool>("tied");
        QTest::addColumn<int>("shardBytes");
        QTest::newRow("one file") << false << 0;
        QTest::newRow("shards") << false << 1'000'000;
        QTest::newRow("tied, shards") << true << 2'000'000;
    }
    void everyByteEqualsItsSource()
    {
        QFETCH(bool, tied);
        QFETCH(int, shardBytes);
        const auto first = written({.hidden = 256,
                                    .intermediate = 768,
                                    .heads = 4,
                                    .keyValueHeads = 4,
                                    .vocabulary = 600,
                                    .tied = tied,
                                    .shards = 2,
                                    .tokenizer = true});
        const auto second = written({.hidden = 256,
                                     .intermediate = 768,
                                     .heads = 4,
                                     .keyValueHeads = 4,
                                     .vocabulary = 600,
                                     .tied = tied,
                                     .seed = 2});
        const Stack stack = stackOf(
            {first, second},
            {{0, 0, {}, false}, {1, 1, {}, false}, {0, 2, {}, false}, {0, 2, {}, false}, {1, 3, {}, false}});
        const OutputSettings settings {.shardBytes = static_cast<std::uint64_t>(shardBytes)};
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(*plan, settings, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        QCOMPARE(report->verified, VerifyMode::Full);
        QCOMPARE(report->bytes, plan->payloadBytes);
        QCOMPARE(report->device, std::string());
        QCOMPARE(firstDifference(*plan, out), std::string());
        for (const PlannedFile& file : plan->files)
            QCOMPARE(readText(out / file.name), plannedText(*plan, file.name));
        QCOMPARE(entriesOf(out).size(), plan->shards.size() + plan->files.size());
        const auto model = openModel(out);
        QVERIFY2(model, messageOf(model).c_str());
        QCOMPARE((*model)->table.layers.size(), std::size_t(5));
        QCOMPARE((*model)->table.parameters, plan->parameters);
        QVERIFY(tensorBytes(out, "model.layers.2.mlp.up_proj.weight")
                == tensorBytes(out, "model.layers.3.mlp.up_proj.weight"));
        QVERIFY(tensorBytes(out, "model.layers.0.mlp.up_proj.weight")
                != tensorBytes(out, "model.layers.1.mlp.up_proj.weight"));
    }

    void conversionsRoundToNearestEven_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        const FloatType types[] = {FloatType::BF16, FloatType::F16, FloatType::F32};
        for (const FloatType from : types)
            for (const FloatType to : types)
                QTest::addRow("%s to %s", headerName(from).data(), headerName(to).data())
                    << int(from) << int(to);
    }
    void conversionsRoundToNearestEven()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        const auto fromType = static_cast<FloatType>(from);
        const auto toType = static_cast<FloatType>(to);
        const auto folder =
            written({.dtype = std::string(headerName(fromType)), .hidden = 64, .intermediate = 96});
        Stack stack = stackOf({folder}, layersOfA({3, 1}));
        stack.blocks[1].scales = {{"o_proj", 0}, {"mlp", 0.7}};
        const OutputSettings settings {.dtype = toType, .device = "cpu"};
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(*plan, settings, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        QCOMPARE(report->device, std::string("cpu"));
        QVERIFY(report->overflows.empty());
        for (const auto& [name, source, scale] :
             {std::tuple("model.layers.0.mlp.up_proj.weight", "model.layers.3.mlp.up_proj.weight", 1.0),
              std::tuple("model.layers.1.mlp.up_proj.weight", "model.layers.1.mlp.up_proj.weight", 0.7),
              std::tuple("model.layers.1.self_attn.o_proj.weight", "model.layers.1.self_attn.o_proj.weight",
                         0.0)}) {
            const std::string before = tensorBytes(folder, source);
            const std::string after = tensorBytes(out, name);
            const std::size_t count = before.size() / bytesPerElement(fromType);
            QCOMPARE(after.size(), count * bytesPerElement(toType));
            for (std::size_t i = 0; i < count; ++i) {
                const double cast =
                    decoded(toType, encoded(toType, decoded(fromType, numberAt(before, i, fromType))));
                const double product = cast * static_cast<double>(static_cast<float>(scale));
                const std::uint32_t expected =
                    encoded(toType, decoded(FloatType::F32, encoded(FloatType::F32, product)));
                if (numberAt(after, i, toType) != expected)
                    QFAIL((std::string(name) + ", element " + std::to_string(i)).c_str());
            }
        }
    }

    void tensorsOfSeveralPiecesAreComplete()
    {
        // 2.3 million embeddings: several pieces to copy, two to convert.
        const auto folder =
            written({.layers = 1, .hidden = 256, .intermediate = 16, .vocabulary = 9001, .tied = true});
        const Stack stack = stackOf({folder}, layersOfA({0, 0}));
        JobContext job;
        const auto copied = planMerge(stack, {});
        QVERIFY2(copied, messageOf(copied).c_str());
        const auto copy = fresh();
        QVERIFY(runMerge(*copied, {}, copy, job));
        QCOMPARE(firstDifference(*copied, copy), std::string());
        const OutputSettings settings {.dtype = FloatType::F32, .device = "cpu"};
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        QVERIFY(runMerge(*plan, settings, out, job));
        const std::string before = tensorBytes(folder, "model.embed_tokens.weight");
        const std::string after = tensorBytes(out, "model.embed_tokens.weight");
        QCOMPARE(after.size(), 2 * before.size());
        // A BF16 number is the upper half of the same F32 number.
        std::string expected(after.size(), '\0');
        for (std::size_t i = 0; i < before.size(); i += 2)
            expected.replace(2 * i + 2, 2, before, i, 2);
        QVERIFY(after == expected);
    }

    void finiteValuesThatBecomeInfiniteAreCountedByTensor()
    {
        const auto folder = larger("F32");
        const auto [file, offset] = placeOf(folder, "model.layers.2.mlp.gate_proj.weight");
        {
            std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
            const float values[] = {1e10F, -70000.0F, INFINITY, 65504.0F};
            stream.seekp(static_cast<std::streamoff>(offset));
            stream.write(reinterpret_cast<const char*>(values), sizeof(values));
        }
        const OutputSettings settings {.dtype = FloatType::F16, .device = "cpu"};
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 2})), settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        JobContext job;
        const auto report = runMerge(*plan, settings, fresh(), job);
        QVERIFY2(report, messageOf(report).c_str());
        const std::map<std::string, std::uint64_t> expected {{"model.layers.1.mlp.gate_proj.weight", 2}};
        QCOMPARE(report->overflows, expected);
    }

    void progressCountsEveryByte()
    {
        const auto folder = larger();
        const OutputSettings settings;
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1, 2, 3})), settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        std::vector<Progress> seen;
        JobContext job({}, [&](const Progress& progress) { seen.push_back(progress); });
        QVERIFY(runMerge(*plan, settings, fresh(), job));
        std::vector<Stage> stages;
        std::uint64_t done = 0;
        for (const Progress& progress : seen) {
            QCOMPARE(progress.total, 2 * plan->bytesWritten);
            QVERIFY(progress.done >= done);
            done = progress.done;
            if (stages.empty() || stages.back() != progress.stage)
                stages.push_back(progress.stage);
        }
        QCOMPARE(done, 2 * plan->bytesWritten);
        const std::vector<Stage> expected {Stage::Preparing, Stage::Merging, Stage::Verifying,
                                           Stage::Finishing};
        QCOMPARE(stages, expected);
    }

    void verifiedTensorsAreCounted_data()
    {
        QTest::addColumn<bool>("isFull");
        QTest::newRow("every byte") << true;
        QTest::newRow("headers") << false;
    }
    void verifiedTensorsAreCounted()
    {
        QFETCH(bool, isFull);
        const OutputSettings settings {.verify = isFull ? VerifyMode::Full : VerifyMode::Quick};
        const auto plan = planMerge(stackOf({larger()}, layersOfA({0, 1, 2, 3})), settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        std::uint64_t verified = 0;
        JobContext job({}, [&](const Progress& progress) {
            if (progress.stage != Stage::Verifying)
                return;
            QCOMPARE(progress.tensorsTotal, plan->tensorCount());
            QVERIFY(progress.tensorsDone >= verified);
            verified = progress.tensorsDone;
        });
        QVERIFY(runMerge(*plan, settings, fresh(), job));
        QCOMPARE(verified, plan->tensorCount());
    }

    void aCancelLeavesNothing_data()
    {
        QTest::addColumn<Stage>("stage");
        QTest::newRow("before the first byte") << Stage::Preparing;
        QTest::newRow("while writing") << Stage::Merging;
        QTest::newRow("while comparing") << Stage::Verifying;
        QTest::newRow("before the rename") << Stage::Finishing;
    }
    void aCancelLeavesNothing()
    {
        QFETCH(Stage, stage);
        const auto folder = larger();
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1, 2, 3})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto before = entriesOf(m_folder.path());
        std::stop_source stop;
        JobContext job(stop.get_token(), [&](const Progress& progress) {
            if (progress.stage == stage)
                stop.request_stop();
        });
        const auto report = runMerge(*plan, {}, fresh(), job);
        QVERIFY(!report);
        QCOMPARE(report.error().code(), ErrorCode::Cancelled);
        QCOMPARE(entriesOf(m_folder.path()), before);
    }

    void oneFlippedByteIsFound()
    {
        const auto folder = larger();
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        JobContext job;
        QVERIFY(runMerge(*plan, {.verify = VerifyMode::Off}, out, job));
        const auto intact = verifyMerge(*plan, {}, out, job);
        QVERIFY2(intact, messageOf(intact).c_str());
        const auto [file, offset] = placeOf(out, "model.layers.2.mlp.down_proj.weight");
        flipByte(file, offset + 12345);
        QVERIFY(verifyMerge(*plan, {.verify = VerifyMode::Quick}, out, job));
        const auto found = verifyMerge(*plan, {}, out, job);
        QVERIFY(!found);
        QCOMPARE(found.error().code(), ErrorCode::Mismatch);
        const std::string message = found.error().message();
        QVERIFY2(message.find("model.layers.2.mlp.down_proj.weight") != std::string::npos, message.c_str());
        std::string digits = QString::number(offset + 12345).toStdString();
        if (digits.size() > 3)
            digits.insert(digits.size() - 3, ",");
        if (digits.size() > 7)
            digits.insert(digits.size() - 7, ",");
        QVERIFY2(message.find("byte " + digits) != std::string::npos, message.c_str());
    }

    void quickVerificationFindsDifferencesOutsideThePayload_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("config") << "config.json";
        QTest::newRow("index") << "model.safetensors.index.json";
        QTest::newRow("header") << "model-00001-of-00004.safetensors";
    }
    void quickVerificationFindsDifferencesOutsideThePayload()
    {
        QFETCH(QString, file);
        const OutputSettings settings {.shardBytes = 2'000'000, .verify = VerifyMode::Quick};
        const auto plan = planMerge(stackOf({larger()}, layersOfA({0, 1, 2})), settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        JobContext job;
        QVERIFY(runMerge(*plan, settings, out, job));
        const auto path = out / file.toStdString();
        QVERIFY2(std::filesystem::exists(path), path.c_str());
        flipByte(path, 20);
        QCOMPARE(verifyMerge(*plan, settings, out, job).error().code(), ErrorCode::Mismatch);
        flipByte(path, 20);
        QVERIFY(verifyMerge(*plan, settings, out, job));
        cutFile(path, 30);
        QCOMPARE(verifyMerge(*plan, settings, out, job).error().code(), ErrorCode::Mismatch);
    }

    void aChangedSourceIsReported()
    {
        const auto folder = larger();
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1, 2, 3})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto before = entriesOf(m_folder.path());
        const auto file = placeOf(folder, "model.layers.3.mlp.down_proj.weight").first;
        int changes = 0;
        // Before it is opened, and after it was read.
        for (const Stage stage : {Stage::Preparing, Stage::Verifying}) {
            const auto planned = planMerge(stackOf({folder}, layersOfA({0, 1, 2, 3})), {});
            JobContext job({}, [&](const Progress& progress) {
                if (progress.stage == stage && progress.done <= planned->bytesWritten)
                    std::filesystem::last_write_time(file,
                                                     std::filesystem::file_time_type::clock::now()
                                                         + std::chrono::seconds(++changes));
            });
            const auto report = runMerge(*planned, {}, fresh(), job);
            QVERIFY(!report);
            QCOMPARE(report.error().code(), ErrorCode::Mismatch);
            QVERIFY2(report.error().message().find(file.filename().string()) != std::string::npos,
                     messageOf(report).c_str());
        }
        QCOMPARE(entriesOf(m_folder.path()), before);
    }

    void sourcesAreNeverTouched()
    {
        const auto folder = larger();
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 3})), {});
        std::map<std::string, std::string> before;
        for (const std::string& name : entriesOf(folder))
            before[name] = readText(folder / name);
        JobContext job;
        QVERIFY(runMerge(*plan, {}, fresh(), job));
        for (const auto& [name, content] : before)
            QVERIFY2(readText(folder / name) == content, name.c_str());
        QCOMPARE(entriesOf(folder).size(), before.size());
    }

    void tensorBytesDoNotDependOnTheShards()
    {
        const Stack stack = stackOf({larger()}, layersOfA({0, 1, 2, 1, 2, 3}));
        std::map<std::string, std::string> first;
        JobContext job;
        for (const std::uint64_t shardBytes : {2'000'000ULL, 5'000'000ULL, 0ULL}) {
            const OutputSettings settings {.shardBytes = shardBytes};
            const auto plan = planMerge(stack, settings);
            QVERIFY2(plan, messageOf(plan).c_str());
            const auto out = fresh();
            QVERIFY(runMerge(*plan, settings, out, job));
            const auto again = fresh();
            QVERIFY(runMerge(*plan, settings, again, job));
            QCOMPARE(entriesOf(out), entriesOf(again));
            for (const std::string& name : entriesOf(out))
                QVERIFY2(readText(out / name) == readText(again / name), name.c_str());
            const auto checkpoint = openCheckpoint(out).value();
            QVERIFY(first.empty() || first.size() == checkpoint->tensors().size());
            for (const TensorInfo& tensor : checkpoint->tensors()) {
                const std::string bytes = tensorBytes(*checkpoint, tensor.name);
                QVERIFY2(first.try_emplace(tensor.name, bytes).first->second == bytes, tensor.name.c_str());
            }
        }
    }

    void anEmptyFolderIsAcceptedAndAFullOneRefused()
    {
        const auto plan = planMerge(stackOf({larger()}, layersOfA({0})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto out = fresh();
        std::filesystem::create_directories(out);
        JobContext job;
        QVERIFY(runMerge(*plan, {}, out, job));
        const auto config = readText(out / "config.json");
        const auto again = runMerge(*plan, {}, out, job);
        QVERIFY(!again);
        QCOMPARE(again.error().code(), ErrorCode::Io);
        QCOMPARE(readText(out / "config.json"), config);
    }

    void aLinkInTheWayIsNotWrittenThrough()
    {
        const auto plan = planMerge(stackOf({larger()}, layersOfA({0, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto victim = fresh();
        writeText(victim, "precious");
        Staging staging(fresh(), StagingUse::Begin, {fingerprintOf(*plan), 1}, {"model.safetensors"});
        std::filesystem::create_symlink(victim, staging.files() / "model.safetensors");
        JobContext job;
        JobMeter meter(job, plan->bytesWritten, plan->tensorCount());
        TensorStream tensors(*plan, nullptr);
        const std::vector<std::uint32_t> shards {0};
        const auto result = guarded([&] { MergeWriter(*plan, staging, tensors, meter).writeShards(shards); });
        QVERIFY(!result);
        QCOMPARE(result.error().code(), ErrorCode::Io);
        QCOMPARE(result.error().message(),
                 (staging.files() / "model.safetensors").string() + " is a link, which is not followed here");
        QCOMPARE(readText(victim), std::string("precious"));
    }

    void theSentenceOfAFullDiskHasFigures()
    {
        QCOMPARE(diskFullSentence("/mnt/data", 9'400'000'000, 21'500'000'000),
                 std::string("The disk of /mnt/data is full, or a quota on it is spent. 9.40 of 21.5 GB were "
                             "written and have been removed"));
        QCOMPARE(
            diskFullSentence("/mnt/data", 400'000'000, 21'500'000'000),
            std::string("The disk of /mnt/data is full, or a quota on it is spent. 400.0 MB of 21.5 GB were "
                        "written and have been removed"));
    }
};

QTEST_APPLESS_MAIN(RunMerge)
#include "run_merge_test.moc"
