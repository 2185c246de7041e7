#include "app/jobs/merge_queue.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace layerloom::app {

namespace {

constexpr std::array kStateNames {
    QT_TRANSLATE_NOOP("Jobs", "Queued"),    QT_TRANSLATE_NOOP("Jobs", "Preparing"),
    QT_TRANSLATE_NOOP("Jobs", "Merging"),   QT_TRANSLATE_NOOP("Jobs", "Verifying"),
    QT_TRANSLATE_NOOP("Jobs", "Finishing"), QT_TRANSLATE_NOOP("Jobs", "Done"),
    QT_TRANSLATE_NOOP("Jobs", "Failed"),    QT_TRANSLATE_NOOP("Jobs", "Cancelled"),
};

MergeState stateOfStage(core::Stage stage)
{
    switch (stage) {
    case core::Stage::Preparing:
        return MergeState::Preparing;
    case core::Stage::Merging:
        return MergeState::Merging;
    case core::Stage::Verifying:
    case core::Stage::LoadChecking:
        return MergeState::Verifying;
    default:
        return MergeState::Finishing;
    }
}

// A remark on a finished merge: overflows of a conversion, or that the result was not verified.
QString remark(const core::MergeReport& report)
{
    QStringList remarks;
    if (!report.verified)
        remarks.append(QObject::tr("Not verified."));
    std::uint64_t values = 0;
    for (const auto& [tensor, count] : report.overflows)
        values += count;
    if (values > 0)
        remarks.append(QObject::tr("%1 values in %n tensor(s) became infinite.", nullptr,
                                   static_cast<int>(report.overflows.size()))
                           .arg(QString::fromStdString(core::groupedDigits(values))));
    return remarks.join(QLatin1Char(' '));
}

void note(MergeJob& job, const QString& line)
{
    job.log.append(QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss  ")) + line);
}

} // namespace

QString stateText(MergeState state)
{
    return QCoreApplication::translate("Jobs", kStateNames[static_cast<std::size_t>(state)]);
}

bool isFinished(MergeState state)
{
    return state >= MergeState::Done;
}

MergeQueue::MergeQueue(QObject* parent)
    : QObject(parent)
{
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &MergeQueue::onTick);
    connect(&m_runner, &JobRunner::progressed, this, &MergeQueue::onProgress);
}

int MergeQueue::add(MergeRequest request)
{
    MergeJob job;
    job.id = ++m_lastId;
    job.request = std::move(request);
    job.progress.tensorsTotal = job.request.plan->tensorCount();
    note(job, tr("Queued: %1").arg(QString::fromStdString(job.request.destination.string())));
    const int id = job.id;
    m_jobs.push_back(std::move(job));
    Q_EMIT added(id);
    startNext();
    return id;
}

void MergeQueue::cancel(int id)
{
    MergeJob* found = job(id);
    if (!found || isFinished(found->state))
        return;
    if (id == m_runningId) {
        m_runner.cancel();
        return;
    }
    enter(*found, MergeState::Cancelled);
    Q_EMIT finished(id);
}

void MergeQueue::cancelAll()
{
    // Waiting jobs first, so that none starts when the running one ends.
    std::vector<int> order;
    for (const MergeJob& each : m_jobs)
        order.insert(each.state == MergeState::Queued ? order.begin() : order.end(), each.id);
    for (const int id : order)
        cancel(id);
}

void MergeQueue::retry(int id)
{
    const MergeJob* found = find(id);
    if (found && (found->state == MergeState::Failed || found->state == MergeState::Cancelled))
        add(MergeRequest(found->request));
}

void MergeQueue::clearFinished()
{
    std::vector<int> ids;
    std::erase_if(m_jobs, [&](const MergeJob& job) {
        if (isFinished(job.state))
            ids.push_back(job.id);
        return isFinished(job.state);
    });
    for (const int id : ids)
        Q_EMIT removed(id);
}

const MergeJob* MergeQueue::find(int id) const
{
    const auto found = std::ranges::find(m_jobs, id, &MergeJob::id);
    return found == m_jobs.end() ? nullptr : &*found;
}

MergeJob* MergeQueue::job(int id)
{
    const auto found = std::ranges::find(m_jobs, id, &MergeJob::id);
    return found == m_jobs.end() ? nullptr : &*found;
}

const MergeJob* MergeQueue::running() const
{
    return find(m_runningId);
}

bool MergeQueue::isBusy() const
{
    return std::ranges::any_of(m_jobs, [](const MergeJob& job) { return !isFinished(job.state); });
}

void MergeQueue::startNext()
{
    if (m_runningId != 0)
        return;
    const auto next = std::ranges::find(m_jobs, MergeState::Queued, &MergeJob::state);
    if (next == m_jobs.end())
        return;
    m_runningId = next->id;
    m_clock.start();
    m_tick.start();
    enter(*next, MergeState::Preparing);
    m_runner.start(
        next->request.title,
        [request = next->request](core::JobContext& context) {
            return core::resumeMerge(*request.plan, request.settings, request.destination, context);
        },
        [this, id = next->id](const core::Result<core::MergeReport>& result) { onDone(id, result); });
}

void MergeQueue::onProgress(const core::Progress& progress)
{
    MergeJob* current = job(m_runningId);
    if (!current)
        return;
    current->progress = progress;
    current->seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    current->meter.add(current->seconds, progress.done, progress.total);
    const MergeState state = stateOfStage(progress.stage);
    if (state != current->state)
        enter(*current, state);
    else
        Q_EMIT updated(current->id);
}

void MergeQueue::onTick()
{
    if (MergeJob* current = job(m_runningId)) {
        current->seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        Q_EMIT updated(current->id);
    }
}

void MergeQueue::onDone(int id, const core::Result<core::MergeReport>& result)
{
    m_tick.stop();
    m_runningId = 0;
    MergeJob& ended = *job(id);
    ended.seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    if (result) {
        ended.progress.done = ended.progress.total;
        ended.message = remark(*result);
        enter(ended, MergeState::Done);
    } else if (result.error().code() == core::ErrorCode::Cancelled) {
        enter(ended, MergeState::Cancelled);
    } else {
        ended.message = QString::fromStdString(result.error().message());
        enter(ended, MergeState::Failed);
    }
    Q_EMIT finished(id);
    startNext();
}

void MergeQueue::enter(MergeJob& job, MergeState state)
{
    job.state = state;
    note(job,
         job.message.isEmpty() ? stateText(state) : stateText(state) + QStringLiteral(": ") + job.message);
    Q_EMIT updated(job.id);
}

} // namespace layerloom::app
