#include "app/jobs/job_queue.h"

#include <algorithm>

namespace layerloom::app {

JobQueue::JobQueue(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(2);
    m_pool.setExpiryTimeout(-1);
}

JobQueue::~JobQueue()
{
    for (std::optional<Job>* job : {&m_running, &m_paused})
        if (*job)
            (*job)->stop.request_stop();
    m_pool.waitForDone();
    // The queue may be the receiver of a job. ~QObject tells receivers when the members are gone.
    disconnect(this, &QObject::destroyed, this, nullptr);
}

JobQueue::JobId JobQueue::add(Job job, QObject& receiver)
{
    const JobId id = ++m_lastId;
    const Urgency urgency = job.urgency;
    job.id = id;
    job.receiver = &receiver;
    job.receiverGone = connect(&receiver, &QObject::destroyed, this, [this, id] { cancel(id); });
    m_waiting.push_back(std::move(job));
    ++m_unfinished;
    Q_EMIT added(id);
    interruptFor(urgency);
    startNext();
    return id;
}

void JobQueue::interruptFor(Urgency urgency)
{
    if (!m_running || m_running->urgency >= urgency || m_running->stop.stop_requested())
        return;
    if (m_running->urgency == Urgency::Background) {
        m_running->gate->close();
    } else {
        m_running->restarts = true;
        m_running->stop.request_stop();
    }
}

void JobQueue::cancel(JobId id)
{
    for (std::optional<Job>* job : {&m_running, &m_paused}) {
        if (*job && (*job)->id == id) {
            (*job)->restarts = false;
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

std::vector<JobQueue::ListedJob> JobQueue::unfinished() const
{
    std::vector<ListedJob> listed;
    if (m_running)
        listed.push_back({m_running->id, m_running->title, JobState::Running});
    if (m_paused)
        listed.push_back({m_paused->id, m_paused->title, JobState::Paused});
    for (const Job& job : m_waiting)
        listed.push_back({job.id, job.title, JobState::Waiting});
    return listed;
}

void JobQueue::cancelAll()
{
    while (!m_waiting.empty())
        cancel(m_waiting.front().id);
    if (m_paused)
        cancel(m_paused->id);
    if (m_running)
        cancel(m_running->id);
}

void JobQueue::startNext()
{
    if (m_running)
        return;
    // The first of the most urgent.
    const auto next = std::ranges::max_element(m_waiting, {}, &Job::urgency);
    if (m_paused && (next == m_waiting.end() || next->urgency <= m_paused->urgency))
        return resume();
    if (next == m_waiting.end())
        return;
    Job job = std::move(*next);
    m_waiting.erase(next);
    run(std::move(job));
}

void JobQueue::run(Job job)
{
    const JobId id = job.id;
    job.stop = std::stop_source();
    job.gate = std::make_shared<JobGate>();
    job.restarts = false;
    prepareRun();
    m_pool.start([this, id, work = job.work, stop = job.stop.get_token(), gate = job.gate] {
        const auto call = [this](auto function) {
            QMetaObject::invokeMethod(this, std::move(function), Qt::QueuedConnection);
        };
        call([this, id] { Q_EMIT started(id); });
        core::JobContext context(
            stop,
            [&](const core::Progress& progress) {
                call([this, id, progress] { Q_EMIT progressed(id, progress); });
            },
            [&] { gate->pass(stop, [&] { call([this, id] { pause(id); }); }); });
        const Delivery deliver = work(context);
        call([this, id, deliver] { finish(id, deliver); });
    });
    m_running = std::move(job);
}

void JobQueue::pause(JobId id)
{
    if (runningId() != id)
        return;
    m_paused = std::exchange(m_running, std::nullopt);
    Q_EMIT paused(id);
    startNext();
}

void JobQueue::resume()
{
    if (!m_paused)
        return;
    QMetaObject::invokeMethod(
        this, [this, id = m_paused->id] { Q_EMIT started(id); }, Qt::QueuedConnection);
    const std::shared_ptr<JobGate> gate = m_paused->gate;
    m_running = std::exchange(m_paused, std::nullopt);
    gate->open();
}

void JobQueue::finish(JobId id, const Delivery& deliver)
{
    std::optional<Job>& place = m_paused && m_paused->id == id ? m_paused : m_running;
    const std::optional<Job> job = std::exchange(place, std::nullopt);
    if (!job)
        return;
    if (job->restarts)
        m_waiting.push_front(*job);
    else
        end(*job, deliver);
    startNext();
}

void JobQueue::end(const Job& job, const Delivery& deliver)
{
    disconnect(job.receiverGone);
    --m_unfinished;
    if (job.receiver)
        deliver();
    Q_EMIT finished(job.id);
    if (!isBusy())
        Q_EMIT idle();
}

} // namespace layerloom::app
