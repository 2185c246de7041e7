#pragma once

#include "core/base/job_context.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <memory>
#include <stop_token>
#include <utility>

namespace layerloom::app {

/// Runs long work on one thread of its own, one job after the other, and brings the results back to the GUI thread.
/// The work never outlives the runner: its destructor cancels and waits, and what was on its way back is dropped.
class JobRunner : public QObject {
    Q_OBJECT

public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    /// `work(core::JobContext&)` runs on the runner's thread; it gets copies or shared const values only, must not
    /// throw, and returns any value (a core::Result where it can fail). `done(value)` runs on the GUI thread, after a
    /// cancel too. Both must be copyable.
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

    /// Asks the running job and those that wait to stop. Jobs started later are not touched.
    void cancel();
    /// True while a job runs, waits, or its result has not been handed over.
    bool isBusy() const { return m_pending > 0; }

Q_SIGNALS:
    void started(const QString& title);
    void progressed(const layerloom::core::Progress& progress);
    /// Nothing runs or waits any more.
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
