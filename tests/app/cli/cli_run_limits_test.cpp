#include "tests/app/cli/running_test.h"
#include "tests/support/growing_checkpoint.h"

#include <QJsonArray>
#include <QtTest/QTest>

using namespace layerloom::tests;

/// What the verbs that run models do with little: memory, tokens, a cache that cannot be written, models that cannot run.
class CliRunLimitsTest : public RunningTest {
    Q_OBJECT

private Q_SLOTS:
    void whatCannotBeKeptIsToldAllTheSame()
    {
        const QByteArray cache = qgetenv("XDG_CACHE_HOME");
        writeText(m_folder / "no-folder", "a file");
        qputenv("XDG_CACHE_HOME", path(m_folder / "no-folder").toUtf8());
        const CliRun measured = runCli({"measure", m_model, "--tokens", "40", "--quiet", "--json"});
        const CliRun suggested = runCli(
            {"suggest", m_model, "--layers", "6", "--count", "2", "--tokens", "40", "--quiet", "--json"});
        qputenv("XDG_CACHE_HOME", cache);
        QVERIFY2(measured.code == 0 && measured.err.count("not cached") == 1, qPrintable(measured.text()));
        QCOMPARE(measured.json()["cached"].toBool(true), false);
        QCOMPARE(measured.json()["drop"].toArray().size(), 8);
        QVERIFY2(suggested.code == 0 && suggested.err.count("not cached") == 1, qPrintable(suggested.text()));
        QCOMPARE(suggested.json()["stacks"].toArray().size(), 2);
    }

    void aSinglePredictionHasNoError()
    {
        const QStringList command = {"evaluate", "A[0:7]", "--model", m_model, "--tokens", "2", "--quiet"};
        const CliRun text = runCli(command);
        QVERIFY2(text.code == 0 && text.out.startsWith("Loss ") && !text.out.contains("±"),
                 qPrintable(text.text()));
        const QJsonObject json = runCli(command + QStringList {"--json"}).json();
        QCOMPARE(json["predicted_tokens"].toInt(), 1);
        QVERIFY(json["standard_error"].isNull() && json["delta_standard_error"].isNull());
        QVERIFY(json["loss"].toDouble() > 0);
    }

    void whatIsNoNumberIsRefusedByName_data()
    {
        std::filesystem::copy(m_folder / "loomling-8", m_folder / "broken",
                              std::filesystem::copy_options::recursive);
        breakTensor(m_folder / "broken" / "model.safetensors", "model.layers.5.mlp.up_proj.weight");
        const QString broken = path(m_folder / "broken");
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("measure") << QStringList {"measure", broken, "--tokens", "40", "--quiet"};
        QTest::newRow("evaluate") << QStringList {"evaluate", "A[0:8]", "--model", broken,
                                                  "--tokens", "40",     "--quiet", "--json"};
        QTest::newRow("suggest") << QStringList {"suggest",  broken, "--layers", "6",
                                                 "--tokens", "40",   "--quiet",  "--json"};
        QTest::newRow("generate") << QStringList {"generate", "A[0:8]",   "--model",
                                                  broken,     "--prompt", "The loom"};
    }
    void whatIsNoNumberIsRefusedByName()
    {
        QFETCH(QStringList, arguments);
        const CliRun run = runCli(arguments);
        QVERIFY2(run.code != 0 && run.out.trimmed().isEmpty(), qPrintable(run.text()));
        QVERIFY2(run.saysOneSentence()
                     && run.err.contains("broken cannot be run: what it computes is no number; ")
                     && run.err.contains("model.layers.5.mlp.up_proj.weight of broken holds "),
                 qPrintable(run.err));
    }

