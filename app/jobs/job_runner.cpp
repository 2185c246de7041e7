#include "app/jobs/job_runner.h"

namespace layerloom::app {

JobRunner::JobRunner(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
}

JobRunner::~JobRunner()
{
    cancel();
    m_pool.waitForDone();
}

void JobRunner::cancel()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
}

// Called on the worker thread.
void JobRunner::announce(const QString& title)
{
    QMetaObject::invokeMethod(
        this, [this, title] { Q_EMIT started(title); }, Qt::QueuedConnection);
}

// Called on the worker thread.
void JobRunner::report(const core::Progress& progress)
{
    QMetaObject::invokeMethod(
        this, [this, progress] { Q_EMIT progressed(progress); }, Qt::QueuedConnection);
}

void JobRunner::finishOne()
{
    if (--m_pending == 0)
        Q_EMIT idle();
}

} // namespace layerloom::app
