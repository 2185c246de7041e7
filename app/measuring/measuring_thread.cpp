#include "app/measuring/measuring_thread.h"

#include <algorithm>

namespace layerloom::app {

MeasuringThread::MeasuringThread(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
}

MeasuringThread::~MeasuringThread()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

MeasuringThread::JobId MeasuringThread::add(Job job, QObject& receiver)
{
    const JobId id = ++m_lastId;
    job.id = id;
    job.receiver = &receiver;
    job.receiverGone = connect(&receiver, &QObject::destroyed, this, [this, id] { cancel(id); });
    const bool isWaitedFor = job.urgency == Urgency::Waited;
    m_waiting.push_back(std::move(job));
    if (isWaitedFor && m_running && m_running->urgency == Urgency::Background && !m_stop.stop_requested()) {
        m_isInterrupted = true;
        m_stop.request_stop();
    }
    startNext();
    return id;
}

void MeasuringThread::cancel(JobId id)
{
    if (isRunning(id)) {
        m_isInterrupted = false;
        m_stop.request_stop();
        return;
    }
    const auto found = std::ranges::find(m_waiting, id, &Job::id);
    if (found == m_waiting.end())
        return;
    const Job job = std::move(*found);
    m_waiting.erase(found);
    QMetaObject::invokeMethod(
        this, [this, job] { end(job, job.refuse); }, Qt::QueuedConnection);
}

void MeasuringThread::cancelAll()
{
    while (!m_waiting.empty())
        cancel(m_waiting.front().id);
    if (m_running)
        cancel(m_running->id);
}

void MeasuringThread::release()
{
    start(
        tr("Making room"), Urgency::Background, *this,
        [](core::JobContext&, RunPlace& place) {
            place.release();
            return true;
        },
        [](const core::Result<bool>&) {});
}

void MeasuringThread::startNext()
{
    if (m_running || m_waiting.empty())
        return;
    auto next = std::ranges::find(m_waiting, Urgency::Waited, &Job::urgency);
    if (next == m_waiting.end())
        next = m_waiting.begin();
    m_running = std::move(*next);
    m_waiting.erase(next);
    m_isInterrupted = false;
    m_stop = std::stop_source();
    const auto report = [this, id = m_running->id](const core::Progress& progress) {
        QMetaObject::invokeMethod(
            this, [this, id, progress] { Q_EMIT progressed(id, progress); }, Qt::QueuedConnection);
    };
    m_pool.start([this, work = m_running->work, stop = m_stop.get_token(), report] {
        core::JobContext context(stop, report);
        const Delivery deliver = work(context, m_place);
        const bool wasStopped = stop.stop_requested();
        QMetaObject::invokeMethod(
            this, [this, deliver, wasStopped] { finishRunning(deliver, wasStopped); }, Qt::QueuedConnection);
    });
    Q_EMIT started(m_running->id);
}

void MeasuringThread::finishRunning(const Delivery& deliver, bool wasStopped)
{
    std::optional<Job> job = std::exchange(m_running, std::nullopt);
    if (!job)
        return;
    if (m_isInterrupted && wasStopped)
        m_waiting.push_front(std::move(*job));
    else
        end(*job, deliver);
    startNext();
    if (!isBusy())
        Q_EMIT idle();
}

void MeasuringThread::end(const Job& job, const Delivery& deliver)
{
    disconnect(job.receiverGone);
    if (job.receiver)
        deliver();
    Q_EMIT finished(job.id);
}

} // namespace layerloom::app
