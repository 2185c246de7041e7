#include "tests/app/cli/faulty_run.h"

#include "tests/support/tiny_checkpoint.h"

#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <unistd.h>

namespace layerloom::tests {

namespace {

constexpr int kTimeoutMs = 120'000;

void start(QProcess& process, const QStringList& arguments, const QString& fault,
           const QString& countFile = {})
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HF_HUB_CACHE", "/nowhere");
    environment.insert("LD_PRELOAD", LAYERLOOM_FAULT_SHIM);
    environment.insert("LAYERLOOM_FAULT", fault);
    if (!countFile.isEmpty())
        environment.insert("LAYERLOOM_FAULT_COUNT", countFile);
    process.setProcessEnvironment(environment);
    process.start(LAYERLOOM_CLI, arguments);
    process.waitForStarted(kTimeoutMs);
}

CliRun finished(QProcess& process)
{
    process.waitForFinished(kTimeoutMs);
    CliRun run;
    run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = QString::fromUtf8(process.readAllStandardOutput());
    run.err = QString::fromUtf8(process.readAllStandardError());
    return run;
}

/// 'T' while a process stands still.
char stateOf(qint64 process)
{
    QFile file(QString("/proc/%1/stat").arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 'X';
    const QByteArray text = file.readAll();
    return text.at(text.lastIndexOf(')') + 2);
}

} // namespace

CliRun runFaulty(const QStringList& arguments, const QString& fault)
{
    QProcess process;
    start(process, arguments, fault);
    return finished(process);
}

int countCalls(const QStringList& arguments, const QString& call)
{
    const QTemporaryDir folder;
    const QString file = folder.filePath("count");
    QProcess process;
    start(process, arguments, call + ":0:count", file);
    finished(process);
    return QByteArray::fromStdString(readText(file.toStdString())).trimmed().toInt();
}

StoppedRun::StoppedRun(const QStringList& arguments, const QString& place)
{
    start(m_process, arguments, place + ":stop");
    constexpr int kTries = 6000;
    for (int i = 0; i < kTries && !isStopped() && !m_process.waitForFinished(1); ++i)
        ::usleep(5000);
}

StoppedRun::~StoppedRun()
{
    m_process.kill();
    m_process.waitForFinished(kTimeoutMs);
}

bool StoppedRun::isStopped() const
{
    return m_process.state() == QProcess::Running && stateOf(m_process.processId()) == 'T';
}

void StoppedRun::send(int signal)
{
    ::kill(static_cast<pid_t>(m_process.processId()), signal);
}

CliRun StoppedRun::goOn()
{
    if (m_process.state() == QProcess::Running)
        ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
    return finished(m_process);
}

CliRun runKilledAfter(const QStringList& arguments, int microseconds)
{
    QProcess process;
    process.start(LAYERLOOM_CLI, arguments);
    process.waitForStarted(kTimeoutMs);
    ::usleep(static_cast<useconds_t>(microseconds));
    process.kill();
    return finished(process);
}

std::map<std::string, std::string> contentsOf(const std::filesystem::path& folder)
{
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        contents[entry.path().filename().string()] = readText(entry.path());
    return contents;
}

} // namespace layerloom::tests
