#include "tests/app/cli/faulty_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QJsonArray>
#include <QObject>
#include <QtTest/QTest>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sys/stat.h>

using namespace layerloom::tests;

// Disks that fail, sources that change and merges that meet: each ends in a sentence, none in a bad checkpoint.
class CliFaultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_options.clear();
        writeTinyCheckpoint(m_folder / "model",
                            {.layers = 4,
                             .hidden = 128,
                             .intermediate = 512,
                             .heads = 4,
                             .keyValueHeads = 4,
                             .vocabulary = 600,
                             .tokenizer = true});
        for (const char* name : {"out", "out.partial", "counted"})
            std::filesystem::remove_all(m_folder / name);
    }

    void aDiskThatFailsIsToldInASentence_data()
    {
        QTest::addColumn<QString>("call");
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("says");
        QTest::newRow("reading") << "pread" << EIO << "Input/output error";
        QTest::newRow("writing") << "pwrite" << EIO << "Input/output error";
        QTest::newRow("a full disk") << "pwrite" << ENOSPC << "is full";
        QTest::newRow("a full disk, known at once") << "fallocate" << ENOSPC << "is full";
        QTest::newRow("a spent quota") << "pwrite" << EDQUOT << "is full";
        QTest::newRow("making durable") << "fsync" << EIO << "Input/output error";
        QTest::newRow("the journal") << "write" << ENOSPC << "cannot be written";
        QTest::newRow("the last rename") << "rename" << EXDEV << "cannot be put in its place";
        QTest::newRow("making the folder") << "mkdir" << EACCES << "Permission denied";
        QTest::newRow("reading to quantize") << "pread" << EIO << "Input/output error";
        QTest::newRow("a full disk, quantized") << "pwrite" << ENOSPC << "is full";
    }
    void aDiskThatFailsIsToldInASentence()
    {
        QFETCH(QString, call);
        QFETCH(int, reason);
        QFETCH(QString, says);
        if (QByteArray(QTest::currentDataTag()).contains("quantize"))
            m_options = {"--quantize", "nf4"};
        const int calls = countCalls(mergeTo("counted"), call);
        QVERIFY(calls > 0);
        const auto before = contentsOf(m_folder / "model");
        // The headers of the model are read first, when it is opened: that is another sentence.
        const int first = call == "pread" ? calls / 4 : 1;
        // The last one makes the removal of the staged folder durable, when the work is done.
        const int last = call == "fsync" ? calls - 1 : calls;
        for (const int number : {first, (first + last) / 2, last}) {
            const CliRun run =
                runFaulty(mergeTo("out"), QString("%1:%2:%3").arg(call).arg(number).arg(reason));
            QVERIFY2(run.code == 3 && run.saysOneSentence(), qPrintable(call + ": " + run.text()));
            QVERIFY2(run.err.contains(says), qPrintable(run.text()));
            // The folder around the checkpoint is made durable last, when it has its place already.
            if (call == "fsync" && number == last)
                QVERIFY(contentsOf(m_folder / "out") == contentsOf(m_folder / "counted"));
            else
                QVERIFY(!std::filesystem::exists(m_folder / "out"));
            QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
        }
        QVERIFY(contentsOf(m_folder / "model") == before);
    }

    void aDiskThatKnowsNoLocksIsWrittenWithoutThem()
    {
        const CliRun run = runFaulty(mergeTo("out"), QString("flock:1:%1").arg(ENOLCK));
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
    }

    void aDiskThatWritesSomethingElseIsFoundOut()
    {
        const int writes = countCalls(mergeTo("counted"), "pwrite");
        QVERIFY(writes > 2);
        for (const int number : {1, writes / 2, writes}) {
            const CliRun run =
                runFaulty(mergeTo("out") + QStringList {"--json"}, QString("pwrite:%1:flip").arg(number));
            QVERIFY2(run.code == 3 && run.saysOneSentence(), qPrintable(run.text()));
            QVERIFY2(run.err.contains("is wrong"), qPrintable(run.text()));
            QCOMPARE(run.json()["verified"].toBool(true), false);
            QCOMPARE(run.json()["output"].toString(), at("out"));
            QVERIFY(!std::filesystem::exists(m_folder / "out"));
            QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
        }
    }

    void theSecondMergeToOnePlaceIsRefused()
    {
        StoppedRun first(mergeTo("out"), "pwrite:3");
        QVERIFY(first.isStopped());
        for (const QStringList& more : {QStringList {}, QStringList {"--resume"},
                                        QStringList {"--part", "1/2"}, QStringList {"--finish"}}) {
            const CliRun second = runCli(mergeTo("out") + more);
            QVERIFY2(second.code != 0 && second.saysOneSentence(), qPrintable(second.text()));
            QVERIFY2(second.err.contains("Another merge is writing"), qPrintable(second.text()));
        }
        const CliRun cleaned = runCli({"clean", at("out")});
        QVERIFY2(cleaned.code == 0 && cleaned.out.contains("kept"), qPrintable(cleaned.text()));
        QCOMPARE(first.goOn().code, 0);
        QVERIFY(std::filesystem::exists(m_folder / "out/config.json")
                && !std::filesystem::exists(m_folder / "out.partial"));
    }

    void twoMergesThatStartAtOnceNeverMix()
    {
        // The first calls make the folder and lock it.
        for (int place = 1; place <= 12; ++place) {
            StoppedRun first(mergeTo("out"), QString("any:%1").arg(place));
            const CliRun second = runCli(mergeTo("out"));
            const CliRun ended = first.goOn();
            QVERIFY2((second.code == 0) != (ended.code == 0), qPrintable(second.text() + ended.text()));
            QVERIFY(std::filesystem::exists(m_folder / "out/config.json")
                    && !std::filesystem::exists(m_folder / "out.partial"));
            std::filesystem::remove_all(m_folder / "out");
        }
    }

    void aSourceThatChangesMeanwhileIsNoticed_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("cut short") << "cut";
        QTest::newRow("touched") << "touch";
        QTest::newRow("another header, same size and time") << "header";
        QTest::newRow("removed before it is opened") << "remove";
    }
    void aSourceThatChangesMeanwhileIsNoticed()
    {
        QFETCH(QString, how);
        const auto file = m_folder / "model/model.safetensors";
        // A removed file stays readable once it is open, and a header is read then: these go before.
        const bool isEarly = how == "remove" || how == "header";
        StoppedRun run(mergeTo("out"), isEarly ? "flock:1" : "pwrite:4");
        QVERIFY(run.isStopped());
        const auto time = std::filesystem::last_write_time(file);
        if (how == "cut") {
            cutFile(file, 100'000);
        } else if (how == "remove") {
            std::filesystem::remove(file);
        } else if (how == "header") {
            std::string text = readText(file);
            const std::size_t name = text.find("layers.0.mlp.down_proj");
            text.replace(name, 22, "layers.9.mlp.down_proj");
            writeText(file, text);
        } else {
            std::filesystem::last_write_time(file, time + std::chrono::seconds(2));
        }
        if (how == "header")
            std::filesystem::last_write_time(file, time);
        const CliRun ended = run.goOn();
        QVERIFY2(ended.code == 3 && ended.saysOneSentence(), qPrintable(ended.text()));
        QVERIFY2(ended.err.contains("model.safetensors"), qPrintable(ended.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "out")
                && !std::filesystem::exists(m_folder / "out.partial"));
    }

    void aFolderThatIsTakenAwayIsNoticed_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("all of it") << "out.partial";
        QTest::newRow("one file") << "out.partial/files/model.safetensors";
        QTest::newRow("the files") << "out.partial/files";
    }
    void aFolderThatIsTakenAwayIsNoticed()
    {
        QFETCH(QString, what);
        for (const auto* verify : {"off", "full"}) {
            StoppedRun run(mergeTo("out") + QStringList {"--verify", verify}, "pwrite:4");
            QVERIFY(run.isStopped());
            std::filesystem::remove_all(m_folder / what.toStdString());
            const CliRun ended = run.goOn();
            QVERIFY2(ended.code == 3 && ended.saysOneSentence(), qPrintable(ended.text()));
            QVERIFY(!std::filesystem::exists(m_folder / "out")
                    && !std::filesystem::exists(m_folder / "out.partial"));
        }
    }

    void aPlaceThatIsTakenMeanwhileIsLeftAlone()
    {
        StoppedRun run(mergeTo("out"), "pwrite:4");
        QVERIFY(run.isStopped());
        std::filesystem::create_directory(m_folder / "out");
        writeText(m_folder / "out/precious.txt", "keep");
        const CliRun ended = run.goOn();
        QVERIFY2(ended.code == 3 && ended.saysOneSentence(), qPrintable(ended.text()));
        QCOMPARE(contentsOf(m_folder / "out").size(), std::size_t(1));
        QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
    }

    void whatWasLeftIsNamedAndRemoved()
    {
        QCOMPARE(runFaulty(mergeTo("out"), "pwrite:6:kill").code, -1);
        QVERIFY(std::filesystem::exists(m_folder / "out.partial"));
        const CliRun refused = runCli(mergeTo("out"));
        QVERIFY2(refused.code == 1 && refused.saysOneSentence(), qPrintable(refused.text()));
        QVERIFY2(refused.err.contains("--resume") && refused.err.contains("clean"),
                 qPrintable(refused.text()));
        const CliRun other = runCli(mergeTo("out") + QStringList {"--resume", "--dtype", "f32"});
        QVERIFY2(other.code == 3 && other.saysOneSentence(), qPrintable(other.text()));
        const QJsonObject listed = runCli({"clean", at(""), "--dry-run", "--json"}).json();
        QCOMPARE(listed["leftovers"].toArray().size(), 1);
        QCOMPARE(listed["leftovers"][0]["folder"].toString(), at("out.partial"));
        QVERIFY(listed["leftovers"][0]["bytes"].toInt() > 0);
        QVERIFY(std::filesystem::exists(m_folder / "out.partial"));
        const CliRun cleaned = runCli({"clean", at("out")});
        QVERIFY2(cleaned.code == 0 && cleaned.out.contains("removed"), qPrintable(cleaned.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
        QVERIFY(runCli({"clean", at("out")}).out.contains("No merge has left anything"));
    }

    void aSecondSignalNamesWhatIsLeft()
    {
        StoppedRun run(mergeTo("out"), "pwrite:4");
        QVERIFY(run.isStopped());
        run.send(SIGINT);
        run.send(SIGTERM);
        const CliRun ended = run.goOn();
        QVERIFY2(ended.code == 130 && ended.err.contains("is left in " + at("out.partial")),
                 qPrintable(ended.text()));
        QVERIFY(std::filesystem::exists(m_folder / "out.partial"));
        QVERIFY2(runCli({"clean", at("out")}).out.contains("removed"), "what is left is known");
        QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
    }

    void aShardThatBecomesAPipeEndsTheMerge()
    {
        StoppedRun run(mergeTo("out"), "flock:1");
        QVERIFY(run.isStopped());
        const auto file = m_folder / "model/model.safetensors";
        std::filesystem::remove(file);
        QCOMPARE(::mkfifo(file.c_str(), 0600), 0);
        const CliRun ended = run.goOn();
        std::filesystem::remove(file);
        QVERIFY2(ended.code == 3 && ended.saysOneSentence() && ended.err.contains("is not a file"),
                 qPrintable(ended.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "out.partial"));
    }

    void aFolderOfSomebodyElseIsNeverRemoved()
    {
        std::filesystem::create_directories(m_folder / "out.partial/files");
        writeText(m_folder / "out.partial/thesis.txt", "keep");
        QVERIFY(runCli({"clean", at("")}).out.contains("No merge has left anything"));
        const CliRun run = runCli(mergeTo("out"));
        QVERIFY2(run.code == 1 && run.saysOneSentence() && run.err.contains(at("out-2")),
                 qPrintable(run.text()));
        QCOMPARE(readText(m_folder / "out.partial/thesis.txt"), std::string("keep"));
    }

    void aSourceThatChangedSinceTheKillIsNotMixedIn()
    {
        QCOMPARE(runFaulty(mergeTo("out"), "pwrite:6:kill").code, -1);
        const auto file = m_folder / "model/model.safetensors";
        std::filesystem::last_write_time(file,
                                         std::filesystem::last_write_time(file) + std::chrono::seconds(2));
        const CliRun run = runCli(mergeTo("out") + QStringList {"--resume"});
        QVERIFY2(run.code == 3 && run.saysOneSentence(), qPrintable(run.text()));
        QVERIFY2(run.err.contains("changed since"), qPrintable(run.text()));
        QVERIFY(!std::filesystem::exists(m_folder / "out"));
    }

private:
    QString at(const char* name) const
    {
        return QString::fromStdString((*name == 0 ? m_folder.path() : m_folder / name).string());
    }
    QStringList mergeTo(const char* name) const
    {
        const QStringList words {"merge",    "A[0:3] A[1:4]", "--model", at("model"),
                                 "--output", at(name),        "--quiet"};
        return words + m_options;
    }

    QStringList m_options; // of every merge
    TemporaryFolder m_folder;
};

QTEST_GUILESS_MAIN(CliFaultTest)
#include "cli_fault_test.moc"
