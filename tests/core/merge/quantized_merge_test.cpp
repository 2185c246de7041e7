#include "core/base/error.h"
#include "core/merge/plan/plan_fingerprint.h"
#include "core/merge/plan/quantized_modules.h"
#include "core/merge/write/prepare_merge.h"
#include "core/run/format_sizes.h"
#include "tests/core/merge/merge_fixture.h"

#include <QObject>
#include <QtTest/QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

using namespace layerloom::core;
using namespace layerloom::tests;

namespace {

constexpr auto kQuery = "model.layers.1.self_attn.q_proj.weight";

OutputSettings quantizedBy(QuantizationType type, bool doubleQuant = false,
                           std::vector<std::string> skipped = {})
{
    OutputSettings settings;
    settings.quantize = Quantization {type, doubleQuant, std::move(skipped)};
    return settings;
}

std::string textOfFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> filesOfFolder(const std::filesystem::path& folder)
{
    std::map<std::string, std::string> files;
    for (const std::string& name : entriesOf(folder))
        files[name] = textOfFile(folder / name);
    return files;
}

} // namespace

class QuantizedMergeTest : public QObject, private TestFolders {
    Q_OBJECT

private:
    std::filesystem::path model(TinyOptions options = {})
    {
        options.hidden = 64;
        options.intermediate = 96;
        options.tokenizer = true;
        return written(options);
    }

    static nlohmann::json sectionOf(const std::filesystem::path& folder)
    {
        return nlohmann::json::parse(textOfFile(folder / "config.json")).at("quantization_config");
    }

    std::string problemOf(const std::filesystem::path& folder, const OutputSettings& settings)
    {
        const Stack stack = stackOf({folder}, layersOfA({0, 1}));
        const std::vector<Problem> problems = mergeProblems(stack, settings);
        const auto found = std::find_if(problems.begin(), problems.end(), [](const Problem& each) {
            return each.id == ProblemId::NotQuantizable;
        });
        const auto plan = planMerge(stack, settings);
        if (found == problems.end())
            return plan ? "none" : "planned: " + plan.error().message();
        return !plan && plan.error().message() == found->message ? found->message : "planned otherwise";
    }

private Q_SLOTS:
    void linearModulesAreStoredInTheFormat()
    {
        const auto folder = model({.attentionBias = true});
        const Stack stack = stackOf({folder}, layersOfA({0, 1, 1, 3}));
        const OutputSettings settings = quantizedBy(QuantizationType::FP4);
        const auto plan = planMerge(stack, settings);
        QVERIFY2(plan, messageOf(plan).c_str());
        QVERIFY(!plan->isEstimate && !plan->needsEngine);
        const auto out = fresh();
        JobContext job;
        const auto report = runMerge(*plan, settings, out, job);
        QVERIFY2(report, messageOf(report).c_str());
        const auto checkpoint = openModel(out).value()->checkpoint;
        QCOMPARE(checkpoint->find(kQuery)->dtype, std::string("U8"));
        QVERIFY(checkpoint->find(std::string(kQuery) + ".quant_state.bitsandbytes__fp4") != nullptr);
        for (const char* kept : {"model.embed_tokens.weight", "lm_head.weight", "model.norm.weight",
                                 "model.layers.1.input_layernorm.weight"})
            QCOMPARE(tensorBytes(out, kept), tensorBytes(folder, kept));
        QCOMPARE(tensorBytes(out, "model.layers.2.self_attn.q_proj.bias"),
                 tensorBytes(folder, "model.layers.1.self_attn.q_proj.bias"));
        QCOMPARE(plan->quantizedModules, std::uint64_t(28));
        QVERIFY(verifyMerge(*plan, settings, out, job));
    }