    void stacksThatOverflowAreLeftOut()
    {
        // What does not stay in memory is run in the order of prediction, without sifting.
        const QStringList suggest = {
            "suggest", growing("growing", {1}, 1.5e38F), "--layers", "8", "--tokens", "40", "--quiet"};
        const QStringList unsifted = suggest + QStringList {"--memory", "0.00001"};
        const CliRun run = runCli(unsifted + QStringList {"--json"});
        QVERIFY2(run.code == 0 && run.err.isEmpty(), qPrintable(run.text()));
        const QJsonArray stacks = run.json()["stacks"].toArray();
        QCOMPARE(stacks.size(), 10);
        for (const auto& stack : stacks)
            QVERIFY(stack.toObject()["measured"].isDouble());
        const int leftOut = run.json()["left_out"].toInt();
        QVERIFY2(leftOut > 1, qPrintable(run.out));
        const CliRun text = runCli(unsifted);
        QVERIFY2(
            text.code == 0
                && text.out.endsWith(QString("\nSkipped: %1 stacks whose numbers overflow\n").arg(leftOut)),
            qPrintable(text.text()));
        const QJsonObject sifted = runCli(suggest + QStringList {"--json"}).json();
        QCOMPARE(sifted["left_out"].toInt(-1), 0); // they came last
        QCOMPARE(sifted["stacks"].toArray().size(), 10);
    }

    void whereEveryStackOverflowsThatIsSaid()
    {
        // Six layers hold what seven do not.
        const QString model = growing("all-growing", {0, 1, 2, 3}, 5e37F);
        const auto suggested = [&](const char* layers) {
            return runCli(
                {"suggest", model, "--layers", layers, "--count", "2", "--tokens", "40", "--quiet"});
        };
        const CliRun six = suggested("6");
        QVERIFY2(six.code == 0 && !six.out.contains("Skipped"), qPrintable(six.text()));
        const CliRun seven = suggested("7");
        QVERIFY2(seven.code == 2 && seven.out.isEmpty(), qPrintable(seven.text()));
        QVERIFY2(seven.saysOneSentence()
                     && seven.err.contains("No stack of 7 layers that was tried can be run"),
                 qPrintable(seven.err));
    }

