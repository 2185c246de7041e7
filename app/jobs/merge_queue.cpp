#include "app/jobs/merge_queue.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "core/loadcheck/load_check.h"
#include "core/merge/write/prepare_merge.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace layerloom::app {

namespace {

constexpr std::array kStateNames {
    QT_TRANSLATE_NOOP("Jobs", "Queued"),     QT_TRANSLATE_NOOP("Jobs", "Preparing"),
    QT_TRANSLATE_NOOP("Jobs", "Merging"),    QT_TRANSLATE_NOOP("Jobs", "Verifying"),
    QT_TRANSLATE_NOOP("Jobs", "Load check"), QT_TRANSLATE_NOOP("Jobs", "Finishing"),
    QT_TRANSLATE_NOOP("Jobs", "Done"),       QT_TRANSLATE_NOOP("Jobs", "Failed"),
    QT_TRANSLATE_NOOP("Jobs", "Cancelled"),
};

MergeState stateOfStage(core::Stage stage)
{
    switch (stage) {
    case core::Stage::Preparing:
        return MergeState::Preparing;
    case core::Stage::Merging:
        return MergeState::Merging;
    case core::Stage::Verifying:
        return MergeState::Verifying;
    case core::Stage::LoadChecking:
        return MergeState::LoadChecking;
    default:
        return MergeState::Finishing;
    }
}

// A remark on a finished merge: overflows of a conversion.
QString remark(const core::MergeReport& report)
{
    QStringList remarks;
    std::uint64_t values = 0;
    for (const auto& [tensor, count] : report.overflows)
        values += count;
    if (values > 0)
        remarks.append(QObject::tr("%1 values in %2 became infinite.")
                           .arg(QString::fromStdString(core::groupedDigits(values)),
                                counted(report.overflows.size(), "tensor")));
    return remarks.join(QLatin1Char(' '));
}

core::MergeReport run(const MergeRequest& request, core::JobContext& context)
{
    core::LastCheck lastCheck;
    if (const std::string python = request.python.toStdString(); !python.empty()) {
        constexpr std::size_t kFaultsShown = 3;
        core::findTransformers(python, context).value();
        lastCheck = [python](const std::filesystem::path& files, core::JobContext& job) {
            core::requireLoadable(files, python, job, kFaultsShown);
        };
    }
    const core::MergePlan plan =
        core::prepareMerge(*request.plan, request.stack, request.settings, context).value();
    return core::resumeMerge(plan, request.settings, request.destination, context, lastCheck).value();
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
    connect(&m_queue, &JobQueue::started, this, &MergeQueue::onStarted);
    connect(&m_queue, &JobQueue::progressed, this, &MergeQueue::onProgress);
}

int MergeQueue::add(MergeRequest request)
{
    MergeJob job;
    job.id = m_queue.nextId();
    job.request = std::move(request);
    job.progress.tensorsTotal = job.request.plan->tensorCount();
    job.bytes = job.request.plan->payloadBytes;
    note(job, tr("Queued: %1").arg(QString::fromStdString(job.request.destination.string())));
    const int id = m_queue.start(
        job.request.title, JobQueue::Urgency::Interactive, *this,
        [request = job.request](core::JobContext& context) { return run(request, context); },
        [this, id = job.id](const core::Result<core::MergeReport>& result) { onDone(id, result); });
    m_jobs.push_back(std::move(job));
    Q_EMIT added(id);
    return id;
}

void MergeQueue::cancel(int id)
{
    MergeJob* found = job(id);
    if (!found || isFinished(found->state))
        return;
    m_queue.cancel(id);
    if (m_queue.runningId() == id)
        return;
    enter(*found, MergeState::Cancelled);
    Q_EMIT finished(id);
}

void MergeQueue::cancelAll()
{
    std::vector<int> ids;
    for (const MergeJob& each : m_jobs)
        ids.push_back(each.id);
    for (const int id : ids)
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
    return find(m_queue.runningId());
}

bool MergeQueue::isBusy() const
{
    return std::ranges::any_of(m_jobs, [](const MergeJob& job) { return !isFinished(job.state); });
}

void MergeQueue::onStarted(int id)
{
    m_clock.start();
    m_tick.start();
    enter(*job(id), MergeState::Preparing);
}

void MergeQueue::onProgress(int id, const core::Progress& progress)
{
    MergeJob* current = job(id);
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
    if (MergeJob* current = job(m_queue.runningId())) {
        current->seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        Q_EMIT updated(current->id);
    }
}

void MergeQueue::onDone(int id, const core::Result<core::MergeReport>& result)
{
    MergeJob* found = job(id);
    // A job that was cancelled while it waited has ended, and may be cleared.
    if (!found || isFinished(found->state))
        return;
    m_tick.stop();
    MergeJob& ended = *found;
    ended.seconds = static_cast<double>(m_clock.elapsed()) / 1000;
    if (result) {
        ended.progress.done = ended.progress.total;
        ended.verified = result->verified;
        ended.bytes = result->bytes;
        ended.message = remark(*result);
        if (!ended.request.python.isEmpty())
            ended.message.prepend(tr("Transformers loads it.")
                                  + (ended.message.isEmpty() ? QString() : QStringLiteral(" ")));
        enter(ended, MergeState::Done);
    } else if (result.error().code() == core::ErrorCode::Cancelled) {
        enter(ended, MergeState::Cancelled);
    } else {
        ended.message = QString::fromStdString(result.error().message());
        enter(ended, MergeState::Failed);
    }
    Q_EMIT finished(id);
}

void MergeQueue::enter(MergeJob& job, MergeState state)
{
    job.state = state;
    note(job,
         job.message.isEmpty() ? stateText(state) : stateText(state) + QStringLiteral(": ") + job.message);
    Q_EMIT updated(job.id);
}

} // namespace layerloom::app
