#include "tests/app/cli/cli_run.h"

#include <QProcess>

#include <csignal>

namespace layerloom::tests {

namespace {

constexpr int kTimeoutMs = 120'000;

void start(QProcess& process, const QStringList& arguments)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.insert("HF_HUB_CACHE", "/nowhere");
    process.setProcessEnvironment(environment);
    process.start(LAYERLOOM_CLI, arguments);
    process.waitForStarted(kTimeoutMs);
}

CliRun finished(QProcess& process, QString err = {})
{
    process.waitForFinished(kTimeoutMs);
    CliRun run;
    run.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = QString::fromUtf8(process.readAllStandardOutput());
    run.err = err + QString::fromUtf8(process.readAllStandardError());
    return run;
}

} // namespace

CliRun runCli(const QStringList& arguments)
{
    QProcess process;
    start(process, arguments);
    return finished(process);
}

CliRun interruptCli(const QStringList& arguments, const QString& when)
{
    QProcess process;
    start(process, arguments);
    QString err;
    while (!err.contains(when) && process.waitForReadyRead(100) | (process.state() == QProcess::Running))
        err += QString::fromUtf8(process.readAllStandardError());
    if (process.state() == QProcess::Running)
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    return finished(process, err);
}

} // namespace layerloom::tests