    void memoryIsToldAndCanBeChosen_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QStringList model = {"--model", m_model};
        const QStringList tokens = {"--tokens", "600"};
        QTest::newRow("measure") << QStringList {"measure", m_model} + tokens;
        QTest::newRow("evaluate") << QStringList {"evaluate", "A[0:8]"} + model + tokens;
        QTest::newRow("suggest") << QStringList {"suggest", m_model, "--layers", "6", "--count", "1"}
                + tokens;
        QTest::newRow("generate") << QStringList {"generate", "A[0:8]",   "--prompt",
                                                  "The loom", "--tokens", "2"}
                + model;
    }
    void memoryIsToldAndCanBeChosen()
    {
        QFETCH(QStringList, arguments);
        const QJsonObject usual = runCli(arguments + QStringList {"--json"}).json();
        QVERIFY(usual["memory_budget"].toDouble() > 0);
        const QStringList memory = {"--memory", "0.25"};
        const CliRun chosen = runCli(arguments + memory + QStringList {"--json"});
        QVERIFY2(chosen.code == 0 && !chosen.err.contains("in memory"), qPrintable(chosen.text()));
        QCOMPARE(chosen.json()["memory_budget"].toInt(), 250'000'000);
        const CliRun text = runCli(arguments + memory);
        QVERIFY2(text.code == 0 && !text.out.contains("in memory"), qPrintable(text.text()));
        QVERIFY2(text.err.contains("hidden states: at most 250.0 MB\n"), qPrintable(text.err));
        if (arguments[0] != "generate")
            QVERIFY(runCli(arguments + memory + QStringList {"--quiet"}).err.isEmpty());
        for (const char* wrong : {"--memory=0", "--memory=-1", "--memory=nan"}) {
            const CliRun refused = runCli(arguments + QStringList {wrong});
            QCOMPARE(refused.code, 2);
            QVERIFY2(refused.saysOneSentence() && refused.err.contains("--memory"), qPrintable(refused.err));
        }
    }

    void layersRunAlikeInLittleMemory()
    {
        const QStringList tokens = {"--tokens", "300"};
        const QJsonObject usual = evaluated("A[0:5] A[3:8]", tokens);
        const QJsonObject little = evaluated("A[0:5] A[3:8]", tokens + QStringList {"--memory", "0.0001"});
        QCOMPARE(little["memory_budget"].toInt(), 100'000);
        QVERIFY(usual["loss"].toDouble() > 0);
        QCOMPARE(little["loss"].toDouble(), usual["loss"].toDouble());
    }

    void whatCannotBeRunIsRefused_data()
    {
        TinyOptions options {.vocabulary = 64};
        writeTinyCheckpoint(m_folder / "mute", options);
        options.family = "unheard_of";
        options.architecture = "UnheardOfForCausalLM";
        writeTinyCheckpoint(m_folder / "unheard", options);
        for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
            std::filesystem::copy_file(m_folder / "sample" / "loomling-32" / name,
                                       m_folder / "unheard" / name);
        writeText(m_folder / "short.txt", "");
        writeText(m_folder / "binary.txt", "\xff\xfe\xfd");

        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const QString model = path(m_folder / "loomling-8");
        const QString unheard = path(m_folder / "unheard");
        const QString mute = path(m_folder / "mute");
        const QString missing = path(m_folder / "missing.txt");
        const auto row = [](const char* name, const QStringList& arguments, const QString& says) {
            QTest::newRow(name) << arguments << says;
        };
        row("no tokenizer", {"measure", mute}, "tokenizer");
        row("no tokenizer to generate", {"generate", "A[0:4]", "--model", mute, "--prompt", "x"},
            "tokenizer");
        row("no such device", {"measure", model, "--device", "cuda:7"}, "cuda:7");
        row("no such device to evaluate", {"evaluate", "A[0:8]", "--model", model, "--device", "cuda:7"},
            "cuda:7");
        row("family that cannot run", {"measure", unheard}, "unheard_of");
        row("family that cannot be evaluated", {"evaluate", "A[0:4]", "--model", unheard}, "unheard_of");
        row("family that cannot suggest", {"suggest", unheard, "--layers", "3"}, "unheard_of");
        row("family that cannot be predicted", {"predict", "A[0:4]", "--model", unheard}, "unheard_of");
        row("no tokens to generate",
            {"generate", "A[0:8]", "--model", model, "--prompt", "x", "--tokens", "0"},
            "a whole number from 1");
        row("empty text", {"measure", model, "--text", path(m_folder / "short.txt")}, "too short");
        row("more tokens than there are", {"measure", model, "--tokens", "9999999"}, "too short");
        row("one token", {"measure", model, "--tokens", "1"}, "a whole number from 2");
        row("no error", {"evaluate", "A[0:8]", "--model", model, "--error", "0"}, "a number above 0");
        row("error below 0", {"evaluate", "A[0:8]", "--model", model, "--error=-0.1"}, "a number above 0");
        row("missing text", {"measure", model, "--text", missing}, missing);
        row("text that is none", {"measure", model, "--text", path(m_folder / "binary.txt")}, "not UTF-8");
        row("no layers to suggest", {"suggest", model, "--layers", "0"}, "a whole number from 1");
        row("too many layers", {"suggest", model, "--layers", "1000", "--tokens", "40"}, "1,000 layers");
        row("no model", {"measure", path(m_folder / "nowhere")}, "nowhere");
        row("no prompt", {"generate", "A[0:8]", "--model", model}, "--prompt");
    }
    void whatCannotBeRunIsRefused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        if (!arguments.contains("--quiet") && arguments[0] != "generate" && arguments[0] != "predict")
            arguments.append("--quiet");
        const CliRun run = runCli(arguments);
        QVERIFY2(run.code == 2, qPrintable(run.text()));
        QVERIFY2(run.saysOneSentence() && run.err.contains(says), qPrintable(run.err));
        QVERIFY2(!run.err.contains("layerloom-cli measure"), qPrintable(run.err));
        QVERIFY(run.out.isEmpty());
    }

private:
    QString growing(const char* name, const std::vector<std::uint32_t>& layers, float added)
    {
        return path(
            writeGrowingCheckpoint(m_folder / name, m_folder / "sample" / "loomling-32", layers, added));
    }
};

QTEST_APPLESS_MAIN(CliRunLimitsTest)
#include "cli_run_limits_test.moc"
