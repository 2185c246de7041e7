#include "core/checks/problems.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/plan/shared_ranges.h"
#include "core/merge/write/tensor_stream.h"
#include "core/stack/totals.h"
#include "tests/core/merge/merge_fixture.h"
#include "tests/support/blocks.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

const std::string kTable = "model.embed_tokens_per_layer.weight";
const std::string kProjection = "model.per_layer_model_projection.weight";

/// A checkpoint with a table and a projection that hold `part` numbers for each layer.
struct PerLayer {
    std::uint32_t layers = 4;
    std::uint64_t part = 2;
    std::uint64_t vocabulary = 5; ///< rows of the table
    std::string dtype = "BF16";
    std::uint64_t seed = 1;
    std::uint32_t shards = 1;

    TinyOptions options() const
    {
        const std::uint64_t width = layers * part;
        TinyOptions options;
        options.family = "gemma3n_text";
        options.architecture = "Gemma3nForCausalLM";
        options.dtype = dtype;
        options.layers = layers;
        options.tied = true;
        options.shards = shards;
        options.seed = seed;
        options.extraConfig = "\"hidden_size_per_layer_input\": " + std::to_string(part);
        options.extraTensors = {{kTable, dtype, {vocabulary, width}},
                                {kProjection, dtype, {width, options.hidden}},
                                {"model.per_layer_projection_norm.weight", dtype, {part}}};
        return options;
    }

    /// By hand: a tensor of each checkpoint, with its number of layers, cut into the parts of these blocks.
    static std::string together(const std::vector<std::string>& tensors,
                                const std::vector<std::uint32_t>& layers, const Blocks& blocks,
                                std::size_t rows)
    {
        std::string bytes;
        for (std::size_t row = 0; row < rows; ++row)
            for (const Block& block : blocks) {
                const std::string& from = tensors[block.source.value];
                const std::size_t part = from.size() / rows / layers[block.source.value];
                bytes += from.substr((row * layers[block.source.value] + block.layer.value) * part, part);
            }
        return bytes;
    }
};

/// A BF16 number is the upper half of the same F32 number.
std::string widened(const std::string& numbers)
{
    std::string wide(2 * numbers.size(), '\0');
    for (std::size_t i = 0; i < numbers.size(); i += 2)
        wide.replace(2 * i + 2, 2, numbers, i, 2);
    return wide;
}

} // namespace

Q_DECLARE_METATYPE(PerLayer)

class DepthTensorsTest : public QObject, private TestFolders {
    Q_OBJECT

private:
    JobContext m_job;

    std::filesystem::path written(const PerLayer& model) { return TestFolders::written(model.options()); }

    /// What both tensors must be, from the bytes that the checkpoints were written with.
    static std::pair<std::string, std::string> expected(const std::vector<PerLayer>& models,
                                                        const Blocks& blocks)
    {
        std::vector<std::string> tables;
        std::vector<std::string> projections;
        std::vector<std::uint32_t> layers;
        for (const PerLayer& model : models) {
            for (const TinyTensor& tensor : model.options().extraTensors) {
                if (tensor.name == kTable)
                    tables.push_back(tinyContents(tensor, model.seed));
                if (tensor.name == kProjection)
                    projections.push_back(tinyContents(tensor, model.seed));
            }
            layers.push_back(model.layers);
        }
        return {PerLayer::together(tables, layers, blocks, models.front().vocabulary),
                PerLayer::together(projections, layers, blocks, 1)};
    }