    void parametersAreThoseOfTheWeights()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1, 2}));
        const auto plain = planMerge(stack, {});
        for (const QuantizationType type : kQuantizationTypes) {
            const auto plan = planMerge(stack, quantizedBy(type));
            QVERIFY2(plan, messageOf(plan).c_str());
            QCOMPARE(plan->parameters, plain->parameters);
            QVERIFY(plan->payloadBytes < plain->payloadBytes);
            // Scales, maps and JSON weigh more in small modules.
            const double least = type == QuantizationType::Int8 ? 8 : 4.5;
            QVERIFY(bitsPerWeight(*plan) > least && bitsPerWeight(*plan) < least + 1.5);
        }
    }

    void aPlanWithDoubleQuantizationIsAnEstimateUntilTheValuesAreRead()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1, 2, 3}));
        const OutputSettings settings = quantizedBy(QuantizationType::NF4, true);
        const auto estimate = planMerge(stack, settings);
        QVERIFY2(estimate, messageOf(estimate).c_str());
        QVERIFY(estimate->isEstimate);
        JobContext job;
        const auto plan = prepareMerge(*estimate, stack, settings, job);
        QVERIFY2(plan, messageOf(plan).c_str());
        QVERIFY(!plan->isEstimate);
        QVERIFY(plan->bytesWritten < estimate->bytesWritten);
        QVERIFY(plan->payloadBytes < estimate->payloadBytes);
        // What an estimate promised can be finished by the plan.
        QCOMPARE(fingerprintOf(*plan), fingerprintOf(*estimate));
        QVERIFY(fingerprintOf(*plan)
                != fingerprintOf(planMerge(stack, quantizedBy(QuantizationType::NF4)).value()));
        const auto out = fresh();
        QVERIFY(runMerge(*plan, settings, out, job));
        std::uint64_t bytes = 0;
        for (const auto& [name, content] : filesOfFolder(out))
            bytes += content.size();
        QCOMPARE(bytes, plan->bytesWritten);
        QVERIFY(textOfFile(out / "README.md").find("NF4 with double quantization (bitsandbytes)")
                != std::string::npos);
    }

    void aPreparedMergeStopsWhenAsked()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1, 2, 3}));
        const OutputSettings settings = quantizedBy(QuantizationType::NF4, true);
        std::stop_source stop;
        JobContext job(stop.get_token(), [&](const Progress&) { stop.request_stop(); });
        const auto plan = prepareMerge(planMerge(stack, settings).value(), stack, settings, job);
        QVERIFY(!plan);
        QCOMPARE(plan.error().code(), ErrorCode::Cancelled);
    }

    void partsMakeTheSameBytesAsOneProcess_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<bool>("doubleQuant");
        QTest::newRow("nf4, double") << static_cast<int>(QuantizationType::NF4) << true;
        QTest::newRow("int8") << static_cast<int>(QuantizationType::Int8) << false;
    }
    void partsMakeTheSameBytesAsOneProcess()
    {
        QFETCH(int, type);
        QFETCH(bool, doubleQuant);
        const Stack stack = stackOf({model()}, layersOfA({0, 1, 2, 3}));
        OutputSettings settings = quantizedBy(static_cast<QuantizationType>(type), doubleQuant);
        settings.shardBytes = 30'000;
        JobContext job;
        const auto whole = fresh();
        const auto parts = fresh();
        const MergePlan plan = prepareMerge(planMerge(stack, settings).value(), stack, settings, job).value();
        QVERIFY(plan.shards.size() > 3);
        QVERIFY(runMerge(plan, settings, whole, job));
        for (const std::uint32_t part : {2U, 1U}) {
            // Each process plans for itself.
            const MergePlan own =
                prepareMerge(planMerge(stack, settings).value(), stack, settings, job).value();
            QVERIFY(mergePart(own, settings, parts, {part, 2}, job));
        }
        const auto finished = finishMerge(plan, settings, parts, job);
        QVERIFY2(finished, messageOf(finished).c_str());
        QVERIFY(filesOfFolder(parts) == filesOfFolder(whole));
    }

    void sizesAreThoseOfTheFiles()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1, 2}));
        JobContext job;
        const auto sizes = formatSizes(stack, {}, job);
        QVERIFY2(sizes, messageOf(sizes).c_str());
        std::vector<std::string> names;
        for (const FormatSize& size : *sizes) {
            names.push_back(size.name);
            OutputSettings settings;
            settings.quantize = size.quantize;
            const auto out = fresh();
            const MergePlan plan =
                prepareMerge(planMerge(stack, settings).value(), stack, settings, job).value();
            QVERIFY(runMerge(plan, settings, out, job));
            QCOMPARE(std::uint64_t(std::filesystem::file_size(out / "model.safetensors")), size.bytes);
        }
        QVERIFY(
            (names == std::vector<std::string> {"keep", "int8", "nf4", "nf4-double", "fp4", "fp4-double"}));
        const auto unknown = formatSizes(stackOf({written({.family = "warp"})}, layersOfA({0})), {}, job);
        QVERIFY(unknown && unknown->size() == 1 && unknown->front().name == "keep");
    }

    void aFlippedByteIsFound()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1}));
        const OutputSettings settings = quantizedBy(QuantizationType::Int8);
        const MergePlan plan = planMerge(stack, settings).value();
        const auto out = fresh();
        JobContext job;
        QVERIFY(runMerge(plan, settings, out, job));
        const PlannedTensor& tensor = *findTensor(plan, "model.layers.1.mlp.up_proj.SCB");
        std::fstream file(out / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(tensor.offset));
        const int before = file.get();
        file.seekp(static_cast<std::streamoff>(tensor.offset));
        file.put(static_cast<char>(before ^ 1));
        file.close();
        const auto verified = verifyMerge(plan, settings, out, job);
        QVERIFY(!verified);
        QVERIFY2(verified.error().message().find(tensor.name) != std::string::npos,
                 messageOf(verified).c_str());
    }

    void theConfigSaysHowToRead()
    {
        const Stack stack = stackOf({model({.tied = true})}, layersOfA({0, 1}));
        OutputSettings settings = quantizedBy(QuantizationType::NF4, true, {"o_proj"});
        JobContext job;
        const auto out = fresh();
        const MergePlan plan = prepareMerge(planMerge(stack, settings).value(), stack, settings, job).value();
        QVERIFY(runMerge(plan, settings, out, job));
        const nlohmann::json expected {{"_load_in_4bit", true},
                                       {"_load_in_8bit", false},
                                       {"bnb_4bit_compute_dtype", "bfloat16"},
                                       {"bnb_4bit_quant_storage", "uint8"},
                                       {"bnb_4bit_quant_type", "nf4"},
                                       {"bnb_4bit_use_double_quant", true},
                                       {"llm_int8_enable_fp32_cpu_offload", false},
                                       {"llm_int8_has_fp16_weight", false},
                                       {"llm_int8_skip_modules", {"lm_head", "o_proj"}},
                                       {"llm_int8_threshold", 6.0},
                                       {"load_in_4bit", true},
                                       {"load_in_8bit", false},
                                       {"quant_method", "bitsandbytes"}};
        QVERIFY2(sectionOf(out) == expected, sectionOf(out).dump().c_str());
        QCOMPARE(openModel(out).value()->facts.quantization.value_or(""), std::string("bitsandbytes"));
        QCOMPARE(openModel(out).value()->checkpoint->find("model.layers.0.self_attn.o_proj.weight")->dtype,
                 std::string("BF16"));
    }

    void whatCannotBeQuantizedIsSaid_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<QString>("says");
        QTest::newRow("quantized already") << 0 << "is quantized already (gptq)";
        QTest::newRow("unknown family") << 1 << "family warp are linear";
        QTest::newRow("unknown weight") << 2 << "mlp.odd_proj.weight";
        QTest::newRow("no floats") << 3 << "is I32, and cannot be written as NF4";
        QTest::newRow("a wrong name") << 4 << "No linear module of this stack is called up_prj";
        QTest::newRow("a mark") << 5 << "is no name of a module to skip";
        QTest::newRow("no language model") << 6 << "LlamaForSequenceClassification is none";
    }
    void whatCannotBeQuantizedIsSaid()
    {
        QFETCH(int, row);
        QFETCH(QString, says);
        const std::string odd = "model.layers.1.mlp.";
        const std::vector<TinyOptions> models {
            {.extraConfig = R"("quantization_config": {"quant_method": "gptq", "bits": 4})"},
            {.family = "warp"},
            {.extraTensors = {{odd + "odd_proj.weight", "BF16", {8, 8}},
                              {"model.layers.0.mlp.odd_proj.weight", "BF16", {8, 8}}}},
            {.dtype = "I32"},
            {},
            {},
            {.architecture = "LlamaForSequenceClassification"}};
        const std::vector<std::vector<std::string>> skipped {{},         {},        {},         {},
                                                             {"up_prj"}, {"up_.*"}, {"up_proj"}};
        const auto index = static_cast<std::size_t>(row);
        const std::string problem =
            problemOf(written(models[index]), quantizedBy(QuantizationType::NF4, false, skipped[index]));
        QVERIFY2(QString::fromStdString(problem).contains(says), problem.c_str());
    }

    void skippedNamesEndAtADot()
    {
        const Stack stack = stackOf({model()}, layersOfA({0, 1}));
        const QuantizedModules modules(stack, {QuantizationType::NF4, false, {"model.layers.1"}});
        QVERIFY(modules.isQuantized("model.layers.0.mlp.up_proj.weight"));
        QVERIFY(modules.isQuantized("model.layers.10.mlp.up_proj.weight"));
        QVERIFY(!modules.isQuantized("model.layers.1.mlp.up_proj.weight"));
        QVERIFY(!modules.isQuantized("model.layers.0.mlp.up_proj.bias"));
        QVERIFY(!modules.isQuantized("lm_head.weight"));
        QVERIFY(!modules.isQuantized("model.layers.0.input_layernorm.weight"));
    }
};

QTEST_APPLESS_MAIN(QuantizedMergeTest)
#include "quantized_merge_test.moc"
