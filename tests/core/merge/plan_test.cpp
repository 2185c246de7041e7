#include "core/stack/totals.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::core;
using namespace layerloom::tests;

class Plan : public QObject {
    Q_OBJECT

private:
    TemporaryFolder m_folder;

    std::filesystem::path written(const std::string& name, const TinyOptions& options = {}) const
    {
        return writeTinyCheckpoint(m_folder / name, options);
    }

private Q_SLOTS:
    void sizesAreReadAsPeopleWriteThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qulonglong>("bytes");
        QTest::newRow("GB") << "5GB" << 5'000'000'000ULL;
        QTest::newRow("fraction") << " 4.5 GB " << 4'500'000'000ULL;
        QTest::newRow("MB") << "500MB" << 500'000'000ULL;
        QTest::newRow("GiB") << "2GiB" << 2'147'483'648ULL;
        QTest::newRow("mergekit's") << "5B" << 5'000'000'000ULL;
        QTest::newRow("bytes") << "5000000000" << 5'000'000'000ULL;
        QTest::newRow("one file") << "one file" << 0ULL;
    }
    void sizesAreReadAsPeopleWriteThem()
    {
        QFETCH(QString, text);
        const auto bytes = parseByteSize(text.toStdString());
        QTEST(bytes ? qulonglong(*bytes) : qulonglong(-1), "bytes");
    }
    void invalidSizesAreRejected()
    {
        for (const char* text : {"", "GB", "-1GB", "5 parsecs", "0", "1e30GB", "nan", "5GB5", "0x10"})
            QVERIFY2(!parseByteSize(text), text);
    }

    void layersAreRenumberedBetweenEmbeddingsAndHead()
    {
        const auto plan = planMerge(stackOf({written("order")}, layersOfA({3, 0, 3})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto names = tensorNames(*plan);
        QCOMPARE(names.front(), std::string("model.embed_tokens.weight"));
        QCOMPARE(names[names.size() - 2], std::string("model.norm.weight"));
        QCOMPARE(names.back(), std::string("lm_head.weight"));
        QCOMPARE(names[1], std::string("model.layers.0.input_layernorm.weight"));
        QCOMPARE(names.size(), std::size_t(3 + 3 * 9));
        const PlannedTensor* third = findTensor(*plan, "model.layers.2.mlp.up_proj.weight");
        QVERIFY(third != nullptr);
        QCOMPARE(plan->models[third->model]->tensor(third->tensor).name,
                 std::string("model.layers.3.mlp.up_proj.weight"));
        QVERIFY(!plan->needsEngine);
    }

    void layersFollowInNumericOrder()
    {
        const auto plan = planMerge(
            stackOf({written("twelve", {.layers = 12})}, layersOfA({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})),
            {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const auto names = tensorNames(*plan);
        const auto at = [&](const char* name) {
            return std::find(names.begin(), names.end(), name) - names.begin();
        };
        QVERIFY(at("model.layers.2.input_layernorm.weight") < at("model.layers.10.input_layernorm.weight"));
    }

    void figuresEqualThoseOfTheStack_data()
    {
        QTest::addColumn<bool>("tied");
        QTest::newRow("untied") << false;
        QTest::newRow("tied") << true;
    }
    void figuresEqualThoseOfTheStack()
    {
        QFETCH(bool, tied);
        const Stack stack = stackOf({written(tied ? "tiedFigures" : "figures", {.tied = tied})},
                                    layersOfA({0, 1, 2, 1, 2, 3}));
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plan->parameters, totals(stack).parameters);
        QCOMPARE(plan->payloadBytes, totals(stack).bytes);
        std::uint64_t written = 0;
        for (const PlannedShard& shard : plan->shards)
            written += shard.fileBytes;
        for (const PlannedFile& file : plan->files)
            written += file.bytes;
        QCOMPARE(plan->bytesWritten, written);
        QCOMPARE(findTensor(*plan, "lm_head.weight") != nullptr, !tied);
    }

    void aStoredHeadOfATiedModelIsWrittenOnlyIfItDiffers()
    {
        const TinyTensor copy {"lm_head.weight", "BF16", {32, 8}, "model.embed_tokens.weight"};
        const TinyTensor other {"lm_head.weight", "BF16", {32, 8}};
        for (const bool isCopy : {true, false}) {
            const Stack stack = stackOf({written(isCopy ? "copiedHead" : "otherHead",
                                                 {.tied = true, .extraTensors = {isCopy ? copy : other}})},
                                        layersOfA({0, 1}));
            const auto plan = planMerge(stack, {});
            QVERIFY2(plan, messageOf(plan).c_str());
            QCOMPARE(findTensor(*plan, "lm_head.weight") == nullptr, isCopy);
            QCOMPARE(plan->parameters, totals(stack).parameters);
        }
    }

    void embeddingsOfATiedModelBecomeTheHeadOfAnUntiedOne()
    {
        Stack stack = stackOf({written("untiedA"), written("tiedB", {.tied = true, .seed = 2})},
                              layersOfA({0, 1, 2, 3}));
        stack.setup.parts[static_cast<std::size_t>(Part::Head)] = SourceIndex(1);
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        const PlannedTensor* head = findTensor(*plan, "lm_head.weight");
        QVERIFY(head != nullptr);
        QCOMPARE(plan->models[head->model]->tensor(head->tensor).name,
                 std::string("model.embed_tokens.weight"));
        QCOMPARE(plan->models[head->model].get(), stack.setup.sources[1].model.get());
        QCOMPARE(plan->payloadBytes, totals(stack).bytes);
    }

    void tensorsOutsideLayersAreCopied()
    {
        const Stack stack =
            stackOf({written("rest", {.extraTensors = {{"model.extra.scale", "F32", {3}}}})}, layersOfA({1}));
        const auto plan = planMerge(stack, {});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(tensorNames(*plan).back(), std::string("model.extra.scale"));
    }

    void shardsAreFilledUpToTheirSize()
    {
        // Embeddings and head have 512 bytes, a layer 1,072, the norm 16.
        const auto plan =
            planMerge(stackOf({written("shards")}, layersOfA({0, 1, 2, 3})), {.shardBytes = 1200});
        QVERIFY2(plan, messageOf(plan).c_str());
        QVERIFY(plan->shards.size() > 3);
        for (std::size_t i = 0; i < plan->shards.size(); ++i) {
            const PlannedShard& shard = plan->shards[i];
            QVERIFY(shard.fileBytes - shard.header.size() <= 1200);
            QCOMPARE(shard.tensors.front().offset, std::uint64_t(shard.header.size()));
            const QString name = QStringLiteral("model-%1-of-%2.safetensors")
                                     .arg(i + 1, 5, 10, QLatin1Char('0'))
                                     .arg(plan->shards.size(), 5, 10, QLatin1Char('0'));
            QCOMPARE(QString::fromStdString(shard.fileName), name);
        }
        const std::string index = plannedText(*plan, "model.safetensors.index.json");
        QVERIFY(index.find("\"total_size\": " + std::to_string(plan->payloadBytes)) != std::string::npos);
        QVERIFY(index.find("\"lm_head.weight\": \"" + plan->shards.back().fileName + "\"")
                != std::string::npos);
    }

    void aTensorLargerThanAShardHasItsOwnFile()
    {
        const auto plan = planMerge(stackOf({written("alone")}, layersOfA({0})), {.shardBytes = 100});
        QVERIFY2(plan, messageOf(plan).c_str());
        for (const PlannedShard& shard : plan->shards)
            QVERIFY(shard.tensors.size() == 1 || shard.fileBytes - shard.header.size() <= 100);
        QCOMPARE(plan->shards.front().tensors.size(), std::size_t(1));
    }

    void oneFileNeedsNoIndex()
    {
        for (const std::uint64_t bytes : {std::uint64_t(0), std::uint64_t(5'000'000'000)}) {
            const auto plan = planMerge(stackOf({written("one")}, layersOfA({0})), {.shardBytes = bytes});
            QVERIFY2(plan, messageOf(plan).c_str());
            QCOMPARE(plan->shards.size(), std::size_t(1));
            QCOMPARE(plan->shards.front().fileName, std::string("model.safetensors"));
            QVERIFY(!hasFile(*plan, "model.safetensors.index.json"));
        }
    }

    void filesOfDiffusersKeepTheirStem()
    {
        const auto folder = written("diffusers");
        std::filesystem::rename(folder / "model.safetensors",
                                folder / "diffusion_pytorch_model.fp16.safetensors");
        const Stack stack = stackOf({folder}, layersOfA({0, 1, 2, 3}));
        QCOMPARE(planMerge(stack, {})->shards.front().fileName,
                 std::string("diffusion_pytorch_model.safetensors"));
        OutputSettings settings;
        settings.shardBytes = 2000;
        const auto plan = planMerge(stack, settings);
        QVERIFY(plan->shards.size() > 1);
        QVERIFY(plan->shards.front().fileName.starts_with("diffusion_pytorch_model-00001-of-"));
        QVERIFY(hasFile(*plan, "diffusion_pytorch_model.safetensors.index.json"));
        QVERIFY(!hasFile(*plan, "model.safetensors.index.json"));
    }

    void alwaysShardedNamesASingleFileAsAShard()
    {
        const auto plan = planMerge(stackOf({written("sharded")}, layersOfA({0})), {.alwaysSharded = true});
        QVERIFY2(plan, messageOf(plan).c_str());
        QCOMPARE(plan->shards.size(), std::size_t(1));
        QCOMPARE(plan->shards.front().fileName, std::string("model-00001-of-00001.safetensors"));
        const std::string index = plannedText(*plan, "model.safetensors.index.json");
        QVERIFY(index.find(R"("lm_head.weight": "model-00001-of-00001.safetensors")") != std::string::npos);
    }

    void everyTensorIsAligned()
    {
        const auto folder = written("mixed",
                                    {.extraTensors = {{"model.layers.0.a_flag", "U8", {3}},
                                                      {"model.layers.1.a_flag", "U8", {3}},
                                                      {"model.layers.2.a_flag", "U8", {3}},
                                                      {"model.layers.3.a_flag", "U8", {3}}}});
        const auto plan = planMerge(stackOf({folder}, layersOfA({0, 1})), {});
        QVERIFY2(plan, messageOf(plan).c_str());
        for (const PlannedTensor& tensor : plan->shards.front().tensors)
            QCOMPARE(tensor.offset % (*bitsPerElement(tensor.dtype) / 8), std::uint64_t(0));
        QCOMPARE(tensorNames(*plan).back(), std::string("model.layers.1.a_flag"));
    }

    void onlyFloatTensorsAreConverted()
    {
        const auto folder = written("convert", {.extraTensors = {{"model.mask", "U8", {4}}}});
        const Stack stack = stackOf({folder}, layersOfA({0}));
        const auto plan = planMerge(stack, {.dtype = FloatType::F32});
        QVERIFY2(plan, messageOf(plan).c_str());
        QVERIFY(plan->needsEngine);
        const PlannedTensor* norm = findTensor(*plan, "model.norm.weight");
        QVERIFY(norm->transforms == Transforms {ConvertTo {FloatType::F32}});
        QCOMPARE(norm->dtype, std::string("F32"));
        QCOMPARE(norm->bytes, std::uint64_t(8 * 4));
        QVERIFY(findTensor(*plan, "model.mask")->isCopy());
        QCOMPARE(plan->parameters, totals(stack).parameters);
        const auto same = planMerge(stack, {.dtype = FloatType::BF16});
        QVERIFY2(same, messageOf(same).c_str());
        QVERIFY(!same->needsEngine);
    }

    void theFirstErrorOfTheStackStopsThePlan()
    {
        const Stack stack = stackOf({written("deep")}, layersOfA({0, 99}));
        const auto plan = planMerge(stack, {});
        QVERIFY(!plan);
        QVERIFY2(plan.error().message().find("99") != std::string::npos, plan.error().message().c_str());
    }
};

QTEST_APPLESS_MAIN(Plan)
#include "plan_test.moc"
