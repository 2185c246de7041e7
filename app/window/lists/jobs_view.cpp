#include "app/window/lists/jobs_view.h"

#include "app/window/lists/engine_jobs.h"
#include "app/window/lists/job_row.h"
#include "widgets/controls/plain_text.h"

#include <QDesktopServices>
#include <QLabel>
#include <QUrl>
#include <QVBoxLayout>

#include <ranges>
#include <vector>

namespace layerloom::app {

JobsView::JobsView(MergeQueue& queue, EngineQueue& measuring, QWidget* parent)
    : QScrollArea(parent)
    , m_queue(queue)
    , m_engineJobs(new EngineJobs(measuring, this))
    , m_empty(new widgets::PlainLabel(tr("Nothing runs, and nothing was merged yet"), this))
{
    setObjectName(QStringLiteral("jobsView"));
    setAccessibleName(tr("Jobs"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(this);
    content->setObjectName(QStringLiteral("jobsContent"));
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 4, 0, 4);
    m_column->setSpacing(4);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setContentsMargins(12, 8, 12, 8);
    m_column->addWidget(m_engineJobs);
    m_column->addWidget(m_empty);
    m_column->addStretch();
    setWidget(content);
    connect(m_engineJobs, &EngineJobs::countChanged, this, &JobsView::followCount);
    connect(&queue, &MergeQueue::added, this, &JobsView::addRow);
    connect(&queue, &MergeQueue::updated, this, &JobsView::updateRow);
    connect(&queue, &MergeQueue::removed, this, &JobsView::removeRow);
}

QString JobsView::title() const
{
    const MergeJob* job = m_queue.running();
    return job ? tr("Jobs · %1 %").arg(static_cast<int>(job->meter.share() * 100)) : tr("Jobs");
}

void JobsView::addRow(int id)
{
    auto* row = new JobRow(widget());
    m_rows.insert(id, row);
    m_column->insertWidget(1, row);
    arrange();
    connect(row, &JobRow::cancelRequested, this, [this, id] { m_queue.cancel(id); });
    connect(row, &JobRow::retryRequested, this, [this, id] { m_queue.retry(id); });
    const auto folder = [this, id] {
        const MergeJob* job = m_queue.find(id);
        return job ? QString::fromStdString(job->request.destination.string()) : QString();
    };
    connect(row, &JobRow::openFolderRequested, this, [this, folder] { openFolder(folder()); });
    connect(row, &JobRow::sourceRequested, this, [this, folder] { Q_EMIT sourceRequested(folder()); });
    connect(row, &JobRow::tryRequested, this, [this, folder] { Q_EMIT tryRequested(folder()); });
    updateRow(id);
    followCount();
}

void JobsView::updateRow(int id)
{
    const MergeJob* job = m_queue.find(id);
    if (JobRow* row = m_rows.value(id); row && job)
        row->show(*job);
    arrange();
    Q_EMIT titleChanged();
}

// The running job first, then waiting ones in order, then finished ones, latest first.
void JobsView::arrange()
{
    std::vector<int> order;
    for (const MergeJob& job : m_queue.jobs())
        if (!isFinished(job.state))
            order.push_back(job.id);
    for (const MergeJob& job : std::views::reverse(m_queue.jobs()))
        if (isFinished(job.state))
            order.push_back(job.id);
    int place = 1; // behind the jobs that run models
    for (const int id : order) {
        JobRow* row = m_rows.value(id);
        if (row && m_column->indexOf(row) != place)
            m_column->insertWidget(place, row);
        place += row ? 1 : 0;
    }
}

void JobsView::openFolder(const QString& folder)
{
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        Q_EMIT failed(tr("No file manager could be started. The checkpoint is in %1.").arg(folder));
}

void JobsView::removeRow(int id)
{
    delete m_rows.take(id);
    followCount();
}

void JobsView::followCount()
{
    m_empty->setVisible(m_rows.isEmpty() && m_engineJobs->isEmpty());
}

} // namespace layerloom::app
