#pragma once

#include "tests/app/cli/cli_run.h"

#include <QProcess>

#include <filesystem>
#include <map>
#include <string>

namespace layerloom::tests {

/// Runs layerloom-cli where calls to the system fail: "any:17:kill", "fsync:1:5" (tests/support/fault_shim.cpp).
CliRun runFaulty(const QStringList& arguments, const QString& fault);

/// How many calls "any" (or another name) counts in an undisturbed run.
int countCalls(const QStringList& arguments, const QString& call);

/// A run that stands still before one of its calls until it is told to go on.
class StoppedRun {
public:
    /// Returns once it stands still, or has ended. Fault: "any:17".
    StoppedRun(const QStringList& arguments, const QString& place);
    ~StoppedRun();
    StoppedRun(const StoppedRun&) = delete;
    StoppedRun& operator=(const StoppedRun&) = delete;

    bool isStopped() const;
    /// Sends a signal, which takes effect when it goes on.
    void send(int signal);
    /// Lets it run to its end.
    CliRun goOn();

private:
    QProcess m_process;
};

/// Runs layerloom-cli and kills it after so many microseconds; exit code -1 when it was killed.
CliRun runKilledAfter(const QStringList& arguments, int microseconds);

/// The files of a folder, by name.
std::map<std::string, std::string> contentsOf(const std::filesystem::path& folder);

} // namespace layerloom::tests
