#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <filesystem>

namespace layerloom::tests {

/// How a run of layerloom-cli ended.
struct CliRun {
    int code = -1;
    QString out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    QString text() const { return QString("exit %1\n%2\n%3").arg(code).arg(out, err); }
    /// Standard error is exactly one line.
    bool saysOneSentence() const { return err.count('\n') == 1 && err.size() > 10 && !err.contains("std::"); }
};

/// Runs the program to its end, without a display.
CliRun runCli(const QStringList& arguments);
/// The same where no file may grow past 1,000 kB.
CliRun runLimited(const QStringList& arguments);
/// Runs a script of bash in which "$0" "$@" is the program with its arguments.
CliRun runShell(const QString& script, const QStringList& arguments);
/// Sends an interrupt as soon as standard error contains `when`.
CliRun interruptCli(const QStringList& arguments, const QString& when);

/// A model of eight layers that runs, made by the program: the folder "loomling-8" in `folder`, and "sample" with the sample model
/// beside it. Throws when it cannot be made.
QString runnableModel(const std::filesystem::path& folder);

QString path(const std::filesystem::path& path);
/// A number of a matrix in JSON; -1 where there is none.
double at(const QJsonValue& matrix, int row, int column);

} // namespace layerloom::tests
