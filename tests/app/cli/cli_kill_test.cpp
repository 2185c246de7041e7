#include "tests/app/cli/faulty_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRandomGenerator>
#include <QtTest/QTest>

using namespace layerloom::tests;

// Kills merges without warning, at random calls to the system and at random times, and lets them be resumed.
// LAYERLOOM_KILLS says how often (default 20); LAYERLOOM_SEED repeats a run.
class CliKillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        writeTinyCheckpoint(m_folder / "model",
                            {.layers = 6,
                             .hidden = 256,
                             .intermediate = 512,
                             .heads = 4,
                             .keyValueHeads = 4,
                             .vocabulary = 600,
                             .shards = 2,
                             .tokenizer = true});
        bool isSet = false;
        const uint seed = qEnvironmentVariable("LAYERLOOM_SEED").toUInt(&isSet);
        m_seed = isSet ? seed : QRandomGenerator::global()->generate();
        m_random.seed(m_seed);
    }

    void init()
    {
        m_options.clear();
        makeReference();
    }

    void aKilledMergeIsResumedToTheSameBytes_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("copied") << QStringList {};
        QTest::newRow("quantized") << QStringList {"--quantize", "nf4"};
    }
    void aKilledMergeIsResumedToTheSameBytes()
    {
        QFETCH(QStringList, options);
        m_options = options;
        makeReference();
        const int calls = countCalls(mergeTo("counted"), "any");
        QVERIFY(calls > 50);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(runCli(mergeTo("timed")).code, 0);
        const auto microseconds = static_cast<int>(timer.nsecsElapsed() / 1000);
        for (int i = 0; i < kills(); ++i) {
            const bool byTime = i % 4 == 3;
            const int place = m_random.bounded(1, byTime ? microseconds : calls + 1);
            const CliRun killed = byTime ? runKilledAfter(mergeTo("out"), place)
                                         : runFaulty(mergeTo("out"), QString("any:%1:kill").arg(place));
            const QString context = QString("seed %1, kill %2 at %3").arg(m_seed).arg(i).arg(place);
            QVERIFY2(byTime || killed.code == -1, qPrintable(context + killed.text()));
            requireNothingHalfDone(context);
            if (i % 5 == 4)
                killTheResume(calls, context);
            const bool wasPublished = std::filesystem::exists(m_folder / "out");
            if (!wasPublished || std::filesystem::exists(m_folder / "out.partial"))
                resume(context);
            QVERIFY2(contentsOf(m_folder / "out") == m_reference, qPrintable(context));
            QVERIFY2(!std::filesystem::exists(m_folder / "out.partial"), qPrintable(context));
            std::filesystem::remove_all(m_folder / "out");
        }
    }

    void resumingWhereNothingWasLeftIsAMerge()
    {
        const CliRun run = runCli(mergeTo("plain") + QStringList {"--resume"});
        QVERIFY2(run.code == 0, qPrintable(run.text()));
        QVERIFY(contentsOf(m_folder / "plain") == m_reference);
    }

    void aKilledMergeOfDequantizedWeightsIsResumedToTheSameBytes()
    {
        writeTinyCheckpoint(m_folder / "packed",
                            asGptq({.layers = 6,
                                    .hidden = 256,
                                    .intermediate = 512,
                                    .heads = 4,
                                    .keyValueHeads = 4,
                                    .vocabulary = 600,
                                    .shards = 2}));
        const auto mergePacked = [&](const char* name) -> QStringList {
            return {"merge",        "A[0:6] A[2:6]", "--model",      at("packed"), "--output", at(name),
                    "--shard-size", "6MB",           "--dequantize", "--dtype",    "bf16",     "--quiet"};
        };
        QCOMPARE(runCli(mergePacked("numbers")).code, 0);
        const auto reference = contentsOf(m_folder / "numbers");
        const int writes = countCalls(mergePacked("counted numbers"), "pwrite");
        for (int i = 0; i < 4; ++i) {
            const int place = m_random.bounded(1, writes);
            const QString context = QString("seed %1, write %2").arg(m_seed).arg(place);
            QCOMPARE(runFaulty(mergePacked("out"), QString("pwrite:%1:kill").arg(place)).code, -1);
            const CliRun run = runCli(mergePacked("out") + QStringList {"--resume"});
            QVERIFY2(run.code == 0, qPrintable(context + ": " + run.text()));
            QVERIFY2(contentsOf(m_folder / "out") == reference, qPrintable(context));
            std::filesystem::remove_all(m_folder / "out");
        }
    }

    void whatAKillLeftIsNotWrittenAgain()
    {
        const QStringList quick = mergeTo("out") + QStringList {"--verify", "off"};
        const int writes = countCalls(mergeTo("writes") + QStringList {"--verify", "off"}, "pwrite");
        QCOMPARE(runFaulty(quick, QString("pwrite:%1:kill").arg(writes - 5)).code, -1);
        const int again = countCalls(quick + QStringList {"--resume"}, "pwrite");
        QVERIFY2(again < writes / 2, qPrintable(QString("%1 of %2").arg(again).arg(writes)));
        QVERIFY(contentsOf(m_folder / "out").at("model.safetensors.index.json")
                == m_reference.at("model.safetensors.index.json"));
        std::filesystem::remove_all(m_folder / "out");
    }

private:
    QString at(const char* name) const { return QString::fromStdString((m_folder / name).string()); }
    /// Several shards.
    QStringList mergeTo(const char* name) const
    {
        const QStringList words {"merge",    "A[0:6] A[2:6]", "--model", at("model"),
                                 "--output", at(name),        "--quiet"};
        return words + QStringList {"--shard-size", m_options.isEmpty() ? "6MB" : "1MB"} + m_options;
    }
    void makeReference()
    {
        for (const char* name : {"reference", "counted", "timed", "out", "out.partial"})
            std::filesystem::remove_all(m_folder / name);
        QCOMPARE(runCli(mergeTo("reference")).code, 0);
        m_reference = contentsOf(m_folder / "reference");
        QVERIFY(m_reference.size() > 10);
    }
    static int kills()
    {
        const int asked = qEnvironmentVariableIntValue("LAYERLOOM_KILLS");
        return asked > 0 ? asked : 20;
    }

    /// The destination is not there, or it is all there.
    void requireNothingHalfDone(const QString& context) const
    {
        if (std::filesystem::exists(m_folder / "out"))
            QVERIFY2(contentsOf(m_folder / "out") == m_reference, qPrintable(context));
    }

    void killTheResume(int calls, const QString& context)
    {
        const int place = m_random.bounded(1, calls);
        runFaulty(mergeTo("out") + QStringList {"--resume"}, QString("any:%1:kill").arg(place));
        requireNothingHalfDone(context + QString(", the resume at %1").arg(place));
    }

    void resume(const QString& context)
    {
        const CliRun run = runCli(mergeTo("out") + QStringList {"--resume"});
        QVERIFY2(run.code == 0, qPrintable(context + ": " + run.text()));
    }

    TemporaryFolder m_folder;
    QStringList m_options; // of every merge
    std::map<std::string, std::string> m_reference;
    QRandomGenerator m_random;
    uint m_seed = 0;
};

QTEST_GUILESS_MAIN(CliKillTest)
#include "cli_kill_test.moc"