    MergePlan planned(const Stack& stack, const OutputSettings& settings = {})
    {
        auto plan = planMerge(stack, settings);
        if (!plan)
            qFatal("%s", messageOf(plan).c_str());
        return *plan;
    }

private Q_SLOTS:
    void pieceOrderFollowsLayers_data()
    {
        QTest::addColumn<PerLayer>("model");
        QTest::addColumn<QList<int>>("layers");
        const QList<int> upScaled {0, 1, 2, 1, 2, 3};
        QTest::newRow("up-scaled") << PerLayer {} << upScaled;
        QTest::newRow("backwards, and some again") << PerLayer {} << QList<int> {3, 0, 3, 3, 1};
        QTest::newRow("one") << PerLayer {} << QList<int> {2};
        QTest::newRow("without the last") << PerLayer {} << QList<int> {0, 1, 2};
        QTest::newRow("more rows than are read at once")
            << PerLayer {.part = 16, .vocabulary = 9001} << upScaled;
        QTest::newRow("rows longer than are read at once")
            << PerLayer {.part = 140'000, .vocabulary = 3} << upScaled;
        QTest::newRow("parts longer than are taken out of rows")
            << PerLayer {.part = 40'000, .vocabulary = 3} << upScaled;
        QTest::newRow("several files") << PerLayer {.part = 3, .dtype = "F32", .shards = 3} << upScaled;
        QTest::newRow("bytes") << PerLayer {.part = 3, .dtype = "F8_E4M3"} << upScaled;
    }
    void pieceOrderFollowsLayers()
    {
        QFETCH(PerLayer, model);
        QFETCH(QList<int>, layers);
        Blocks blocks;
        for (const int layer : layers)
            blocks.push_back({0, LayerIndex::from(layer), {}, false});
        const Stack stack = stackOf({written(model)}, blocks);
        const MergePlan plan = planned(stack);
        const auto out = fresh();
        const auto report = runMerge(plan, {}, out, m_job);
        QVERIFY2(report, messageOf(report).c_str());
        const auto [table, projection] = expected({model}, blocks);
        QVERIFY(tensorBytes(out, kTable) == table);
        QVERIFY(tensorBytes(out, kProjection) == projection);
        QVERIFY(tensorBytes(out, "model.per_layer_projection_norm.weight").size()
                == table.size() / blocks.size() / model.vocabulary);
        compareFigures(stack, plan, out);
    }

    void everyLayerGetsThePieceOfItsModel()
    {
        const PerLayer four {.vocabulary = 7};
        const PerLayer six {.layers = 6, .vocabulary = 7, .seed = 2};
        const Blocks blocks = blocksOf({{0, 0}, {0, 1}, {1, 3}, {1, 4}, {1, 5}, {0, 1}, {1, 0}});
        Stack stack = stackOf({written(four), written(six)}, blocks);
        for (const SourceIndex base : {SourceIndex(0), SourceIndex(1)}) {
            stack.setup.base = base;
            const MergePlan plan = planned(stack);
            const auto out = fresh();
            const auto report = runMerge(plan, {}, out, m_job);
            QVERIFY2(report, messageOf(report).c_str());
            const auto [table, projection] = expected({four, six}, blocks);
            QVERIFY(tensorBytes(out, kTable) == table);
            QVERIFY(tensorBytes(out, kProjection) == projection);
            compareFigures(stack, plan, out);
        }
    }

    void allLayersOfAnotherModelBringTheirPieces()
    {
        const PerLayer one;
        const PerLayer other {.seed = 2};
        const Blocks blocks = blocksOf({{1, 0}, {1, 1}, {1, 2}, {1, 3}});
        Stack stack = stackOf({written(one), written(other)}, blocks);
        stack.setup.base = SourceIndex(0);
        const auto out = fresh();
        QVERIFY(runMerge(planned(stack), {}, out, m_job));
        QVERIFY(tensorBytes(out, kTable) == expected({one, other}, blocks).first);
    }

    void anUnchangedModelIsCopied()
    {
        const MergePlan plan = planned(stackOf({written({})}, layersOfA({0, 1, 2, 3})));
        for (const std::string& name : {kTable, kProjection})
            QVERIFY(findTensor(plan, name)->isWholeCopy());
    }

    void composedTensorsAreConvertedAndNeverScaled()
    {
        const PerLayer model {.part = 16, .vocabulary = 9001};
        Stack stack = stackOf({written(model)}, layersOfA({0, 1, 2, 1, 2, 3}));
        for (Block& block : stack.blocks)
            block.scales = {{"", 0.5}};
        const auto [table, projection] = expected({model}, stack.blocks);
        const auto kept = fresh();
        QVERIFY(runMerge(planned(stack, {.device = "cpu"}), {.device = "cpu"}, kept, m_job));
        QVERIFY(tensorBytes(kept, kTable) == table);
        const OutputSettings wide {.dtype = FloatType::F32, .device = "cpu"};
        const MergePlan plan = planned(stack, wide);
        QCOMPARE(findTensor(plan, kTable)->bytes, std::uint64_t(2 * table.size()));
        const auto out = fresh();
        const auto report = runMerge(plan, wide, out, m_job);
        QVERIFY2(report, messageOf(report).c_str());
        QVERIFY(tensorBytes(out, kTable) == widened(table));
        QVERIFY(tensorBytes(out, kProjection) == widened(projection));
    }

    void oneFlippedByteIsFound()
    {
        const MergePlan plan =
            planned(stackOf({written({.part = 16, .vocabulary = 9001})}, layersOfA({0, 1, 2, 1, 2, 3})));
        const auto out = fresh();
        QVERIFY(runMerge(plan, {.verify = VerifyMode::Off}, out, m_job));
        QVERIFY(verifyMerge(plan, {}, out, m_job));
        const PlannedTensor* table = findTensor(plan, kTable);
        flipByte(out / "model.safetensors", table->offset + table->bytes - 1);
        const auto found = verifyMerge(plan, {}, out, m_job);
        QVERIFY(!found);
        QVERIFY2(messageOf(found).find(kTable) != std::string::npos, messageOf(found).c_str());
    }

    void partsOfAMergeMakeTheSameBytesAsOneProcess()
    {
        const Stack stack =
            stackOf({written({.part = 16, .vocabulary = 900})}, layersOfA({0, 1, 2, 1, 2, 3}));
        const MergePlan plan = planned(stack, {.shardBytes = 20'000});
        QVERIFY(plan.shards.size() > 1);
        const auto whole = fresh();
        const auto out = fresh();
        QVERIFY(runMerge(plan, {}, whole, m_job));
        for (const std::uint32_t part : {2U, 1U})
            QVERIFY(mergePart(plan, {}, out, {part, 2}, m_job));
        QVERIFY(finishMerge(plan, {}, out, m_job));
        QCOMPARE(entriesOf(out), entriesOf(whole));
        for (const std::string& name : entriesOf(whole))
            QVERIFY2(readText(out / name) == readText(whole / name), name.c_str());
    }

    void aKilledMergeIsResumed()
    {
        const PerLayer model {.part = 32, .vocabulary = 9001};
        const MergePlan plan = planned(stackOf({written(model)}, layersOfA({0, 1, 2, 1, 2, 3})));
        const auto whole = fresh();
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY(runMerge(plan, {}, whole, m_job));
        const auto duration = std::chrono::steady_clock::now() - begin;
        constexpr int kKills = 10;
        int killed = 0;
        for (int kill = 0; kill < kKills; ++kill) {
            const auto out = fresh();
            killed += isKilledAfter(duration * kill / kKills, plan, out) ? 1 : 0;
            if (!std::filesystem::exists(out)) {
                const auto report = resumeMerge(plan, {}, out, m_job);
                QVERIFY2(report, messageOf(report).c_str());
            }
            QCOMPARE(entriesOf(out), entriesOf(whole));
            for (const std::string& name : entriesOf(whole))
                QVERIFY2(readText(out / name) == readText(whole / name), name.c_str());
            std::filesystem::remove_all(out);
        }
        QVERIFY(killed > 0);
    }

    void theFingerprintDependsOnThePieces()
    {
        MergePlan plan = planned(stackOf({written({})}, layersOfA({0, 1, 2, 1, 2, 3})));
        const std::string before = fingerprintOf(plan);
        PlannedTensor& table = *const_cast<PlannedTensor*>(findTensor(plan, kTable));
        std::swap(table.pieces.front().sourceOffset, table.pieces.back().sourceOffset);
        QVERIFY(fingerprintOf(plan) != before);
    }

    void blocksAreSharedAroundComposedTensors()
    {
        // Layers large enough to be shared, and a table that is as well.
        PerLayer model {.part = 64, .vocabulary = 4096};
        TinyOptions options = model.options();
        options.hidden = 512;
        options.intermediate = 1024;
        options.extraTensors[1].shape = {model.layers * model.part, options.hidden};
        const auto folder = writeTinyCheckpoint(m_folder / "shared", options);
        const MergePlan plan = planned(stackOf({folder}, layersOfA({0, 1, 2, 1, 2, 3})));
        std::uint64_t shared = 0;
        for (const PlannedShard& shard : plan.shards)
            for (const SharedRange& range : sharedRanges(shard)) {
                shared += range.bytes;
                for (const std::string& name : {kTable, kProjection}) {
                    const PlannedTensor* tensor = findTensor(plan, name);
                    QVERIFY(range.offset + range.bytes <= tensor->offset
                            || range.offset >= tensor->offset + tensor->bytes);
                }
            }
        const std::uint64_t rest =
            plan.payloadBytes - findTensor(plan, kTable)->bytes - findTensor(plan, kProjection)->bytes;
        QVERIFY2(shared >= rest - rest / 50, qPrintable(QString::number(shared)));
    }

    void anyRangeOfAnyStackIsReadCorrectly()
    {
        std::mt19937 random(7);
        const auto below = [&](std::uint64_t end) { return random() % end; };
        for (int round = 0; round < 24; ++round) {
            PerLayer one {.layers = static_cast<std::uint32_t>(1 + below(5)),
                          .part = 1 + below(below(6) == 0 ? 40'000 : 40),
                          .vocabulary = 1 + below(60)};
            PerLayer other = one;
            other.layers = static_cast<std::uint32_t>(1 + below(5));
            other.seed = 2;
            Blocks blocks;
            for (std::uint64_t count = 1 + below(9); count > 0; --count) {
                const auto source = SourceIndex::from(below(2));
                const auto layer = LayerIndex::from(below((source == 0 ? one : other).layers));
                blocks.push_back({source, layer, {}, false});
            }
            const MergePlan plan = planned(stackOf({written(one), written(other)}, blocks));
            const PlannedTensor* table = findTensor(plan, kTable);
            const std::string whole = expected({one, other}, blocks).first;
            QCOMPARE(table->bytes, std::uint64_t(whole.size()));
            TensorStream stream(plan, nullptr);
            for (int range = 0; range < 8; ++range) {
                const std::uint64_t begin = below(whole.size());
                const std::uint64_t end = begin + 1 + below(whole.size() - begin);
                std::string read;
                stream.streamPart(*table, begin, end, [&](std::span<const std::byte> bytes, std::uint64_t) {
                    read.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                });
                QVERIFY(read == whole.substr(begin, end - begin));
            }
        }
    }

    void gemma3nAsItShips()
    {
        TinyOptions options;
        options.configText = readText(std::filesystem::path(LAYERLOOM_SOURCE_DIR)
                                      / "tests/core/model/configs/gemma-3n-e4b.json");
        options.sparse = true;
        const std::string root = "model.language_model.";
        options.tensors = {{root + "embed_tokens.weight", "BF16", {262'400, 2048}},
                           {root + "embed_tokens_per_layer.weight", "BF16", {262'144, 8960}},
                           {root + "norm.weight", "BF16", {2048}},
                           {root + "per_layer_model_projection.weight", "BF16", {8960, 2048}}};
        for (int layer = 0; layer < 35; ++layer)
            options.tensors.push_back(
                {root + "layers." + std::to_string(layer) + ".input_layernorm.weight", "BF16", {2048}});
        const auto folder = writeTinyCheckpoint(m_folder / "gemma-3n", options);
        std::vector<std::uint32_t> layers;
        for (std::uint32_t layer = 0; layer < 45; ++layer)
            layers.push_back(layer < 20 ? layer : layer - 10);
        const Stack stack = stackOf({folder}, layersOfA(layers));
        const MergePlan plan = planned(stack);
        const PlannedTensor* table = findTensor(plan, root + "embed_tokens_per_layer.weight");
        QCOMPARE(table->shape, (std::vector<std::uint64_t> {262'144, 11520}));
        QCOMPARE(table->bytes, std::uint64_t(262'144) * 11520 * 2);
        QCOMPARE(table->pieces.size(), std::size_t(2));
        QCOMPARE(table->rows, std::uint64_t(262'144));
        const PlannedTensor* projection = findTensor(plan, root + "per_layer_model_projection.weight");
        QCOMPARE(projection->shape, (std::vector<std::uint64_t> {11520, 2048}));
        QCOMPARE(projection->rows, std::uint64_t(1));
        QCOMPARE(totals(stack).bytes, plan.payloadBytes);
        QCOMPARE(totals(stack).parameters, plan.parameters);
        const ConfigText config(plannedText(plan, "config.json"));
        QCOMPARE(config.integer("text_config.num_hidden_layers").value_or(0), 45);
        QCOMPARE(config.integer("text_config.num_kv_shared_layers").value_or(0), 15);
        QCOMPARE(config.array("text_config.layer_types")->size(), std::size_t(45));
        // Layers that use the keys and values of others stay behind them all.
        const auto cut = planMerge(stackOf({folder}, layersOfA({0, 1, 2, 33, 34, 3, 4})), {});
        QVERIFY2(messageOf(cut).find("num_kv_shared_layers") != std::string::npos, messageOf(cut).c_str());
    }

private:
    /// Merges in a process that is killed after some time; false when it was done before.
    static bool isKilledAfter(std::chrono::nanoseconds time, const MergePlan& plan,
                              const std::filesystem::path& out)
    {
        const pid_t child = fork();
        if (child == 0) {
            JobContext job;
            _exit(runMerge(plan, {}, out, job) ? 0 : 1);
        }
        std::this_thread::sleep_for(time);
        int status = 0;
        if (child < 0 || ::kill(child, SIGKILL) != 0 || waitpid(child, &status, 0) != child)
            qFatal("no process to kill");
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
            qFatal("the merge of another process failed");
        return WIFSIGNALED(status);
    }

    /// Totals, plan and the written files say the same.
    static void compareFigures(const Stack& stack, const MergePlan& plan, const std::filesystem::path& out)
    {
        const Totals figures = totals(stack);
        QCOMPARE(figures.bytes, plan.payloadBytes);
        QCOMPARE(figures.parameters, plan.parameters);
        const auto model = openModel(out);
        QVERIFY2(model, messageOf(model).c_str());
        QCOMPARE((*model)->table.bytes, plan.payloadBytes);
        QCOMPARE((*model)->table.parameters, plan.parameters);
        std::map<std::string, std::uint64_t> byDtype;
        for (const TensorInfo& tensor : (*model)->checkpoint->tensors())
            byDtype[tensor.dtype] += tensor.bytes;
        QVERIFY(byDtype == figures.bytesByDtype);
        // What was written can be taken apart again.
        Stack again = stackOf({out}, layersOfA({0, 0}));
        QVERIFY(!hasErrors(problems(again)));
    }
};

QTEST_APPLESS_MAIN(DepthTensorsTest)
#include "depth_tensors_test.moc"
