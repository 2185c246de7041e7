#include "app/measuring/engine_queue.h"

#include <algorithm>

namespace layerloom::app {

EngineQueue::EngineQueue(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(2);
    m_pool.setExpiryTimeout(-1);
}

EngineQueue::~EngineQueue()
{
    for (std::optional<Job>* job : {&m_running, &m_held})
        if (*job)
            (*job)->stop.request_stop();
    m_pool.waitForDone();
}

EngineQueue::JobId EngineQueue::add(Job job, QObject& receiver)
{
    const JobId id = ++m_lastId;
    const Urgency urgency = job.urgency;
    job.id = id;
    job.receiver = &receiver;
    job.receiverGone = connect(&receiver, &QObject::destroyed, this, [this, id] { cancel(id); });
    m_waiting.push_back(std::move(job));
    makeWayFor(urgency);
    startNext();
    return id;
}

void EngineQueue::makeWayFor(Urgency urgency)
{
    if (!m_running || m_running->urgency >= urgency || m_running->stop.stop_requested())
        return;
    if (m_running->urgency == Urgency::Background) {
        m_running->gate->close();
    } else {
        m_running->beginsAgain = true;
        m_running->stop.request_stop();
    }
}

void EngineQueue::cancel(JobId id)
{
    for (std::optional<Job>* job : {&m_running, &m_held}) {
        if (*job && (*job)->id == id) {
            (*job)->beginsAgain = false;
            (*job)->stop.request_stop();
            return;
        }
    }
    const auto found = std::ranges::find(m_waiting, id, &Job::id);
    if (found == m_waiting.end())
        return;
    const Job job = std::move(*found);
    m_waiting.erase(found);
    QMetaObject::invokeMethod(
        this, [this, job] { end(job, job.refuse); }, Qt::QueuedConnection);
}

void EngineQueue::cancelAll()
{
    while (!m_waiting.empty())
        cancel(m_waiting.front().id);
    if (m_held)
        cancel(m_held->id);
    if (m_running)
        cancel(m_running->id);
}

void EngineQueue::release()
{
    start(
        tr("Making room"), Urgency::Background, *this,
        [](core::JobContext&, EngineSession& session) { session.release(); },
        [](const core::Result<void>&) {});
}

void EngineQueue::startNext()
{
    if (m_running)
        return;
    // The first of the most urgent.
    const auto next = std::ranges::max_element(m_waiting, {}, &Job::urgency);
    if (m_held && (next == m_waiting.end() || next->urgency <= m_held->urgency))
        return goOn();
    if (next == m_waiting.end())
        return;
    Job job = std::move(*next);
    m_waiting.erase(next);
    run(std::move(job));
}

void EngineQueue::run(Job job)
{
    const JobId id = job.id;
    job.stop = std::stop_source();
    job.gate = std::make_shared<JobGate>();
    job.beginsAgain = false;
    const auto report = [this, id](const core::Progress& progress) {
        QMetaObject::invokeMethod(
            this, [this, id, progress] { Q_EMIT progressed(id, progress); }, Qt::QueuedConnection);
    };
    const auto tellHeldUp = [this, id] {
        QMetaObject::invokeMethod(
            this, [this, id] { holdUp(id); }, Qt::QueuedConnection);
    };
    const auto hold = [gate = job.gate, stop = job.stop.get_token(), tellHeldUp] {
        gate->pass(stop, tellHeldUp);
    };
    m_pool.start([this, id, work = job.work, stop = job.stop.get_token(), report, hold,
                  isBeside = m_held.has_value(), memory = m_memory] {
        core::JobContext context(stop, report, hold);
        m_session.setBeside(isBeside);
        m_session.setMemory(memory);
        const Delivery deliver = work(context, m_session);
        QMetaObject::invokeMethod(
            this, [this, id, deliver] { finish(id, deliver); }, Qt::QueuedConnection);
    });
    m_running = std::move(job);
    Q_EMIT started(id);
}

void EngineQueue::holdUp(JobId id)
{
    if (!isRunning(id))
        return;
    m_held = std::exchange(m_running, std::nullopt);
    Q_EMIT heldUp(id);
    startNext();
}

void EngineQueue::goOn()
{
    const std::optional<Job> job = std::exchange(m_held, std::nullopt);
    if (!job)
        return;
    m_running = job;
    job->gate->open();
    Q_EMIT started(job->id);
}

void EngineQueue::finish(JobId id, const Delivery& deliver)
{
    std::optional<Job>& place = m_held && m_held->id == id ? m_held : m_running;
    const std::optional<Job> job = std::exchange(place, std::nullopt);
    if (!job)
        return;
    if (job->beginsAgain)
        m_waiting.push_front(*job);
    else
        end(*job, deliver);
    startNext();
    if (!isBusy())
        Q_EMIT idle();
}

void EngineQueue::end(const Job& job, const Delivery& deliver)
{
    disconnect(job.receiverGone);
    if (job.receiver)
        deliver();
    Q_EMIT finished(job.id);
}

} // namespace layerloom::app
