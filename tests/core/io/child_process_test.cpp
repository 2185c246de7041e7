#include "core/base/error.h"
#include "core/base/result.h"
#include "core/io/child_process.h"

#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <chrono>
#include <csignal>
#include <thread>

using namespace layerloom::core;

class ChildProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothStreamsAndTheExitCodeAreKept()
    {
        const ChildResult result = shell("echo out; echo err >&2; exit 3");
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(result.output, std::string("out\n"));
        QCOMPARE(result.errors, std::string("err\n"));
    }

    void moreThanAPipeHoldsIsRead()
    {
        const ChildResult result = shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2");
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.output.size(), std::size_t(3'000'000));
        QCOMPARE(result.errors.size(), std::size_t(64'000)); // its end only
    }

    void argumentsAreHandedOverAsTheyAre()
    {
        const ChildCommand command {"printf", {"%s|", "a b", "$HOME", "*"}, {}};
        QCOMPARE(runChild(command, {}).output, std::string("a b|$HOME|*|"));
    }

    void variablesReplaceThoseOfThisProcess()
    {
        qputenv("LAYERLOOM_TEST", "old");
        const ChildCommand command {"sh",
                                    {"-c", "echo $LAYERLOOM_TEST; env | grep -c ^LAYERLOOM_TEST="},
                                    {{"LAYERLOOM_TEST", "new"}}};
        QCOMPARE(runChild(command, {}).output, std::string("new\n1\n"));
        QVERIFY(!shell("echo $PATH").output.empty());
    }

    void nothingComesInAndTheFolderIsTheRoot() { QCOMPARE(shell("cat; pwd").output, std::string("/\n")); }

    void signalsCountFrom128() { QCOMPARE(shell("kill -9 $$").exitCode, 128 + SIGKILL); }

    void aMissingProgramIsNamed()
    {
        const auto result = guarded([] { return runChild({"/no/such/program", {}, {}}, {}); });
        QCOMPARE(result.error().code(), ErrorCode::Io);
        QCOMPARE(result.error().message(),
                 std::string("/no/such/program cannot be started: No such file or directory"));
    }

    void aStopEndsTheProgramAndWhatItStarted()
    {
        QTemporaryDir folder;
        const std::string mark = folder.filePath("mark").toStdString();
        std::stop_source stop;
        const JobContext job(stop.get_token(), {});
        const auto result = guarded([&] {
            std::jthread stopper([&] {
                while (!QFile::exists(QString::fromStdString(mark)))
                    std::this_thread::sleep_for(std::chrono::milliseconds(5));
                stop.request_stop();
            });
            return runChild(
                {"sh",
                 {"-c", "sleep 600 & echo $! > " + mark + ".new; mv " + mark + ".new " + mark + "; wait"},
                 {}},
                job);
        });
        QCOMPARE(result.error().code(), ErrorCode::Cancelled);
        QFile file(QString::fromStdString(mark));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const pid_t sleeper = file.readAll().trimmed().toInt();
        QVERIFY(sleeper > 1);
        QTRY_VERIFY(!isRunning(sleeper));
    }

private:
    /// False for a process that has ended, also when nobody has waited for it yet.
    static bool isRunning(pid_t id)
    {
        QFile status(QStringLiteral("/proc/%1/stat").arg(id));
        return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
    }

    static ChildResult shell(const std::string& script) { return runChild({"sh", {"-c", script}, {}}, {}); }
};

QTEST_APPLESS_MAIN(ChildProcessTest)
#include "child_process_test.moc"
