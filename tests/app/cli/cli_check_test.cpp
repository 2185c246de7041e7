#include "tests/app/cli/cli_run.h"
#include "tests/support/patience.h"
#include "tests/support/tiny_checkpoint.h"

#include <QFile>
#include <QJsonArray>
#include <QObject>
#include <QRegularExpression>
#include <QtTest/QTest>

using namespace layerloom::tests;

/// inspect, check, recipe, export-yaml, sample, devices: everything that writes no checkpoint.
class CliCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        TinyOptions options;
        options.layers = 8;
        writeTinyCheckpoint(m_folder / "a", options);
        options.seed = 2;
        writeTinyCheckpoint(m_folder / "b", options);
        options.hidden = 16;
        writeTinyCheckpoint(m_folder / "wide", options);
        options.hidden = 8;
        options.tied = true;
        writeTinyCheckpoint(m_folder / "tied", options);
        const CliRun sample = runCli({"sample", m_sample});
        QVERIFY2(sample.code == 0, qPrintable(sample.text()));
        QCOMPARE(sample.out.count('\n'), 4);
    }

    void helpAndVersionAreQuick()
    {
        const double before = childSeconds();
        const CliRun help = runCli({"--help"});
        QVERIFY(childSeconds() - before < 0.25);
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains("export-yaml") && help.err.isEmpty());
        QVERIFY2(help.out.contains("\nVerbs:\n") && !help.out.contains("Subcommands"), qPrintable(help.out));
        QVERIFY(runCli({"--version"}).out.startsWith("layerloom-cli 0."));
        QCOMPARE(runCli({"merge", "--help"}).code, 0);
    }

    void readmeHasTheExitCodesOfHelp()
    {
        const QString help = runCli({"--help"}).out;
        QFile file(QStringLiteral(LAYERLOOM_SOURCE_DIR "/README.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString readme = QString::fromUtf8(file.readAll()).simplified();
        const QStringList codes =
            help.section(QStringLiteral("Exit codes:"), 1).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(codes.size(), 5);
        for (const QString& code : codes)
            QVERIFY2(readme.contains(code.simplified()), qPrintable(code));
    }

    void helpOfEveryVerbHasOneStyle()
    {
        static const QRegularExpression row(QStringLiteral("^  ([a-z][a-z-]*)  +\\S"));
        QList<QStringList> verbs;
        QStringList listed;
        for (const QString& line : runCli({"--help"}).out.split(QLatin1Char('\n')))
            if (const auto match = row.match(line); match.hasMatch())
                listed.append(match.captured(1));
        listed.sort();
        QCOMPARE(listed, verbsOfReadme());
        for (const QString& name : listed)
            if (name != "recipe")
                verbs.append({name});
        for (const QString& line : runCli({"recipe", "--help"}).out.split(QLatin1Char('\n')))
            if (const auto match = row.match(line); match.hasMatch())
                verbs.append({"recipe", match.captured(1)});
        QVERIFY(verbs.size() > 20);
        // A positional, or an option with its metavar if it takes a value; CLI11's names of types are no metavars.
        static const QRegularExpression entry(
            QStringLiteral("^  (?:[A-Z]+2?|-h,--help|--[a-z-]+(?: [^ ]+)?)(?: \\.\\.\\.)?"
                           "(?: REQUIRED)?(?: Excludes:(?: --[a-z-]+)+)?(?:  +|$)"));
        static const QRegularExpression typeName(QStringLiteral("\\b(INT|UINT|FLOAT)\\b|:| in \\["));
        for (const QStringList& verb : verbs) {
            const QString help = runCli(verb + QStringList("--help")).out.section("Usage:", 1);
            for (const QString& line : help.split(QLatin1Char('\n'))) {
                if (!line.startsWith(QLatin1String("  ")) || line.startsWith(QLatin1String("   ")))
                    continue;
                const auto match = entry.match(line);
                QVERIFY2(match.hasMatch(), qPrintable(verb.join(' ') + line));
                const QString names = match.captured().section(QStringLiteral("Excludes"), 0, 0);
                QVERIFY2(!typeName.match(names).hasMatch(), qPrintable(verb.join(' ') + line));
                QVERIFY2(!line.endsWith(QLatin1Char('.')), qPrintable(verb.join(' ') + line));
            }
        }
    }

    void inspectTellsEverything()
    {
        const CliRun run = runCli({"inspect", m_sample + "/loomling-32", "--json"});
        const QJsonObject json = run.json();
        QCOMPARE(json.keys(),
                 QStringList({"architecture", "bytes", "dtypes", "kinds", "layers", "model_type", "notes",
                              "parameters", "parts", "path", "side", "stack", "tied"}));
        QCOMPARE(json["path"].toString(), m_sample + "/loomling-32");
        QCOMPARE(json["architecture"].toString(), "LlamaForCausalLM");
        QCOMPARE(json["model_type"].toString(), "llama");
        QCOMPARE(json["layers"].toInt(), 32);
        QCOMPARE(json["parameters"].toInt(), 1'544'256);
        QCOMPARE(json["bytes"].toInt(), 3'088'512);
        QCOMPARE(json["tied"].toBool(true), false);
        QCOMPARE(json["dtypes"].toObject()["BF16"].toInt(), 3'088'512);
        QCOMPARE(json["parts"].toObject()["embeddings"].toInt(), 32'768);
        QCOMPARE(json["parts"].toObject()["norm"].toInt(), 64);
        QCOMPARE(json["parts"].toObject()["head"].toInt(), 32'768);
        const QJsonObject kind = json["kinds"].toArray()[0].toObject();
        QCOMPARE(kind["layers"].toArray().size(), 32);
        QCOMPARE(kind["parameters"].toInt(), 46'208);
        QVERIFY(runCli({"inspect", m_sample + "/loomling-32"}).out.contains("1,544,256 parameters"));
        TinyOptions stored {
            .tied = true, .extraTensors = {{"lm_head.weight", "BF16", {32, 8}, "model.embed_tokens.weight"}}};
        writeTinyCheckpoint(m_folder / "stored", stored);
        const CliRun tied = runCli({"inspect", at("stored")});
        QVERIFY2(tied.out.contains("256 (a copy of the tied embeddings, not counted)"),
                 qPrintable(tied.text()));
    }

    void checkTellsEverything()
    {
        const CliRun run = runCli({"check", m_sample + "/dus.loom", "--json"});
        QCOMPARE(run.code, 0);
        const QJsonObject json = run.json();
        QCOMPARE(json.keys(),
                 QStringList({"bytes", "expression", "layers", "max_distance", "overrides", "parameters",
                              "parts", "problems", "seams", "sources", "sum_distance"}));
        QCOMPARE(json["layers"].toInt(), 48);
        QCOMPARE(json["parameters"].toInt(), 2'283'584);
        QCOMPARE(json["bytes"].toInt(), 4'567'168);
        QCOMPARE(json["expression"].toString(), "A[0:24] A[8:32]");
        QCOMPARE(json["max_distance"].toInt(), 15);
        QCOMPARE(json["sum_distance"].toInt(), 15);
        const QJsonObject source = json["sources"].toArray()[0].toObject();
        QCOMPARE(source["letter"].toString(), "A");
        QCOMPARE(source["label"].toString(), "loomling-32");
        QCOMPARE(source["path"].toString(), m_sample + "/loomling-32");
        QCOMPARE(json["seams"].toArray().size(), 1);
        const QJsonObject seam = json["seams"].toArray()[0].toObject();
        QCOMPARE(seam["at"].toInt(), 24);
        QCOMPARE(seam["from"].toObject()["source"].toString(), "A");
        QCOMPARE(seam["from"].toObject()["layer"].toInt(), 23);
        QCOMPARE(seam["to"].toObject()["layer"].toInt(), 8);
        QCOMPARE(seam["distance"].toInt(), 15);
        QCOMPARE(seam["jump"].toInt(), -16);
        const CliRun whole = runCli({"check", "A[0:32]", "--model", m_sample + "/loomling-32", "--json"});
        QCOMPARE(whole.json()["max_distance"].toInt(-1), 0);
        QVERIFY(runCli({"check", m_sample + "/dus.loom"})
                    .out.contains("seam at 24: A23 to A8, distance 15, jump -16"));
    }

    void errorsAreExitCodeOne()
    {
        const CliRun run =
            runCli({"check", "A[0:4] B[4:8]", "--model", at("a"), "--model", at("wide"), "--json"});
        QVERIFY2(run.code == 1, qPrintable(run.text()));
        const QJsonArray problems = run.json()["problems"].toArray();
        QVERIFY(!problems.isEmpty());
        const QJsonObject first = problems[0].toObject();
        QCOMPARE(first.keys(), QStringList({"id", "message", "severity"}));
        QCOMPARE(first["severity"].toString(), "error");
        QVERIFY(first["message"].toString().contains("16"));
        QVERIFY(runCli({"check", "A[0:4] B[4:8]", "--model", at("a"), "--model", at("wide")})
                    .out.contains("error P"));
    }

    void adviceIsExitCodeZero()
    {
        const CliRun run = runCli({"check", "A[2:8]", "--model", at("a"), "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY(!run.json()["problems"].toArray().isEmpty());
    }

    void layerIndicesAreRead()
    {
        const CliRun run =
            runCli({"check", "--layer-indices", "[0, 2, \"range(4,6)\", -1]", "--model", at("a"), "--json"});
        QCOMPARE(run.json()["expression"].toString(), "A[0] A[2] A[4:6] A[7]");
    }

    void partsAreChosenByLetterLabelOrPath()
    {
        const CliRun untied = runCli({"check", "A[0:8]", "--model", at("tied"), "--json"});
        const CliRun headed =
            runCli({"export-yaml", "A[0:8] B[0:8]", "--model", at("a"), "--model", "bee=" + at("b"),
                    "--head-from", "A", "--embeddings-from", "bee", "--base", at("b")});
        QVERIFY2(headed.code == 0, qPrintable(headed.text()));
        QVERIFY(headed.out.contains("base_model: \"bee\""));
        QVERIFY(headed.out.contains("layer_range: [0, 0]"));
        QVERIFY(headed.out.contains("layer_range: [8, 8]"));
        QVERIFY(untied.json()["parameters"].toInt() > 0);
    }

    void yamlIsReadFromFileFolderAndCard()
    {
        const std::string yaml =
            "merge_method: passthrough\nslices:\n- sources: [{model: a, layer_range: [0, 6]}]\n"
            "- sources: [{model: owner/b, layer_range: [2, 8]}]\n";
        std::filesystem::create_directories(m_folder / "folder");
        writeText(m_folder / "recipe.yml", yaml);
        writeText(m_folder / "folder/mergekit_config.yml",
                  "slices: [{sources: [{model: ../a, layer_range: [1, 3]}]}]\nmerge_method: passthrough\n");
        writeText(m_folder / "README.md", "---\ntags: []\n---\n# Card\n```yaml\n" + yaml + "```\n");
        for (const auto* file : {"recipe.yml", "README.md"}) {
            const CliRun run = runCli({"check", at(file), "--model", "owner/b=" + at("b"), "--json"});
            QVERIFY2(run.code == 0, qPrintable(run.text()));
            QCOMPARE(run.json()["expression"].toString(), "A[0:6] B[2:8]");
        }
        QCOMPARE(runCli({"check", at("folder"), "--json"}).json()["expression"].toString(), "A[1:3]");
        writeText(m_folder / "revision.yml",
                  "slices: [{sources: [{model: {model: {path: a, revision: main}}, layer_range: [1, 3]}]}]\n"
                  "merge_method: passthrough\n");
        const CliRun revised = runCli({"check", at("revision.yml"), "--json"});
        QVERIFY2(revised.json()["expression"].toString() == "A[1:3]", qPrintable(revised.text()));
        const CliRun missing = runCli({"check", at("recipe.yml")});
        QCOMPARE(missing.code, 2);
        QVERIFY(missing.saysOneSentence() && missing.err.contains("owner/b"));
    }

    void recipes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expression");
        const QString model = m_sample + "/loomling-32";
        const QString tuned = m_sample + "/loomling-32-tuned";
        const QString deep = m_sample + "/loomling-80";
        QTest::newRow("dus") << QStringList {"dus", "--model", model, "--m", "8"} << "A[0:24] A[8:32]";
        QTest::newRow("iDUS-8") << QStringList {"interlock", "--model", model, "--m", "8", "--g", "8"}
                                << "A[0:16] A[8:24] A[16:32]";
        QTest::newRow("two models") << QStringList {"interlock", "--model", model, "--model", tuned,
                                                    "--m",       "0",       "--g", "16"}
                                    << "A[0:16] B[0:16] A[16:32] B[16:32]";
        QTest::newRow("downscale") << QStringList {"downscale", "--model",  model, "--top",
                                                   "4",         "--bottom", "4"}
                                   << "A[0:4] A[28:32]";
        QTest::newRow("upscale") << QStringList {"upscale", "--model", model,      "--model", model,
                                                 "--top",   "4",       "--bottom", "4"}
                                 << "A[0:4] A[28:32] A[0:4] A[28:32]";
        QTest::newRow("repeat") << QStringList {"repeat", "--model", model, "--times", "3"}
                                << "A[0:32] A[0:32] A[0:32]";
        QTest::newRow("RYS") << QStringList {"repeat", "--model", deep, "--range", "45,52"}
                             << "A[0:52] A[45:80]";
        QTest::newRow("RYS by its letters")
            << QStringList {"repeat", "--model", deep, "--i", "45", "--j", "52"} << "A[0:52] A[45:80]";
        QTest::newRow("DUS of the first n")
            << QStringList {"dus", "--model", model, "--n", "24", "--m", "6"} << "A[0:18] A[6:24]";
        QTest::newRow("windows") << QStringList {"windows", "--model",  model, "--window",
                                                 "16",      "--stride", "8"}
                                 << "A[0:16] A[8:24] A[16:32]";
        QTest::newRow("interleave") << QStringList {"interleave", "--model", model,       "--model", tuned,
                                                    "--window",   "16",      "--overlap", "8"}
                                    << "A[0:16] B[8:24] A[16:32]";
        QTest::newRow("expand") << QStringList {
            "expand", "--model", model, "--extra",
            "2"} << "A[0:16] A[15]{o_proj=0, down_proj=0} A[16:32] A[31]{o_proj=0, down_proj=0}";
        QTest::newRow("drop") << QStringList {"drop", "--model", model, "--first", "20", "--count", "4"}
                              << "A[0:20] A[24:32]";
        QTest::newRow("retarget") << QStringList {"retarget", "--model", model, "--config", tuned}
                                  << "A[0:32]";
    }

    void recipes()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, expression);
        const CliRun run = runCli(QStringList("recipe") + arguments);
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QCOMPARE(run.out.trimmed(), expression);
        const QString document = at("recipe.loom");
        const CliRun written = runCli(QStringList("recipe") + arguments + QStringList {"--output", document});
        QVERIFY2(written.code == 0 && written.out.isEmpty(), qPrintable(written.text()));
        QCOMPARE(runCli({"check", document, "--json"}).json()["expression"].toString(), expression);
    }

    void aFileThatCannotBeWrittenIsNamed()
    {
        const QString document = at("nowhere/recipe.loom");
        const CliRun run = runCli({"recipe", "dus", "--model", at("a"), "--m", "2", "--output", document});
        QVERIFY2(run.code == 3 && run.saysOneSentence(), qPrintable(run.text()));
        QVERIFY2(run.err.startsWith(document + " cannot be written"), qPrintable(run.err));
    }

    void upscaleTakesAllPartsFromItsBase()
    {
        const QString document = at("up.loom");
        runCli({"recipe", "upscale", "--model", at("a"), "--model", at("b"), "--base", at("b"), "--top", "2",
                "--top", "3", "--bottom", "1", "--output", document});
        const std::string text = readText(m_folder / "up.loom");
        QVERIFY(text.find(R"("base": "B")") != std::string::npos);
        QVERIFY(text.find(R"("embeddings": "B")") != std::string::npos);
        QCOMPARE(runCli({"check", document, "--json"}).json()["expression"].toString(),
                 "A[0:2] A[7] B[0:3] B[7]");
    }

    void exportReadsBack()
    {
        const QString file = at("exported.yml");
        QCOMPARE(runCli({"export-yaml", m_sample + "/dus.loom", "--output", file}).code, 0);
        QCOMPARE(runCli({"check", file, "--json"}).json()["expression"].toString(), "A[0:24] A[8:32]");
        QVERIFY(
            runCli({"export-yaml", m_sample + "/dus.loom"}).out.startsWith("merge_method: passthrough\n"));
    }

    void devicesAlwaysListTheProcessor()
    {
        const CliRun run = runCli({"devices", "--json"});
        QCOMPARE(run.code, 0);
        const QJsonArray devices = QJsonDocument::fromJson(run.out.toUtf8()).array();
        QVERIFY(!devices.isEmpty());
        QCOMPARE(devices[0].toObject().keys(),
                 QStringList({"engine", "id", "memory_free", "memory_total", "name"}));
        QCOMPARE(devices[0].toObject()["id"].toString(), "cpu");
        QVERIFY(devices[0].toObject()["memory_total"].toDouble() > 1e8);
    }

    void unusableInputIsExitCodeTwoAndOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("word");
        writeText(m_folder / "broken.loom", "{\"format\": \"layerloom/1\"");
        writeText(m_folder / "bare.md", "# A card without a recipe\n");
        writeTinyCheckpoint(m_folder / "torn");
        cutFile(m_folder / "torn/model.safetensors", 1000);
        writeText(m_folder / "torn.loom",
                  R"({"format":"layerloom/1","sources":[{"label":"torn","relative":"torn","layers":4}],)"
                  R"("stack":[{"source":"A","range":[0,4]}]})");
        writeText(m_folder / "newer.loom", "{\"format\": \"layerloom/9\"}");
        writeText(m_folder / "lost.loom",
                  R"({"format":"layerloom/1","sources":[{"label":"gone","path":"/gone","layers":4}],)"
                  R"("stack":[{"source":"A","range":[0,4]}]})");
        writeText(m_folder / "broken.yml", "slices: [{");
        const auto row = [](const char* name, const QStringList& arguments, const QString& word) {
            QTest::newRow(name) << arguments << word;
        };
        row("no verb", {}, "export-yaml");
        row("unknown verb", {"weave"}, "weave");
        row("unknown recipe", {"recipe", "weave"}, "weave");
        row("unknown option", {"check", "A[0:1]", "--fast", "3"}, "\"--fast 3\" is not expected");
        row("torn model", {"check", "B[0:1]", "--model", at("a"), "--model", at("torn")}, at("torn"));
        row("torn source", {"check", at("torn.loom")}, at("torn"));
        row("no FILE", {"check"}, "FILE");
        row("both", {"check", "A[0:1]", "--layer-indices", "[0]", "--model", at("a")}, "--layer-indices");
        row("no model", {"check", "A[0:1]"}, "--model");
        row("no such file", {"check", "/nowhere.loom"}, "/nowhere.loom");
        row("no such model", {"check", "A[0:1]", "--model", "/nowhere"}, "/nowhere");
        row("no such folder", {"inspect", "/nowhere"}, "/nowhere");
        row("empty folder", {"inspect", path(emptyFolder())}, "empty");
        row("a model as FILE", {"check", at("a")}, "mergekit_config.yml");
        row("broken document", {"check", at("broken.loom")}, "JSON");
        row("bare card", {"check", at("bare.md")}, "no mergekit configuration");
        row("newer document", {"check", at("newer.loom")}, "layerloom/9");
        row("lost source", {"check", at("lost.loom")}, "gone");
        row("broken YAML", {"check", at("broken.yml")}, "YAML");
        row("layer", {"check", "A[0:9]", "--model", at("a")}, "A has layers 0–7");
        row("letter", {"check", "C[0:2]", "--model", at("a")}, "C");
        row("base", {"check", "A[0:2]", "--model", at("a"), "--base", "Q"}, "Q");
        row("m", {"recipe", "dus", "--model", at("a"), "--m", "8"}, "8");
        row("m word", {"recipe", "dus", "--model", at("a"), "--m", "eight"}, "eight");
        row("n", {"recipe", "dus", "--model", at("a"), "--n", "9", "--m", "2"}, "8 layers");
        row("i alone", {"recipe", "repeat", "--model", at("a"), "--i", "4"}, "--j");
        row("i, j and range",
            {"recipe", "repeat", "--model", at("a"), "--i", "4", "--j", "6", "--range", "4,6"}, "--range");
        row("m missing", {"recipe", "dus", "--model", at("a")}, "--m");
        row("range", {"recipe", "repeat", "--model", at("a"), "--range", "4"}, "i,j");
        row("too many models", {"recipe", "dus", "--model", at("a"), "--model", at("b"), "--m", "2"},
            "1 --model");
        row("tops", {"recipe", "upscale", "--model", at("a"), "--top", "1", "--top", "2", "--bottom", "1"},
            "--top");
        row("retarget", {"recipe", "retarget", "--model", at("a"), "--config", "/nowhere"}, "/nowhere");
        row("no output", {"merge", "A[0:1]", "--model", at("a")}, "--output");
        row("dtype", {"merge", "A[0:1]", "--model", at("a"), "--output", at("x"), "--dtype", "int3"}, "int3");
        row("size", {"merge", "A[0:1]", "--model", at("a"), "--output", at("x"), "--shard-size", "much"},
            "much");
        row("verify", {"merge", "A[0:1]", "--model", at("a"), "--output", at("x"), "--verify", "maybe"},
            "maybe");
        row("device", {"merge", "A[0:1]", "--model", at("a"), "--output", at("x"), "--device", "gpu"}, "gpu");
    }

    void unusableInputIsExitCodeTwoAndOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, word);
        const CliRun run = runCli(arguments);
        QVERIFY2(run.code == 2 && run.saysOneSentence() && run.out.isEmpty(), qPrintable(run.text()));
        QVERIFY2(run.err.contains(word), qPrintable(run.err));
    }

    void aNamedFolderMayBeginAtHome()
    {
        qputenv("HOME", at("").toUtf8());
        const CliRun run = runCli({"check", "A[0:4]", "--model", "first=~/a", "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        const QJsonObject source = run.json()["sources"].toArray()[0].toObject();
        QCOMPARE(source["label"].toString(), "first");
        QCOMPARE(source["path"].toString(), at("a"));
        QVERIFY2(runCli({"check", "A[0:4]", "--model=~/a"}).code == 0, qPrintable(run.text()));
        QCOMPARE(runCli({"inspect", "~/a"}).code, 0);
        QCOMPARE(runCli({"merge", "A[0:2]", "--model", "~/a", "--output=~/at-home", "--quiet"}).code, 0);
        QVERIFY(std::filesystem::exists(at("at-home/config.json").toStdString()));
    }

    void whatTheMergeRefusesTheCheckRefuses()
    {
        const std::filesystem::path folder = std::filesystem::path(at("pointer").toStdString());
        std::filesystem::copy(at("a").toStdString(), folder, std::filesystem::copy_options::recursive);
        writeText(folder / "tokenizer.json",
                  "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        const CliRun check = runCli({"check", "A[0:2]", "--model", at("pointer"), "--json"});
        QCOMPARE(check.code, 1);
        const QJsonObject problem = check.json()["problems"].toArray()[0].toObject();
        QCOMPARE(problem["id"].toString(), "P36");
        QVERIFY(problem["message"].toString().contains("a Git LFS pointer"));
        const CliRun merge =
            runCli({"merge", "A[0:2]", "--model", at("pointer"), "--output", at("refused"), "--quiet"});
        QCOMPARE(merge.code, 1);
        QVERIFY2(merge.err.startsWith("error P36: tokenizer.json of pointer: "), qPrintable(merge.err));
    }

    void aLostSourceCanBeNamed()
    {
        const CliRun run = runCli({"check", at("lost.loom"), "--model", "gone=" + at("a"), "--json"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QCOMPARE(run.json()["expression"].toString(), "A[0:4]");
    }

private:
    /// The verbs in the README's table, sorted.
    static QStringList verbsOfReadme()
    {
        QFile file(QStringLiteral(LAYERLOOM_SOURCE_DIR "/README.md"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QString section =
            QString::fromUtf8(file.readAll()).section(QStringLiteral("\n## The command line\n"), 1);
        static const QRegularExpression row(QStringLiteral("^\\| `([a-z-]+)"));
        QStringList verbs;
        for (const QString& line : section.section(QStringLiteral("\n## "), 0, 0).split(QLatin1Char('\n')))
            if (const auto match = row.match(line); match.hasMatch())
                verbs.append(match.captured(1));
        verbs.sort();
        return verbs;
    }

    QString at(const char* name) const { return path(m_folder / name); }
    std::filesystem::path emptyFolder() const
    {
        std::filesystem::create_directories(m_folder / "empty");
        return m_folder / "empty";
    }

    TemporaryFolder m_folder;
    QString m_sample = path(m_folder / "sample");
};

QTEST_GUILESS_MAIN(CliCheckTest)
#include "cli_check_test.moc"
