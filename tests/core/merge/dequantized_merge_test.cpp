#include "core/base/half.h"
#include "core/checkpoint/open_checkpoint.h"
#include "core/checkpoint/tensor_reader.h"
#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/write/prepare_merge.h"
#include "core/run/runnable_stack.h"
#include "core/run/weight_files.h"
#include "core/stack/dequantized_sources.h"
#include "core/transform/float_values.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

std::string decodedBytes(const Model& model, const TensorInfo& tensor)
{
    TensorReader reader;
    std::string bytes(tensor.bytes, '\0');
    reader.read(tensor, std::as_writable_bytes(std::span(bytes)), 0,
                [&](std::uint32_t shard, std::span<std::byte> buffer, std::uint64_t offset) {
                    File::openToRead(model.checkpoint->shards()[shard].path).read(buffer, offset);
                });
    return bytes;
}

/// The bytes as `to`, rounded once.
std::string converted(const std::string& bytes, FloatType from, FloatType to)
{
    std::vector<double> wide(bytes.size() / bytesPerElement(from));
    widen(std::as_bytes(std::span(bytes)), from, std::span(wide));
    const std::vector<float> numbers(wide.begin(), wide.end());
    std::string result(numbers.size() * bytesPerElement(to), '\0');
    narrow(numbers, to, std::as_writable_bytes(std::span(result)));
    return result;
}

} // namespace

class DequantizedMerge : public QObject, private TestFolders {
    Q_OBJECT

private:
    static TinyOptions options()
    {
        return {
            .hidden = 64, .intermediate = 128, .heads = 4, .keyValueHeads = 2, .vocabulary = 40, .shards = 2};
    }

    /// Layers of a quantized and a plain model; the quantized one is dequantized.
    Stack mixedStack()
    {
        TinyOptions plain = options();
        plain.seed = 2;
        const auto quantized = written(asGptq(options()));
        writeText(quantized / "quantize_config.json", R"({"bits": 4})");
        Stack stack = stackOf({quantized, written(plain)},
                              {{0, 0, {}, false}, {1, 1, {}, false}, {0, 2, {}, false}, {0, 2, {}, false}});
        stack.setup = withDequantized(stack.setup, true);
        return stack;
    }

private Q_SLOTS:
    void everyTensorIsDecoded_data()
    {
        QTest::addColumn<bool>("converts");
        QTest::addColumn<int>("shardBytes");
        QTest::newRow("as it is") << false << 0;
        QTest::newRow("as it is, in shards") << false << 40'000;
        QTest::newRow("BF16") << true << 0;
        QTest::newRow("BF16, in shards") << true << 40'000;
    }
    void everyTensorIsDecoded()
    {
        QFETCH(bool, converts);
        QFETCH(int, shardBytes);
        const Stack stack = mixedStack();
        OutputSettings settings {.shardBytes = static_cast<std::uint64_t>(shardBytes)};
        if (converts)
            settings.dtype = FloatType::BF16;
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plan->dequantized, std::uint64_t(3 * 7));
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(*plan, settings, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        QCOMPARE(report->verified, VerifyMode::Full);
        QCOMPARE(report->dequantized, plan->dequantized);
        for (const PlannedShard& shard : plan->shards)
            for (const PlannedTensor& tensor : shard.tensors) {
                const Model& model = *plan->models[tensor.model];
                const TensorInfo& source = model.tensor(tensor.tensor);
                std::string expected = decodedBytes(model, source);
                if (converts)
                    expected = converted(expected, *floatType(source.dtype), FloatType::BF16);
                QVERIFY2(tensorBytes(out, tensor.name) == expected, tensor.name.c_str());
            }
        const auto model = openModel(out).value();
        QCOMPARE(model->table.parameters, plan->parameters);
        QCOMPARE(model->facts.quantization, std::nullopt);
        QVERIFY(model->checkpoint->find("model.layers.3.mlp.up_proj.weight") != nullptr);
        QVERIFY(!hasFile(*plan, "quantize_config.json"));
        QVERIFY(plannedText(*plan, "README.md").find("were dequantized") != std::string::npos);
    }

    void aDocumentKeepsThatASourceIsDequantized()
    {
        const Stack stack = mixedStack();
        const auto plan = planMerge(stack, {}).value();
        const std::string recipe = plannedText(plan, "recipe.loom");
        QVERIFY2(recipe.find(R"("dequantize": true)") != std::string::npos, recipe.c_str());
        LoomDocument document = readDocument(recipe, m_folder.path()).value();
        for (std::size_t i = 0; i < 2; ++i)
            document.stack.setup.sources[i].path = stack.setup.sources[i].path;
        openSources(document.stack);
        QVERIFY(document.stack.setup.sources[0].dequantizes && !document.stack.setup.sources[1].dequantizes);
        QCOMPARE(fingerprintOf(planMerge(document.stack, {}).value()), fingerprintOf(plan));
        QVERIFY(!readDocument(
            R"({"format": "layerloom/1", "sources": [{"path": "/x", "dequantize": 1}], "stack": []})",
            m_folder.path()));
    }

