#include "app/window/lists/engine_jobs.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace layerloom::app {

namespace {

constexpr std::chrono::milliseconds kListedAfter(400);
constexpr int kShareSteps = 10000;

} // namespace

EngineJobs::EngineJobs(EngineQueue& queue, QWidget* parent)
    : QWidget(parent)
    , m_queue(queue)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("engineJobs"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kListedAfter);
    connect(&m_delay, &QTimer::timeout, this, &EngineJobs::follow);
    for (const auto signal : {&JobQueue::added, &JobQueue::started, &JobQueue::paused})
        connect(&queue, signal, &m_delay, qOverload<>(&QTimer::start));
    connect(&queue, &JobQueue::finished, this, [this](int id) {
        if (m_rows.contains(id))
            follow();
    });
    connect(&queue, &JobQueue::progressed, this, &EngineJobs::showProgress);
}

void EngineJobs::follow()
{
    const std::vector<JobQueue::ListedJob> jobs = m_queue.unfinished();
    const qsizetype before = m_rows.size();
    for (const int id : m_rows.keys())
        if (std::ranges::find(jobs, id, &JobQueue::ListedJob::id) == jobs.end())
            delete m_rows.take(id).widget;
    int at = 0;
    for (const JobQueue::ListedJob& job : jobs) {
        const auto row =
            m_rows.contains(job.id) ? m_rows[job.id] : m_rows.insert(job.id, addRow(job)).value();
        m_column->insertWidget(at++, row.widget);
        show(row, job.state);
    }
    if (m_rows.size() != before)
        Q_EMIT countChanged();
}

EngineJobs::Row EngineJobs::addRow(const JobQueue::ListedJob& job)
{
    auto* widget = new QWidget(this);
    widget->setObjectName(QStringLiteral("engineJob"));
    auto* name = new widgets::PlainLabel(job.title, widget);
    name->setFont(widgets::textFont(widgets::TextSize::Emphasis));
    const Row row {widget, new widgets::PlainLabel(widget), new QProgressBar(widget)};
    row.state->setObjectName(QStringLiteral("engineJobState"));
    row.state->setForegroundRole(QPalette::PlaceholderText);
    row.bar->setRange(0, kShareSteps);
    row.bar->setTextVisible(false);
    row.bar->setAccessibleName(tr("Progress of %1").arg(job.title));
    auto* stop = new QToolButton(widget);
    stop->setObjectName(QStringLiteral("engineJobStop"));
    stop->setIcon(widgets::icon(QStringLiteral("close")));
    stop->setToolTip(tr("Stop"));
    stop->setAccessibleName(tr("Stop %1").arg(job.title));
    connect(stop, &QToolButton::clicked, &m_queue, [this, id = job.id] { m_queue.cancel(id); });
    auto* grid = new QGridLayout(widget);
    grid->setContentsMargins(12, 4, 12, 4);
    grid->addWidget(name, 0, 0);
    grid->addWidget(row.state, 0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(stop, 0, 2, 2, 1);
    grid->addWidget(row.bar, 1, 0, 1, 2);
    return row;
}

void EngineJobs::show(const Row& row, JobQueue::JobState state)
{
    using State = JobQueue::JobState;
    const int share = static_cast<int>(100.0 * row.bar->value() / kShareSteps);
    row.state->setText(state == State::Waiting      ? tr("Waits")
                           : state == State::Paused ? tr("Paused for a more urgent job")
                                                    : tr("%1 %").arg(share));
}

void EngineJobs::showProgress(int id, const core::Progress& progress)
{
    const auto row = m_rows.constFind(id);
    if (row == m_rows.constEnd() || progress.total == 0)
        return;
    const double share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
    row->bar->setValue(static_cast<int>(std::min(1.0, share) * kShareSteps));
    show(*row, JobQueue::JobState::Running);
}

} // namespace layerloom::app
