#include "tests/app/cli/cli_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QJsonArray>
#include <QObject>
#include <QtTest/QTest>

#include <algorithm>

using namespace layerloom::tests;

namespace {

bool hasLeftovers(const std::filesystem::path& folder)
{
    return std::ranges::any_of(std::filesystem::directory_iterator(folder), [](const auto& entry) {
        return entry.path().string().find(".partial") != std::string::npos;
    });
}

} // namespace

class CliMergeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        TinyOptions options;
        options.layers = 8;
        options.tokenizer = true;
        writeTinyCheckpoint(m_folder / "a", options);
        options.hidden = 16;
        writeTinyCheckpoint(m_folder / "wide", options);
        QCOMPARE(runCli({"sample", at("sample")}).code, 0);
    }

    void quantizesAndSaysSo()
    {
        const QStringList nf4 {"--quantize", "nf4"};
        const CliRun run =
            runCli(QStringList {"merge", at("sample/dus.loom"), "--output", at("nf4"), "--json"} + nf4);
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const QJsonObject said = run.json()["quantization"].toObject();
        QCOMPARE(said["format"].toString(), QStringLiteral("nf4"));
        QVERIFY(said["double_quant"].toBool() && said["exact"].toBool());
        QCOMPARE(said["modules"].toInt(), 48 * 7);
        QVERIFY(said["bits_per_weight"].toDouble() > 4.127 && said["bits_per_weight"].toDouble() < 6);
        QCOMPARE(said["weights"].toDouble() * said["bits_per_weight"].toDouble() / 8,
                 said["bytes"].toDouble());
        const CliRun check = runCli(QStringList {"check", at("sample/dus.loom"), "--json"} + nf4);
        QVERIFY2(check.code == 0, qPrintable(check.text()));
        QCOMPARE(check.json()["parameters"].toInt(), 2'283'584);
        // Before the weights are read the lengths of 336 numbers are only known to be at most 22.
        const int more = check.json()["bytes"].toInt() - run.json()["bytes"].toInt();
        QVERIFY2(more >= 0 && more <= 336 * 22, qPrintable(QString::number(more)));
        const CliRun again =
            runCli({"merge", "A", "--model", at("nf4"), "--output", at("twice"), "--quantize", "int8"});
        QCOMPARE(again.code, 1);
        QVERIFY2(again.err.contains("error P42: nf4 is quantized already (bitsandbytes)"),
                 qPrintable(again.text()));
    }

    void wrongOptionsOfQuantizationAreRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("says");
        QTest::newRow("format") << QStringList {"--quantize", "nf5"}
                                << "--quantize \"nf5\" is none of nf4, fp4, int8";
        QTest::newRow("double") << QStringList {"--quantize", "nf4", "--double-quant", "yes"}
                                << "--double-quant \"yes\" is neither on nor off";
        QTest::newRow("double int8") << QStringList {"--quantize", "int8", "--double-quant", "on"}
                                     << "int8 has no scales";
        QTest::newRow("nothing to double")
            << QStringList {"--double-quant", "on"} << "--double-quant needs --quantize";
        QTest::newRow("nothing to skip")
            << QStringList {"--skip-modules", "o_proj"} << "--skip-modules needs --quantize";
    }
    void wrongOptionsOfQuantizationAreRefused()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, says);
        for (const char* verb : {"merge", "check", "evaluate"}) {
            const QStringList output =
                std::string_view(verb) == "merge" ? QStringList {"--output", at("none")} : QStringList();
            const CliRun run = runCli(QStringList {verb, at("sample/dus.loom")} + output + options);
            QVERIFY2(run.code == 2 && run.saysOneSentence() && run.err.contains(says),
                     qPrintable(run.text()));
        }
        QVERIFY(!std::filesystem::exists(m_folder / "none"));
    }

    void mergesTheSampleAndSaysSo()
    {
        const CliRun run = runCli({"merge", at("sample/dus.loom"), "--output", at("dus"), "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const QJsonObject json = run.json();
        QCOMPARE(json.keys(),
                 QStringList({"bytes", "dequantized", "kept_f32", "not_copied", "output", "seconds", "shards",
                              "shared", "verification", "verified"}));
        QCOMPARE(json["output"].toString(), at("dus"));
        QCOMPARE(json["shards"].toInt(), 1);
        QCOMPARE(json["bytes"].toInt(), 4'567'168);
        QVERIFY(json["verified"].toBool());
        QCOMPARE(json["verification"].toString(), QStringLiteral("full"));
        QVERIFY(run.err.contains("Merging:") && run.err.contains("100 %"));
        QVERIFY(!run.err.contains('\r'));

        const QJsonObject inspected = runCli({"inspect", at("dus"), "--json"}).json();
        QCOMPARE(inspected["layers"].toInt(), 48);
        QCOMPARE(inspected["parameters"].toInt(), 2'283'584);
        for (const auto* name : {"README.md", "config.json", "generation_config.json", "mergekit_config.yml",
                                 "recipe.loom", "tokenizer.json", "tokenizer_config.json"})
            QVERIFY2(std::filesystem::exists(m_folder / "dus" / name), name);
        QCOMPARE(json["not_copied"].toArray(), QJsonArray());
        QVERIFY(!hasLeftovers(m_folder.path()));
        for (const auto* again : {"dus", "dus/recipe.loom", "dus/README.md"}) {
            const CliRun read =
                runCli({"check", at(again), "--model", "loomling-32=" + at("sample/loomling-32"), "--json"});
            QVERIFY2(read.json()["expression"].toString() == "A[0:24] A[8:32]", qPrintable(read.text()));
        }
    }

    void aMergedFolderKnowsItsSources()
    {
        const CliRun run = runCli(
            {"merge", "A[0:8] A[4:8]", "--model", "acme/a=" + at("a"), "--output", at("named"), "--quiet"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const CliRun again = runCli({"check", at("named"), "--json"});
        QVERIFY2(again.code == 0, qPrintable(again.text()));
        QCOMPARE(again.json()["expression"].toString(), "A[0:8] A[4:8]");
        QCOMPARE(again.json()["sources"].toArray()[0].toObject()["path"].toString(), at("a"));
    }

    void optionsOfTheMerge()
    {
        const CliRun run = runCli({"merge", "A[0:8] A[4:8]", "--model", at("a"), "--output", at("small"),
                                   "--shard-size", "8kB", "--verify", "off", "--json", "--quiet"});
        QVERIFY2(run.code == 0 && run.err.isEmpty(), qPrintable(run.text()));
        QVERIFY(run.json()["shards"].toInt() > 1);
        QVERIFY(run.json()["verified"].isNull());
        QVERIFY(std::filesystem::exists(m_folder / "small" / "model.safetensors.index.json"));
        const CliRun one = runCli({"merge", "A[0:8]", "--model", at("a"), "--output", at("shard-of-one"),
                                   "--always-sharded", "--quiet", "--json"});
        QVERIFY2(one.code == 0 && one.json()["shards"].toInt() == 1, qPrintable(one.text()));
        for (const auto* name : {"model-00001-of-00001.safetensors", "model.safetensors.index.json"})
            QVERIFY2(std::filesystem::exists(m_folder / "shard-of-one" / name), name);
        QCOMPARE(runCli({"inspect", at("shard-of-one"), "--json"}).json()["layers"].toInt(), 8);
        const CliRun quiet =
            runCli({"merge", "A[0:8]", "--model", at("a"), "--output", at("quiet"), "--quiet"});
        QVERIFY2(quiet.code == 0 && quiet.out.isEmpty() && quiet.err.isEmpty(), qPrintable(quiet.text()));
        const CliRun quick =
            runCli({"merge", "A[0:8]", "--model", at("a"), "--output", at("quick"), "--verify", "quick"});
        QVERIFY2(quick.out.contains("names and shapes verified against the sources, values not"),
                 qPrintable(quick.text()));
    }

    void aDryRunWritesNothing()
    {
        const CliRun run =
            runCli({"merge", at("sample/dus.loom"), "--output", at("dry"), "--dry-run", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QCOMPARE(run.json()["bytes"].toInt(), 4'567'168);
        QVERIFY(run.json()["verified"].isNull());
        QVERIFY(!std::filesystem::exists(m_folder / "dry") && !hasLeftovers(m_folder.path()));
        const CliRun nowhere = runCli({"merge", at("sample/dus.loom"), "--dry-run"});
        QVERIFY2(nowhere.code == 0 && nowhere.out.startsWith("2,283,584 parameters"),
                 qPrintable(nowhere.text()));
    }

    void aDryRunCountsTensorsThatGrowWithTheDepth()
    {
        TinyOptions options;
        options.family = "gemma3n_text";
        options.architecture = "Gemma3nForCausalLM";
        options.tied = true;
        options.extraConfig = "\"hidden_size_per_layer_input\": 6";
        const std::uint64_t width = std::uint64_t(6) * options.layers;
        options.extraTensors = {{"model.embed_tokens_per_layer.weight", "BF16", {32, width}},
                                {"model.per_layer_model_projection.weight", "BF16", {width, options.hidden}}};
        writeTinyCheckpoint(m_folder / "per-layer", options);
        const QStringList merge {"merge",    "A[0:3] A[1:4]",   "--model", at("per-layer"),
                                 "--output", at("per-layer-6"), "--json"};
        const CliRun dry = runCli(merge + QStringList {"--dry-run"});
        QVERIFY2(dry.code == 0, qPrintable(dry.text()));
        const CliRun run = runCli(merge);
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QCOMPARE(dry.json()["bytes"], run.json()["bytes"]);
        QCOMPARE(runCli({"inspect", at("per-layer-6"), "--json"}).json()["bytes"], dry.json()["bytes"]);
        QVERIFY(dry.json()["bytes"].toInt() > 2 * 6 * 6 * static_cast<int>(32 + options.hidden));
    }

    void errorsStopBeforeAnythingIsWritten()
    {
        const CliRun run = runCli(
            {"merge", "A[0:4] B[4:8]", "--model", at("a"), "--model", at("wide"), "--output", at("never")});
        QVERIFY2(run.code == 1 && run.out.isEmpty(), qPrintable(run.text()));
        QVERIFY(run.err.contains("error P01"));
        QVERIFY(!std::filesystem::exists(m_folder / "never"));
    }

    void aDestinationWithFilesIsRefused()
    {
        std::filesystem::create_directories(m_folder / "full");
        writeText(m_folder / "full/precious.txt", "keep");
        const CliRun run = runCli({"merge", "A[0:8]", "--model", at("a"), "--output", at("full")});
        QVERIFY2(run.code == 1 && run.err.contains(at("full")), qPrintable(run.text()));
        QCOMPARE(readText(m_folder / "full/precious.txt"), std::string("keep"));
        const CliRun inside = runCli({"merge", "A[0:8]", "--model", at("a"), "--output", at("a/out")});
        QVERIFY2(inside.code == 1 && inside.err.contains("P18"), qPrintable(inside.text()));
    }

    void whatMayFollowTheLayersIsDecidedByOptions()
    {
        TinyOptions options;
        options.extraConfig = "\"layer_gains\": [1, 2, 3, 4]";
        writeTinyCheckpoint(m_folder / "gains", options);
        const QStringList merge {"merge", "A[0] A[3]", "--model", at("gains"), "--output"};
        const CliRun undecided = runCli(QStringList(merge) << at("undecided"));
        QVERIFY2(undecided.code == 1 && undecided.err.contains("error P37"), qPrintable(undecided.text()));
        const auto gainsOf = [&](const QString& option) {
            const CliRun run = runCli(QStringList(merge) << at("decided") << option << "layer_gains");
            const QByteArray config = QByteArray::fromStdString(readText(m_folder / "decided/config.json"));
            std::filesystem::remove_all(m_folder / "decided");
            const QJsonArray gains = QJsonDocument::fromJson(config).object()["layer_gains"].toArray();
            return run.code == 0 ? gains : QJsonArray();
        };
        QCOMPARE(gainsOf("--gather"), QJsonArray({1, 4}));
        QCOMPARE(gainsOf("--keep"), QJsonArray({1, 2, 3, 4}));
        const CliRun unknown = runCli(QStringList(merge) << at("unknown") << "--gather"
                                                         << "gains");
        QVERIFY2(unknown.code == 2 && unknown.saysOneSentence() && unknown.err.contains("layer_gains"),
                 qPrintable(unknown.text()));
    }

    void tensorsKeptInF32AreNamed()
    {
        TinyOptions options;
        for (const char* layer : {"0", "1", "2", "3"})
            options.extraTensors.push_back(
                {"model.layers." + std::string(layer) + ".mixer.A_log", "F32", {4}});
        writeTinyCheckpoint(m_folder / "wide_states", options);
        const QStringList merge {"merge",   "A[0:4] A[1:4]", "--model", at("wide_states"),
                                 "--dtype", "f16",           "--output"};
        const CliRun kept = runCli(QStringList(merge) << at("states_kept"));
        QVERIFY2(kept.code == 0 && kept.out.contains("kept in F32") && kept.out.contains("mixer.A_log"),
                 qPrintable(kept.text()));
        const CliRun all = runCli(QStringList(merge) << at("states_all") << "--dtype-all"
                                                     << "--json");
        QVERIFY2(all.code == 0 && all.json()["kept_f32"].toObject().isEmpty(), qPrintable(all.text()));
    }

    void quantizedWeightsAreDequantized()
    {
        TinyOptions plain;
        plain.hidden = 16;
        writeTinyCheckpoint(m_folder / "packed", asGptq(plain));
        TinyOptions odd = asGptq(plain);
        odd.extraConfig.replace(odd.extraConfig.find("\"bits\": 4"), 9, "\"bits\": 3");
        writeTinyCheckpoint(m_folder / "odd", odd);
        const auto merge = [&](const char* expression, const char* model, const char* output) {
            return QStringList {"merge",        expression, "--model", at(model),  "--model",  at("wide"),
                                "--dequantize", "--dtype",  "bf16",    "--output", at(output), "--json"};
        };
        const CliRun mixed = runCli(merge("A[0:3] B[3:4]", "packed", "numbers"));
        QVERIFY2(mixed.code == 0, qPrintable(mixed.text()));
        QCOMPARE(mixed.json()["dequantized"].toInt(), 3 * 7);
        const QJsonObject inspected = runCli({"inspect", at("numbers"), "--json"}).json();
        QCOMPARE(inspected["dtypes"].toObject().keys(), QStringList({"BF16"}));
        const CliRun refused = runCli(merge("A[0:3]", "odd", "x"));
        QVERIFY2(refused.code == 1 && refused.text().contains("P43"), qPrintable(refused.text()));
        const CliRun check = runCli({"check", "A[0:4]", "--model", at("packed"), "--dequantize", "--json"});
        QVERIFY2(check.code == 0 && check.json()["problems"].toArray().isEmpty(), qPrintable(check.text()));
        const CliRun nothing = runCli({"check", "A[0:2]", "--model", at("wide"), "--dequantize"});
        QVERIFY2(nothing.code == 0 && nothing.err.contains("changes nothing"), qPrintable(nothing.text()));
    }

    void aLostSourceIsExitCodeTwo()
    {
        writeText(m_folder / "lost.loom",
                  R"({"format":"layerloom/1","sources":[{"label":"gone","path":"/gone","layers":4}],)"
                  R"("stack":[{"source":"A","range":[0,4]}]})");
        const CliRun run = runCli({"merge", at("lost.loom"), "--output", at("lost")});
        QVERIFY2(run.code == 2 && run.saysOneSentence() && run.err.contains("gone"), qPrintable(run.text()));
    }

    void aDiskThatFailsIsExitCodeThree()
    {
        // Files may not grow past 1,000 kB: the disk refuses in the middle of the weights.
        const CliRun run = runLimited({"merge", at("sample/dus.loom"), "--output", at("limited"), "--quiet"});
        QVERIFY2(run.code == 3 && run.saysOneSentence(), qPrintable(run.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "limited") && !hasLeftovers(m_folder.path()));
        const CliRun sample = runCli({"sample", "/proc/sample"});
        QVERIFY2(sample.code == 3 && sample.saysOneSentence(), qPrintable(sample.text()));
    }

    void aDiskWithoutSpaceIsRefusedBeforeTheStart()
    {
        // 405 billion parameters 40 times: no disk has room for 32 TB.
        TinyOptions huge = llama3of405b();
        huge.shards = 1;
        writeTinyCheckpoint(m_folder / "huge", huge);
        const QStringList merge {"merge", "A[0:126]*40", "--model", at("huge"), "--output", at("hugest")};
        const CliRun run = runCli(merge);
        QVERIFY2(run.code == 1 && run.err.contains("error P17"), qPrintable(run.text()));
        const CliRun dry = runCli(merge + QStringList {"--dry-run"});
        QVERIFY2(dry.code == 0 && dry.err.contains("warning P17"), qPrintable(dry.text()));
        const CliRun view =
            runCli({"merge", "A[0:8]", "--model", at("a"), "--output", "/proc/out", "--dry-run"});
        QVERIFY2(view.code == 1 && view.err.contains("error P28"), qPrintable(view.text()));
    }

    void controlCLeavesNothingBehind()
    {
        writeTinyCheckpoint(m_folder / "large",
                            {.layers = 16, .hidden = 1024, .intermediate = 4096, .sparse = true});
        const CliRun run = interruptCli(
            {"merge", "A[0:16] A[0:16]", "--model", at("large"), "--output", at("cut")}, "Merging");
        QVERIFY2(run.code == 130, qPrintable(run.text()));
        QVERIFY2(run.err.contains("Cancelled"), qPrintable(run.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "cut") && !hasLeftovers(m_folder.path()));
    }

private:
    QString at(const char* name) const { return path(m_folder / name); }

    TemporaryFolder m_folder;
};

QTEST_GUILESS_MAIN(CliMergeTest)
#include "cli_merge_test.moc"
