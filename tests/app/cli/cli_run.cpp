#include "tests/app/cli/cli_run.h"

#include <QJsonArray>
#include <QProcess>

#include <csignal>
#include <stdexcept>

namespace layerloom::tests {

namespace {

constexpr int kTimeoutMs = 120'000;

void start(QProcess& process, const QStringList& arguments, const QString& program = LAYERLOOM_CLI)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.insert("HF_HUB_CACHE", "/nowhere");
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.waitForStarted(kTimeoutMs);
}

CliRun finished(QProcess& process, const QString& err = {})
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

CliRun runShell(const QString& script, const QStringList& arguments)
{
    QProcess process;
    start(process, QStringList {"-c", script, LAYERLOOM_CLI} + arguments, "bash");
    return finished(process);
}

CliRun runLimited(const QStringList& arguments)
{
    return runShell("ulimit -f 1000; exec \"$0\" \"$@\"", arguments);
}

CliRun interruptCli(const QStringList& arguments, const QString& when)
{
    QProcess process;
    start(process, arguments);
    QString err;
    while (!err.contains(when) && process.state() == QProcess::Running) {
        process.waitForReadyRead(100);
        err += QString::fromUtf8(process.readAllStandardError());
    }
    if (process.state() == QProcess::Running)
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    return finished(process, err);
}

QString runnableModel(const std::filesystem::path& folder)
{
    const QString model = path(folder / "loomling-8");
    const CliRun sample = runCli({"sample", path(folder / "sample")});
    const CliRun merged = runCli(
        {"merge", "A[0:4] A[28:32]", "--model", path(folder / "sample" / "loomling-32"), "--output", model});
    if (sample.code != 0 || merged.code != 0)
        throw std::runtime_error((sample.text() + merged.text()).toStdString());
    return model;
}

QString path(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

double at(const QJsonValue& matrix, int row, int column)
{
    return matrix.toArray()[row].toArray()[column].toDouble(-1);
}

} // namespace layerloom::tests