    void whatWasQuantizedIsQuantizedInAnotherWay()
    {
        const auto packed = written(asGptq(options()));
        const Blocks blocks = layersOfA({0, 2, 1});
        Stack stack = stackOf({packed}, blocks);
        OutputSettings settings;
        settings.quantize = Quantization {QuantizationType::NF4, true, {}};
        std::vector<Problem> found = mergeProblems(stack, settings);
        QCOMPARE(found.front().id, ProblemId::NotQuantizable);
        QCOMPARE(fixLabel(found.front().fixes.at(0).action), std::string("Dequantize"));
        for (const Edit& edit : fixEdits(found.front().fixes[0]))
            apply(stack, edit);
        QVERIFY(!hasErrors(mergeProblems(stack, settings)));

        const auto numbers = fresh();
        const auto direct = fresh();
        const auto indirect = fresh();
        JobContext job;
        QVERIFY(runMerge(planMerge(stack, {}).value(), {}, numbers, job));
        const auto prepared = [&](const Stack& of) {
            return prepareMerge(planMerge(of, settings).value(), of, settings, job).value();
        };
        QVERIFY(runMerge(prepared(stack), settings, direct, job));
        const Stack again = stackOf({numbers}, layersOfA({0, 1, 2}));
        QVERIFY(runMerge(prepared(again), settings, indirect, job));
        const auto checkpoint = openCheckpoint(direct).value();
        QVERIFY(checkpoint->find("model.layers.2.mlp.up_proj.weight.nested_absmax") != nullptr);
        for (const TensorInfo& tensor : checkpoint->tensors())
            QVERIFY2(tensorBytes(direct, tensor.name) == tensorBytes(indirect, tensor.name),
                     tensor.name.c_str());
    }

    void partsMakeTheSameBytes()
    {
        const OutputSettings settings {.dtype = FloatType::BF16, .shardBytes = 40'000};
        const auto plan = planMerge(mixedStack(), settings).value();
        const auto whole = fresh();
        const auto parts = fresh();
        JobContext job;
        QVERIFY(runMerge(plan, settings, whole, job));
        for (const std::uint32_t part : {2U, 1U})
            QVERIFY(mergePart(plan, settings, parts, {part, 2}, job));
        const auto finished = finishMerge(plan, settings, parts, job);
        QVERIFY2(finished, messageOf(finished).c_str());
        QVERIFY(entriesOf(whole) == entriesOf(parts));
        for (const std::string& name : entriesOf(whole))
            QVERIFY2(readText(whole / name) == readText(parts / name), name.c_str());
    }

    void aChangedPartOfAWeightIsReported()
    {
        const Stack stack = mixedStack();
        const auto plan = planMerge(stack, {}).value();
        const std::filesystem::path folder = stack.setup.sources.front().path;
        const auto first = folder / "model-00001-of-00002.safetensors";
        writeText(first, readText(first));
        JobContext job;
        const auto report = runMerge(plan, {}, fresh(), job);
        QVERIFY(!report);
        QVERIFY2(messageOf(report).find("has changed") != std::string::npos, messageOf(report).c_str());
    }

    void aQuantizedModelIsRunAsNumbers()
    {
        const auto model = openModel(written(asGptq(options()))).value();
        const auto runnable = prepareRun(model);
        QVERIFY2(runnable, messageOf(runnable).c_str());
        WeightFiles files;
        for (const WeightSource& source : files.layer(runnable->blocks.at(1))) {
            const TensorInfo* tensor =
                runnable->blocks[1].model->checkpoint->find("model.layers.1." + source.name);
            QVERIFY2(tensor != nullptr, source.name.c_str());
            std::string bytes(tensor->bytes, '\0');
            source.read(std::as_writable_bytes(std::span(bytes)), 0);
            QVERIFY2(bytes == decodedBytes(*runnable->blocks[1].model, *tensor), source.name.c_str());
            QCOMPARE(source.shape, tensor->shape);
        }
        files.setStopped(true);
        std::string bytes(16, '\0');
        const auto stopped = guarded([&] {
            files.layer(runnable->blocks[0]).front().read(std::as_writable_bytes(std::span(bytes)), 0);
        });
        QVERIFY(!stopped && stopped.error().code() == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(DequantizedMerge)
#include "dequantized_merge_test.moc"
