#pragma once

#include "tests/app/cli/cli_run.h"
#include "tests/support/tiny_checkpoint.h"

#include <QObject>

namespace layerloom::tests {

/// A test of verbs that run models: it has a model, a folder and a cache of its own.
class RunningTest : public QObject {
protected:
    RunningTest()
    {
        qputenv("XDG_CACHE_HOME", path(m_folder / "cache").toUtf8());
        m_model = runnableModel(m_folder.path());
    }

    QJsonObject evaluated(const QString& stack, const QStringList& more = {}) const
    {
        return runCli(QStringList {"evaluate", stack, "--model", m_model, "--quiet", "--json"} + more).json();
    }

    TemporaryFolder m_folder;
    QString m_model;
};

} // namespace layerloom::tests
