#pragma once

#include "core/base/job_context.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <memory>
#include <stop_token>
#include <utility>

namespace layerloom::app {

/// Runs jobs one after the other on a worker thread and delivers their results on the GUI thread. The destructor
/// cancels, waits for the running job and drops results that were not delivered.
class JobRunner : public QObject {
    Q_OBJECT

public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    /// `work(core::JobContext&)` runs on the worker thread. It captures copies or shared const values only, must not
    /// throw, and returns any value (a core::Result if it can fail). `done(value)` runs on the GUI thread, also after
    /// a cancel. Both must be copyable.
    template <typename Work, typename Done> void start(const QString& title, Work work, Done done)
    {
        ++m_pending;
        m_pool.start(
            [this, title, work = std::move(work), done = std::move(done), stop = m_stop.get_token()] {
                announce(title);
                core::JobContext context(stop, [this](const core::Progress& progress) { report(progress); });
                auto value = work(context);
                QMetaObject::invokeMethod(
                    this,
                    [this, done, value = std::move(value)]() mutable {
                        done(std::move(value));
                        finishOne();
                    },
                    Qt::QueuedConnection);
            });
    }

    /// Cancels the running job and those that wait. Jobs started later are not affected.
    void cancel();
    /// True while a job runs or waits, or a result has not been delivered.
    bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    void started(const QString& title);
    void progressed(const layerloom::core::Progress& progress);
    /// The last job has finished.
    void idle();

private:
    void announce(const QString& title);
    void report(const core::Progress& progress);
    void finishOne();

    QThreadPool m_pool;
    std::stop_source m_stop;
    int m_pending = 0;
};

} // namespace layerloom::app
