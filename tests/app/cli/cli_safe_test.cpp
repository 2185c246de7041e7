#include "tests/app/cli/cli_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QtTest/QTest>

#include <functional>
#include <sys/stat.h>

using namespace layerloom::tests;

/// What files and neighbours try: nothing of anybody else's is removed, read, shown or waited for.
class CliSafeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        TinyOptions options;
        options.layers = 8;
        options.tokenizer = true;
        writeTinyCheckpoint(m_folder / "a", options);
        options.architecture = "Evil\\u001b]0;x\\u0007\\r\\u202e\\u009bLM";
        options.tensors = tinyTensors(options);
        options.tensors.push_back({"model.\\u001b[2Jextra\\u202e.weight", "BF16", {2}});
        writeTinyCheckpoint(m_folder / kEvil, options);
    }

    void outputIsVisible_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString evil = at(kEvil);
        const QStringList named {"--model", QString::fromUtf8("\x1b[31mna\rme\xe2\x80\xae=") + evil};
        QTest::newRow("inspect") << QStringList {"inspect", evil};
        QTest::newRow("inspect, JSON") << QStringList {"inspect", evil, "--json"};
        QTest::newRow("check") << QStringList {"check", "A[0:4]"} + named;
        QTest::newRow("check, JSON") << QStringList {"check", "A[0:4]", "--json"} + named;
        QTest::newRow("check, no such layer") << QStringList {"check", "A[0:40]"} + named;
        QTest::newRow("merge") << QStringList {"merge", "A[0:4]", "--dry-run", "--output", at("x\x1b[2J\ny")}
                + named;
        QTest::newRow("merge, JSON") << QStringList {"merge",  "A[0:4]",   "--dry-run",
                                                     "--json", "--output", at("x\x1b[2J\ny")}
                + named;
        QTest::newRow("export-yaml") << QStringList {"export-yaml", "A[0:4]"} + named;
        QTest::newRow("recipe") << QStringList {"recipe", "repeat", "--range", "1,\x1b[2J"} + named;
        QTest::newRow("distance") << QStringList {"distance", evil};
        QTest::newRow("clean") << QStringList {"clean", at("x\x1b[2J\ny")};
        QTest::newRow("generate") << QStringList {"generate", "A[0:4]", "--prompt", "\x1b"} + named;
        QTest::newRow("evaluate") << QStringList {"evaluate", "A[0:4]", "--tokens", "\x1b\x07"} + named;
        QTest::newRow("sizes") << QStringList {"sizes", "A[0:4]"} + named;
        QTest::newRow("measure") << QStringList {"measure", evil, "--text", "/\x1b\r"};
        QTest::newRow("predict") << QStringList {"predict", "A[0:4]"} + named;
        QTest::newRow("suggest") << QStringList {"suggest", evil, "--layers", "\x1b"};
        QTest::newRow("loadcheck") << QStringList {"loadcheck", evil, "--python", "/\x1b\r"};
        QTest::newRow("cache") << QStringList {"cache", "\x1b\r"};
        QTest::newRow("sample") << QStringList {"sample", "/proc/\x1b\r"};
        QTest::newRow("devices") << QStringList {"devices", "\x1b\xc2\x9b"};
        QTest::newRow("no verb") << QStringList {"\x1b\r\xe2\x80\xae"};
        QTest::newRow("no option") << QStringList {"check", "--\x1b\r"};
    }
    void outputIsVisible()
    {
        QFETCH(QStringList, arguments);
        const CliRun run = runCli(arguments);
        static const QRegularExpression hidden(
            QString::fromUtf8("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{"
                              "2066}-\\x{2069}]"),
            QRegularExpression::UseUnicodePropertiesOption);
        QVERIFY2(!run.out.contains(hidden), qPrintable(run.text()));
        QVERIFY2(!run.err.contains(hidden), qPrintable(run.text()));
        QVERIFY2(!(run.out + run.err).contains("\ny"), qPrintable(run.text()));
        if (arguments.contains("--json") && run.code == 0)
            QVERIFY2(!run.json().isEmpty(), qPrintable(run.text()));
    }

    void namesStayTheSameInJson()
    {
        const QString name = QString::fromUtf8("\x1b[31mna\rme\xe2\x80\xae\xf3\xa0\x81\x81");
        const CliRun run = runCli({"check", "A[0:4]", "--json", "--model", name + '=' + at("a")});
        QCOMPARE(run.json()["sources"][0]["label"].toString(), name);
        QVERIFY2(run.out.contains("\\u202e") && run.out.contains("\\u001b"), qPrintable(run.out));
    }

    void numbersHaveARange_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        const QStringList model {"--model", at("a")};
        const QStringList generate = QStringList {"generate", "A[0:4]", "--prompt", "x"} + model;
        const QStringList evaluate = QStringList {"evaluate", "A[0:4]"} + model;
        const QString tokens = "--tokens \"%1\" is not a whole number from %2 to 1,000,000,000";
        QTest::newRow("-5 tokens") << generate + QStringList {"--tokens", "-5"} << tokens.arg("-5", "1");
        QTest::newRow("0 tokens") << generate + QStringList {"--tokens", "0"} << tokens.arg("0", "1");
        QTest::newRow("half a token") << generate + QStringList {"--tokens", "1.5"} << tokens.arg("1.5", "1");
        QTest::newRow("hexadecimal") << generate + QStringList {"--tokens", "0x10"}
                                     << tokens.arg("0x10", "1");
        QTest::newRow("temperature nan") << generate + QStringList {"--temperature", "nan"}
                                         << "--temperature \"nan\" is not a number from 0 to 100";
        QTest::newRow("temperature inf") << generate + QStringList {"--temperature", "inf"}
                                         << "--temperature \"inf\" is not a number from 0 to 100";
        QTest::newRow("top-p nan") << generate + QStringList {"--top-p", "nan"}
                                   << "--top-p \"nan\" is not a number from 0 to 1";
        QTest::newRow("top-p 2") << generate + QStringList {"--top-p", "2"}
                                 << "--top-p \"2\" is not a number from 0 to 1";
        QTest::newRow("seed of 23 digits") << generate + QStringList {"--seed", "12345678901234567890123"}
                                           << "--seed \"12345678901234567890123\" is not a whole number from "
                                              "0 to 18,446,744,073,709,551,615";
        QTest::newRow("-1 tokens") << evaluate + QStringList {"--tokens", "-1"} << tokens.arg("-1", "2");
        QTest::newRow("window -1") << evaluate + QStringList {"--window", "-1"}
                                   << "--window \"-1\" is not a whole number from 2 to 1,000,000,000";
        QTest::newRow("error nan") << evaluate + QStringList {"--error", "nan"}
                                   << "--error \"nan\" is not a number above 0 and at most 1,000";
        QTest::newRow("memory nan") << evaluate + QStringList {"--memory", "nan"}
                                    << "--memory \"nan\" is not a number above 0 and at most 1,000,000";
        QTest::newRow("memory 0") << evaluate + QStringList {"--memory", "0"}
                                  << "--memory \"0\" is not a number above 0 and at most 1,000,000";
        QTest::newRow("layers -1") << QStringList {"suggest", at("a"), "--layers", "-1"}
                                   << "--layers \"-1\" is not a whole number from 1 to 100,000";
        QTest::newRow("count -1") << QStringList {"suggest", at("a"), "--layers", "4", "--count", "-1"}
                                  << "--count \"-1\" is not a whole number from 1 to 1,000";
        QTest::newRow("measure") << QStringList {"measure", at("a"), "--tokens", "1e3"}
                                 << tokens.arg("1e3", "2");
        QTest::newRow("part 0/2") << QStringList {"merge", "A[0:4]", "--output", at("p"), "--part", "0/2"}
                + model << "--part \"0\" is not a whole number from 1 to 2";
        QTest::newRow("part 2/-1") << QStringList {"merge", "A[0:4]", "--output", at("p"), "--part", "2/-1"}
                + model << "--part \"-1\" is not a whole number from 1 to 1,000,000";
    }
    void numbersHaveARange()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const CliRun run = runCli(arguments);
        QVERIFY2(run.code == 2 && run.saysOneSentence(), qPrintable(run.text()));
        QCOMPARE(run.err.trimmed(), sentence);
    }

    void aLostOutputChangesNoFinishedWork_data()
    {
        QTest::addColumn<QString>("to");
        QTest::newRow("closed") << ">&-";
        QTest::newRow("a full disk") << "> /dev/full";
        QTest::newRow("a pipe that nobody reads") << "| true";
    }
    void aLostOutputChangesNoFinishedWork()
    {
        QFETCH(QString, to);
        const QString out = at("lost");
        const CliRun merged = inShell("set -o pipefail; \"$0\" \"$@\" " + to,
                                      {"merge", "A[0:4]", "--model", at("a"), "--output", out, "--json"});
        QVERIFY2(merged.code == 0, qPrintable(merged.text()));
        QVERIFY2(merged.err.contains("The output could not be written"), qPrintable(merged.text()));
        const CliRun checked = runCli({"inspect", out});
        QVERIFY2(checked.code == 0, qPrintable(checked.text()));
        // Without its output this verb has done nothing.
        QCOMPARE(inShell("set -o pipefail; \"$0\" \"$@\" " + to, {"inspect", out}).code, 3);
        std::filesystem::remove_all(m_folder / "lost");
    }

    void noFileGetsTheNumberOfAClosedStream()
    {
        const CliRun merged = inShell("\"$0\" \"$@\" <&- >&- 2>&-",
                                      {"merge", "A[0:4]", "--model", at("a"), "--output", at("streams")});
        QCOMPARE(merged.code, 0);
        const CliRun again =
            runCli({"merge", "A[0:4]", "--model", at("a"), "--output", at("streams"), "--resume"});
        QVERIFY2(again.code == 0 && again.out.contains("verified"), qPrintable(again.text()));
    }

    void withoutAHomeNothingIsCached()
    {
        const CliRun run = inShell("unset HOME XDG_CACHE_HOME; \"$0\" \"$@\"", {"cache"});
        QVERIFY2(run.code == 0 && run.err.count("not cached") == 1, qPrintable(run.text()));
        std::filesystem::create_directories(m_folder / "cache/layerloom");
        std::filesystem::create_directory_symlink(m_folder / "a", m_folder / "cache/layerloom/measurements");
        const CliRun linked =
            inShell("export XDG_CACHE_HOME='" + at("cache") + "'; \"$0\" \"$@\"", {"cache", "--clear"});
        QVERIFY2(linked.code == 0 && linked.err.contains("not cached"), qPrintable(linked.text()));
        QVERIFY(std::filesystem::exists(m_folder / "a/config.json"));
    }

    void pipesAreNotWaitedFor_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
              "generation_config.json", "chat_template.jinja", "added_tokens.json", "special_tokens_map.json",
              "README.md", "vocab.txt", "tokenizer.model"})
            QTest::newRow(name) << name;
    }
    void pipesAreNotWaitedFor()
    {
        QFETCH(QString, name);
        const auto folder = m_folder / "pipes";
        TinyOptions options;
        options.tokenizer = true;
        writeTinyCheckpoint(folder, options);
        std::filesystem::remove(folder / name.toStdString());
        QCOMPARE(::mkfifo((folder / name.toStdString()).c_str(), 0600), 0);
        QElapsedTimer time;
        time.start();
        for (const QStringList& verb :
             {QStringList {"inspect", path(folder)}, QStringList {"check", "A[0:2]", "--model", path(folder)},
              QStringList {"merge", "A[0:2]", "--model", path(folder), "--output", at("piped")},
              QStringList {"generate", "A[0:2]", "--prompt", "x", "--tokens", "1", "--model",
                           path(folder)}}) {
            const CliRun run = runCli(verb);
            QVERIFY2(run.code >= 0 && run.code <= 3, qPrintable(run.text()));
        }
        QVERIFY2(time.elapsed() < 60'000, qPrintable(QString::number(time.elapsed())));
        std::filesystem::remove_all(folder);
        std::filesystem::remove_all(m_folder / "piped");
    }

    void linksOutOfTheModelAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("vocabulary") << "vocab.txt";
        QTest::newRow("chat template") << "chat_template.jinja";
        QTest::newRow("code") << "modeling_x.py";
        QTest::newRow("licence") << "LICENSE";
        QTest::newRow("config") << "config.json";
    }
    void linksOutOfTheModelAreRefused()
    {
        QFETCH(QString, name);
        TinyOptions options;
        options.tokenizer = true;
        const auto folder = writeTinyCheckpoint(m_folder / "links", options);
        const auto file = folder / name.toStdString();
        writeText(m_folder / "secret", name == "config.json" ? readText(file) : "secret");
        std::filesystem::remove(file);
        std::filesystem::create_symlink(m_folder / "secret", file);
        for (const char* verb : {"check", "merge"}) {
            QStringList arguments {verb, "A[0:2]", "--model", path(folder)};
            if (std::string_view(verb) == "merge")
                arguments += {"--output", at("linked")};
            const CliRun run = runCli(arguments);
            QVERIFY2(run.code == 1 && run.text().contains(name + " in " + path(folder) + " is a link to"),
                     qPrintable(run.text()));
        }
        QVERIFY(!std::filesystem::exists(m_folder / "linked"));
        // A link that stays inside, and one into the blobs of the Hub's cache, are as good as files.
        std::filesystem::remove(file);
        std::filesystem::rename(m_folder / "secret", folder / "kept.bak");
        std::filesystem::create_symlink("kept.bak", file);
        const CliRun inside = runCli({"check", "A[0:2]", "--model", path(folder)});
        QVERIFY2(inside.code == 0, qPrintable(inside.text()));
        const auto hub = m_folder / "hub/models--o--n";
        std::filesystem::create_directories(hub / "blobs");
        std::filesystem::create_directories(hub / "snapshots/1");
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.is_symlink())
                continue;
            std::filesystem::rename(entry.path(), hub / "blobs" / entry.path().filename());
            std::filesystem::create_symlink("../../blobs/" + entry.path().filename().string(),
                                            hub / "snapshots/1" / entry.path().filename());
        }
        std::filesystem::create_symlink("../../blobs/kept.bak", hub / "snapshots/1" / name.toStdString());
        const CliRun cached = runCli({"check", "A[0:2]", "--model", path(hub / "snapshots/1")});
        QVERIFY2(cached.code == 0, qPrintable(cached.text()));
        std::filesystem::remove_all(m_folder / "hub");
        std::filesystem::remove_all(folder);
    }

    void aPublishedFolderTellsNoPath()
    {
        std::filesystem::create_directories(m_folder / "models/deep");
        TinyOptions options;
        options.tokenizer = true;
        writeTinyCheckpoint(m_folder / "models/deep/first", options);
        options.seed = 2;
        writeTinyCheckpoint(m_folder / "models/second", options);
        const CliRun run = runCli({"merge", "A[0:2] B[2:4]", "--model", at("models/deep/first"), "--model",
                                   at("models/second"), "--output", at("models/out")});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        for (const auto& entry : std::filesystem::directory_iterator(m_folder / "models/out"))
            QVERIFY2(readText(entry.path()).find(m_folder.path().string()) == std::string::npos,
                     entry.path().c_str());
        // The first lies deeper, and is found by its fingerprint.
        const CliRun again = runCli({"check", at("models/out/recipe.loom"), "--json"});
        QVERIFY2(again.code == 0, qPrintable(again.text()));
        QCOMPARE(again.json()["sources"][0]["path"].toString(), at("models/deep/first"));
        QCOMPARE(again.json()["sources"][1]["path"].toString(), at("models/second"));
        std::filesystem::rename(m_folder / "models", m_folder / "moved");
        QCOMPARE(runCli({"check", at("moved/out"), "--json"}).json()["sources"][0]["path"].toString(),
                 at("moved/deep/first"));
    }

    void overridesAreListedAndThoseOfCodeRefused_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("rope_theta") << "rope_theta"
                                    << "500000.0" << false;
        QTest::newRow("the same architecture") << "architectures"
                                               << "[\\\"LlamaForCausalLM\\\"]" << false;
        QTest::newRow("auto_map") << "auto_map"
                                  << "{\\\"AutoModel\\\": \\\"evil/repo--m.M\\\"}" << true;
        QTest::newRow("auto_map inside") << "text_config"
                                         << "{\\\"auto_map\\\": {}}" << true;
        QTest::newRow("auto_map in a section") << "text_config.auto_map"
                                               << "{}" << true;
        QTest::newRow("trust") << "trust_remote_code"
                               << "true" << true;
        QTest::newRow("another architecture") << "architectures"
                                              << "[\\\"Other\\\"]" << true;
        QTest::newRow("another type") << "model_type"
                                      << "\\\"other\\\"" << true;
        QTest::newRow("count") << "num_hidden_layers"
                               << "99" << true;
        QTest::newRow("no JSON") << "rope_theta"
                                 << "1, \\\"auto_map\\\": {}" << true;
    }
    void overridesAreListedAndThoseOfCodeRefused()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(bool, isRefused);
        writeText(
            m_folder / "set.loom",
            QString(R"({"format": "layerloom/1", "sources": [{"path": "%1"}], "overrides": [{"key": "%2",)"
                    R"( "value": "%3"}], "stack": [{"source": "A", "range": [0, 4]}]})")
                .arg(at("a"), key, value)
                .toStdString());
        const CliRun run = runCli({"check", at("set.loom")});
        QVERIFY2(run.code == (isRefused ? 1 : 0), qPrintable(run.text()));
        QVERIFY2(run.out.contains("config.json: " + key + " = "), qPrintable(run.text()));
        QCOMPARE(run.out.contains("P38"), isRefused);
        QCOMPARE(runCli({"check", at("set.loom"), "--json"}).json()["overrides"][0]["key"].toString(), key);
        const CliRun merged = runCli({"merge", at("set.loom"), "--output", at("set")});
        QVERIFY2(merged.code == (isRefused ? 1 : 0), qPrintable(merged.text()));
        QCOMPARE(std::filesystem::exists(m_folder / "set"), !isRefused);
        if (!isRefused)
            QVERIFY(readText(m_folder / "set/README.md").find(key.toStdString() + " = ")
                    != std::string::npos);
        std::filesystem::remove_all(m_folder / "set");
    }

    void cleanRemovesNothingOfOthers()
    {
        const auto parent = m_folder / "others";
        for (const char* file :
             {"backup.partial/files/photo", "diary.partial/journal-2024.md", "fox.partial/files"}) {
            std::filesystem::create_directories((parent / file).parent_path());
            writeText(parent / file, "theirs");
        }
        const CliRun run = runCli({"clean", path(parent)});
        QVERIFY2(run.code == 0 && run.out.count("left alone") == 3, qPrintable(run.text()));
        QCOMPARE(runCli({"clean", path(parent), "--json"}).json()["left_alone"].toArray().size(), 3);
        for (const char* file :
             {"backup.partial/files/photo", "diary.partial/journal-2024.md", "fox.partial/files"})
            QCOMPARE(readText(parent / file), std::string("theirs"));
    }

    void deepFilesBesideTheWeightsBreakNothing()
    {
        const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
        TinyOptions options;
        options.tokenizer = true;
        writeTinyCheckpoint(m_folder / "deep", options);
        writeText(m_folder / "deep" / "modules.json", deep);
        writeText(m_folder / "deep" / "generation_config.json", "{\"eos_token_id\": " + deep + "}");
        for (const QStringList& verb :
             {QStringList {"merge", "A[0:2]", "--model", at("deep"), "--output", at("out")},
              QStringList {"generate", "A[0:2]", "--model", at("deep"), "--prompt", "a", "--tokens", "2"}}) {
            const CliRun run = runCli(verb);
            QVERIFY2(run.code >= 0 && run.code <= 3, qPrintable(run.text()));
        }
    }

    void hostileInputOpensNothingElse()
    {
        const QString strace = QStandardPaths::findExecutable("strace");
        if (strace.isEmpty())
            QSKIP("strace is not installed");
        const QString log = at("strace.log");
        for (const QStringList& verb :
             {QStringList {"inspect", at(kEvil)}, QStringList {"check", "A[0:4]", "--model", at(kEvil)},
              QStringList {"merge", "A[0:4]", "--model", at(kEvil), "--output", at("traced")},
              QStringList {"export-yaml", "A[0:4]", "--model", at(kEvil)}, QStringList {"clean", at("")},
              QStringList {"distance", at(kEvil)}, QStringList {"recipe", "dus", at(kEvil), "-m", "1"},
              QStringList {"measure", at(kEvil)}, QStringList {"predict", "A[0:4]", "--model", at(kEvil)},
              QStringList {"evaluate", "A[0:4]", "--model", at(kEvil)},
              QStringList {"generate", "A[0:4]", "--model", at(kEvil), "--prompt", "a"},
              QStringList {"suggest", at(kEvil), "--layers", "6"}, QStringList {"devices"},
              QStringList {"sample", at("traced")}, QStringList {"cache"}}) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("XDG_CACHE_HOME", at("state"));
            environment.insert("HF_HUB_CACHE", "/nowhere");
            // Where it is unset, a library of libtorch asks the system's name service.
            environment.insert("USER", "somebody");
            process.setProcessEnvironment(environment);
            process.start(strace,
                          QStringList {"-f", "-qq", "-e", "trace=socket,connect,execve,open,openat,creat",
                                       "-o", log, LAYERLOOM_CLI}
                              + verb);
            QVERIFY(process.waitForFinished(120'000));
            if (!std::filesystem::exists(m_folder / "strace.log"))
                QSKIP("strace may not trace here");
            requireOpens(QString::fromStdString(readText(m_folder / "strace.log")), verb.first());
            std::filesystem::remove_all(m_folder / "traced");
        }
    }

private:
    static constexpr const char* kEvil = "e\x1b[2J\xe2\x80\xaevil";

    QString at(const std::string& name) const { return path(m_folder / name); }

    static CliRun inShell(const QString& script, const QStringList& arguments)
    {
        return runShell(script, arguments);
    }

    /// Everything that was opened belongs to the models, the output, the state or the system's libraries.
    void requireOpens(const QString& log, const QString& verb) const
    {
        static const QRegularExpression opened("open(?:at)?\\([^\"]*\"((?:[^\"\\\\]|\\\\.)*)\"");
        QCOMPARE(log.count("execve("), 1);
        QVERIFY2(!log.contains("socket(") && !log.contains("connect("), qPrintable(verb));
        const QString folder = path(m_folder.path());
        const bool usesEngine =
            QStringList {"devices", "measure", "evaluate", "generate", "suggest"}.contains(verb);
        for (auto matches = opened.globalMatch(log); matches.hasNext();) {
            const QString file = matches.next().captured(1);
            const bool isOfTheSystem = file.startsWith("/lib") || file.startsWith("/usr/")
                || file.startsWith("/etc/ld.so") || file.startsWith("/proc/") || file.startsWith("/sys/")
                || file.startsWith("/dev/null") || file.startsWith("/nowhere") || file.contains("/build/")
                || file == "/etc/localtime" || (usesEngine && file.startsWith("/etc/"));
            const bool isRelative = !file.startsWith('/');
            QVERIFY2(isOfTheSystem || isRelative || file.startsWith(folder),
                     qPrintable(verb + " opened " + file));
        }
    }

    TemporaryFolder m_folder;
};

QTEST_GUILESS_MAIN(CliSafeTest)
#include "cli_safe_test.moc"
