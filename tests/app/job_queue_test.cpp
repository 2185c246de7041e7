#include "app/jobs/job_queue.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QStringList>
#include <QThread>
#include <QtTest/QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace layerloom;
using app::JobQueue;
using Urgency = app::JobQueue::Urgency;
using tests::kPatience;

namespace {

void waitUntil(const std::atomic<bool>& flag, const core::JobContext& job)
{
    for (;;) {
        job.checkStop();
        if (flag)
            return;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

std::shared_ptr<std::atomic<bool>> flag(bool value)
{
    return std::make_shared<std::atomic<bool>>(value);
}

} // namespace

/// Order, interruption, cancellation and delivery of jobs.
class JobQueueTest : public QObject {
    Q_OBJECT

    /// A job that ends when `flag` is set.
    JobQueue::JobId startJob(JobQueue& queue, Urgency urgency, const QString& name,
                             const std::shared_ptr<std::atomic<bool>>& flag)
    {
        return queue.start(
            name, urgency, *this,
            [flag, name, runs = m_runs](core::JobContext& job) {
                ++*runs;
                waitUntil(*flag, job);
                return name;
            },
            [this](const core::Result<QString>& result) {
                m_ended.append(result ? *result : QString::fromStdString(result.error().message()));
            });
    }
    QString ended() const { return m_ended.join(QLatin1Char(' ')); }

    QStringList m_ended;
    std::shared_ptr<std::atomic<int>> m_runs;

private Q_SLOTS:
    void init()
    {
        m_ended.clear();
        m_runs = std::make_shared<std::atomic<int>>(0);
    }

    void jobsRunOnAnotherThreadAndDeliverOnThisOne()
    {
        JobQueue queue;
        QThread* receiver = nullptr;
        QThread* worker = nullptr;
        queue.start(
            QStringLiteral("thread"), Urgency::Interactive, *this,
            [](core::JobContext&) { return QThread::currentThread(); },
            [&](const core::Result<QThread*>& thread) {
                worker = *thread;
                receiver = QThread::currentThread();
            });
        QVERIFY(queue.isBusy());
        QVERIFY(!worker); // never inside start()
        QTRY_VERIFY_WITH_TIMEOUT(!queue.isBusy(), kPatience);
        QCOMPARE(receiver, QThread::currentThread());
        QVERIFY(worker && worker != receiver);
    }

    void urgentJobsGoFirst()
    {
        JobQueue queue;
        const auto open = flag(false);
        startJob(queue, Urgency::Interactive, QStringLiteral("first"), open);
        startJob(queue, Urgency::Background, QStringLiteral("background"), flag(true));
        startJob(queue, Urgency::Interactive, QStringLiteral("second"), flag(true));
        QCOMPARE(queue.runningTitle(), QStringLiteral("first"));
        QVERIFY(queue.isBusy());
        QSignalSpy idle(&queue, &JobQueue::idle);
        *open = true;
        QVERIFY(idle.wait(kPatience));
        QCOMPARE(ended(), QStringLiteral("first second background"));
        QVERIFY(!queue.isBusy());
    }

    void aShortJobIsRunAgainAfterAnInteractiveOne()
    {
        JobQueue queue;
        const auto open = flag(false);
        startJob(queue, Urgency::Soon, QStringLiteral("soon"), open);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 1, kPatience);
        startJob(queue, Urgency::Interactive, QStringLiteral("interactive"), flag(true));
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("interactive"), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 3, kPatience);
        *open = true;
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("interactive soon"), kPatience);
    }

    void aBackgroundJobIsPausedAndResumed()
    {
        JobQueue queue;
        QSignalSpy started(&queue, &JobQueue::started);
        QSignalSpy paused(&queue, &JobQueue::paused);
        const auto open = flag(false);
        const auto background = startJob(queue, Urgency::Background, QStringLiteral("background"), open);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 1, kPatience);
        const auto interactive = flag(false);
        startJob(queue, Urgency::Interactive, QStringLiteral("interactive"), interactive);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 2, kPatience);
        QCOMPARE(paused.size(), 1);
        QVERIFY(queue.isBusy() && queue.runningId() != background);
        // It takes no step while it is paused, also when it could end.
        *open = true;
        QTest::qWait(30);
        QVERIFY(m_ended.isEmpty());
        // More urgent jobs that come meanwhile run before it as well; one of its own urgency does not.
        startJob(queue, Urgency::Background, QStringLiteral("later"), open);
        startJob(queue, Urgency::Soon, QStringLiteral("soon"), open);
        QSignalSpy idle(&queue, &JobQueue::idle);
        *interactive = true;
        QVERIFY(idle.wait(kPatience));
        QCOMPARE(ended(), QStringLiteral("interactive soon background later"));
        QCOMPARE(m_runs->load(), 4); // none ran twice
        QCOMPARE(started.size(), 5); // one was resumed
        QCOMPARE(paused.size(), 1);
    }

    void aPausedJobCanBeCancelled()
    {
        JobQueue queue;
        const auto background =
            startJob(queue, Urgency::Background, QStringLiteral("background"), flag(false));
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 1, kPatience);
        const auto open = flag(false);
        startJob(queue, Urgency::Interactive, QStringLiteral("interactive"), open);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 2, kPatience);
        queue.cancel(background);
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("Cancelled"), kPatience); // while the other runs
        *open = true;
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("Cancelled interactive"), kPatience);
        QVERIFY(!queue.isBusy());
    }

    void aPausedJobIsResumedWhenTheUrgentOneIsCancelled()
    {
        JobQueue queue;
        const auto open = flag(false);
        startJob(queue, Urgency::Background, QStringLiteral("background"), open);
        QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 1, kPatience);
        queue.cancel(startJob(queue, Urgency::Interactive, QStringLiteral("interactive"), flag(false)));
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("Cancelled"), kPatience);
        *open = true;
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("Cancelled background"), kPatience);
        QCOMPARE(m_runs->load(), 1);
    }

    void cancelledJobsDeliverAnError()
    {
        JobQueue queue;
        const auto never = flag(false);
        const auto running = startJob(queue, Urgency::Interactive, QStringLiteral("running"), never);
        const auto waiting = startJob(queue, Urgency::Interactive, QStringLiteral("waiting"), never);
        queue.cancel(waiting);
        QVERIFY(m_ended.isEmpty()); // never inside cancel()
        QTRY_COMPARE_WITH_TIMEOUT(ended(), QStringLiteral("Cancelled"), kPatience);
        QCOMPARE(queue.runningId(), running);
        queue.cancel(running);
        QTRY_COMPARE_WITH_TIMEOUT(m_ended.size(), 2, kPatience);
        QVERIFY(!queue.isBusy());
        queue.cancel(running);
        QCoreApplication::processEvents();
        QCOMPARE(m_ended.size(), 2);
    }

    void cancellingAllSparesLaterJobs()
    {
        JobQueue queue;
        QSignalSpy idle(&queue, &JobQueue::idle);
        startJob(queue, Urgency::Interactive, QStringLiteral("running"), flag(false));
        startJob(queue, Urgency::Interactive, QStringLiteral("waiting"), flag(false));
        queue.cancelAll();
        startJob(queue, Urgency::Interactive, QStringLiteral("later"), flag(true));
        QVERIFY(idle.wait(kPatience));
        QCOMPARE(ended(), QStringLiteral("Cancelled Cancelled later"));
        QCOMPARE(idle.size(), 1);
    }

    void progressNamesItsJob()
    {
        JobQueue queue;
        QSignalSpy progressed(&queue, &JobQueue::progressed);
        const auto id = queue.nextId();
        const auto started = queue.start(
            QStringLiteral("steps"), Urgency::Interactive, *this,
            [](core::JobContext& job) { job.step({.stage = core::Stage::Preparing, .done = 1, .total = 1}); },
            [](const core::Result<void>&) {});
        QCOMPARE(started, id);
        QTRY_VERIFY_WITH_TIMEOUT(!queue.isBusy(), kPatience);
        QCOMPARE(progressed.size(), 1);
        QCOMPARE(progressed.front().front().toInt(), id);
    }

    void errorsAreDelivered()
    {
        JobQueue queue;
        QString message;
        queue.start(
            QStringLiteral("fails"), Urgency::Interactive, *this,
            [](core::JobContext&) -> int {
                throw core::Error(core::ErrorCode::Unsupported, "it cannot be done");
            },
            [&message](const core::Result<int>& result) {
                message = QString::fromStdString(result.error().message());
            });
        QTRY_COMPARE_WITH_TIMEOUT(message, QStringLiteral("it cannot be done"), kPatience);
    }

    void nothingIsDeliveredToADestroyedReceiver()
    {
        JobQueue queue;
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        const auto relay = queue.relay<int>(*receiver, [&called](int) { called = true; });
        queue.start(
            QStringLiteral("goes on"), Urgency::Interactive, *receiver,
            [relay](core::JobContext& job) {
                relay(1);
                waitUntil(false, job);
                return 0;
            },
            [&called](const core::Result<int>&) { called = true; });
        QSignalSpy idle(&queue, &JobQueue::idle);
        receiver.reset();
        QVERIFY(idle.wait(kPatience));
        QVERIFY(!called);
    }

    void intermediateValuesArriveInOrderAndBeforeTheResult()
    {
        JobQueue queue;
        QStringList values;
        const auto relay =
            queue.relay<int>(*this, [&values](int value) { values.append(QString::number(value)); });
        queue.start(
            QStringLiteral("parts"), Urgency::Interactive, *this,
            [relay](core::JobContext&) {
                for (int part = 1; part <= 3; ++part)
                    relay(part);
                return 4;
            },
            [&values](const core::Result<int>& result) { values.append(QString::number(*result)); });
        QTRY_COMPARE_WITH_TIMEOUT(values.join(QLatin1Char(' ')), QStringLiteral("1 2 3 4"), kPatience);
    }

    void theDestructorStopsAllJobs_data()
    {
        QTest::addColumn<Urgency>("first");
        QTest::addColumn<int>("runs");
        QTest::newRow("one runs, one waits") << Urgency::Interactive << 1;
        QTest::newRow("one runs, one is paused") << Urgency::Background << 2;
    }
    void theDestructorStopsAllJobs()
    {
        QFETCH(Urgency, first);
        QFETCH(int, runs);
        {
            JobQueue queue;
            startJob(queue, first, QStringLiteral("first"), flag(false));
            QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), 1, kPatience);
            startJob(queue, Urgency::Interactive, QStringLiteral("second"), flag(false));
            QTRY_COMPARE_WITH_TIMEOUT(m_runs->load(), runs, kPatience);
        }
        QCoreApplication::processEvents();
        QVERIFY(m_ended.isEmpty());
        QCOMPARE(m_runs->load(), runs);
    }

    void theQueueMayReceiveItsOwnJobs()
    {
        bool called = false;
        {
            JobQueue queue;
            for (int i = 0; i < 2; ++i)
                queue.start(
                    QStringLiteral("own"), Urgency::Interactive, queue, [](core::JobContext&) { return 1; },
                    [&called](const core::Result<int>&) { called = true; });
        }
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"
