#include "app/measuring/engine_queue.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStringList>
#include <QtTest/QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace layerloom;
using app::EngineQueue;
using app::EngineSession;
using Urgency = app::EngineQueue::Urgency;

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

} // namespace

/// The order of jobs, and what is told of them.
class EngineQueueTest : public QObject {
    Q_OBJECT

    /// A job that ends when `flag` is set.
    EngineQueue::JobId startWaiting(EngineQueue& thread, Urgency urgency, const QString& name,
                                    const std::shared_ptr<std::atomic<bool>>& flag)
    {
        return thread.start(
            name, urgency, *this,
            [flag, name, runs = m_runs](core::JobContext& job, EngineSession&) {
                ++*runs;
                waitUntil(*flag, job);
                return name;
            },
            [this](const core::Result<QString>& result) {
                m_ended.append(result ? *result : QString::fromStdString(result.error().message()));
            });
    }
    static std::shared_ptr<std::atomic<bool>> flag(bool value)
    {
        return std::make_shared<std::atomic<bool>>(value);
    }

    QStringList m_ended;
    std::shared_ptr<std::atomic<int>> m_runs;

private Q_SLOTS:
    void init()
    {
        m_ended.clear();
        m_runs = std::make_shared<std::atomic<int>>(0);
    }

    void jobsThatAreWaitedForGoFirst()
    {
        EngineQueue thread;
        const auto open = flag(false);
        startWaiting(thread, Urgency::Waited, QStringLiteral("first"), open);
        startWaiting(thread, Urgency::Background, QStringLiteral("background"), flag(true));
        startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), flag(true));
        QCOMPARE(thread.runningTitle(), QStringLiteral("first"));
        QVERIFY(thread.isBusy());
        QSignalSpy idle(&thread, &EngineQueue::idle);
        *open = true;
        QVERIFY(idle.wait());
        QCOMPARE(
            m_ended,
            (QStringList {QStringLiteral("first"), QStringLiteral("waited"), QStringLiteral("background")}));
        QVERIFY(!thread.isBusy());
    }

    void aShortJobBeginsAgainBehindOneThatIsWaitedFor()
    {
        EngineQueue thread;
        const auto open = flag(false);
        startWaiting(thread, Urgency::Soon, QStringLiteral("soon"), open);
        QTRY_COMPARE(m_runs->load(), 1);
        startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), flag(true));
        QTRY_COMPARE(m_ended, QStringList {QStringLiteral("waited")});
        QTRY_COMPARE(m_runs->load(), 3);
        *open = true;
        QTRY_COMPARE(m_ended, (QStringList {QStringLiteral("waited"), QStringLiteral("soon")}));
    }

    void aBackgroundJobIsHeldUpAndGoesOn()
    {
        EngineQueue thread;
        QSignalSpy started(&thread, &EngineQueue::started);
        QSignalSpy heldUp(&thread, &EngineQueue::heldUp);
        const auto open = flag(false);
        const auto background = startWaiting(thread, Urgency::Background, QStringLiteral("background"), open);
        QTRY_COMPARE(m_runs->load(), 1);
        const auto tried = flag(false);
        startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), tried);
        QTRY_COMPARE(m_runs->load(), 2);
        QCOMPARE(heldUp.size(), 1);
        QVERIFY(thread.isBusy() && !thread.isRunning(background));
        // It takes no step while it is held up, also when it could end.
        *open = true;
        QTest::qWait(30);
        QVERIFY(m_ended.isEmpty());
        // What comes meanwhile goes before it as well, the more urgent first; what is as urgent does not.
        startWaiting(thread, Urgency::Background, QStringLiteral("later"), open);
        startWaiting(thread, Urgency::Soon, QStringLiteral("soon"), open);
        *tried = true;
        QSignalSpy idle(&thread, &EngineQueue::idle);
        QVERIFY(idle.wait());
        QCOMPARE(m_ended.join(QLatin1Char(' ')), QStringLiteral("waited soon background later"));
        QCOMPARE(m_runs->load(), 4); // none began again
        QCOMPARE(started.size(), 5); // one went on
        QCOMPARE(heldUp.size(), 1);
    }

    void whatIsHeldUpCanBeCancelled()
    {
        EngineQueue thread;
        const auto background =
            startWaiting(thread, Urgency::Background, QStringLiteral("background"), flag(false));
        QTRY_COMPARE(m_runs->load(), 1);
        const auto open = flag(false);
        startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), open);
        QTRY_COMPARE(m_runs->load(), 2);
        thread.cancel(background);
        QTRY_COMPARE(m_ended.size(), 1); // while the other runs
        QVERIFY(m_ended.first().toLower().startsWith(QStringLiteral("cancelled")));
        *open = true;
        QTRY_COMPARE(m_ended.size(), 2);
        QVERIFY(!thread.isBusy());
    }

    void aJobGoesOnWhenTheOneBeforeItIsCancelled()
    {
        EngineQueue thread;
        const auto open = flag(false);
        startWaiting(thread, Urgency::Background, QStringLiteral("background"), open);
        QTRY_COMPARE(m_runs->load(), 1);
        thread.cancel(startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), flag(false)));
        QTRY_COMPARE(m_ended, QStringList {QStringLiteral("cancelled")});
        *open = true;
        QTRY_COMPARE(m_ended.size(), 2);
        QCOMPARE(m_ended.last(), QStringLiteral("background"));
        QCOMPARE(m_runs->load(), 1);
    }

    void whatIsHeldUpDoesNotOutliveItsOwner()
    {
        QElapsedTimer clock;
        {
            EngineQueue thread;
            startWaiting(thread, Urgency::Background, QStringLiteral("background"), flag(false));
            QTRY_COMPARE(m_runs->load(), 1);
            startWaiting(thread, Urgency::Waited, QStringLiteral("waited"), flag(false));
            QTRY_COMPARE(m_runs->load(), 2);
            clock.start();
        }
        QVERIFY(clock.elapsed() < 2000);
        QTest::qWait(20);
        QVERIFY(m_ended.isEmpty());
    }

    void cancelledJobsSaySo()
    {
        EngineQueue thread;
        const auto never = flag(false);
        const auto running = startWaiting(thread, Urgency::Waited, QStringLiteral("running"), never);
        const auto waiting = startWaiting(thread, Urgency::Waited, QStringLiteral("waiting"), never);
        thread.cancel(waiting);
        QVERIFY(m_ended.isEmpty()); // never inside cancel()
        QTRY_COMPARE(m_ended, QStringList {QStringLiteral("cancelled")});
        QVERIFY(thread.isRunning(running));
        thread.cancel(running);
        QTRY_COMPARE(m_ended.size(), 2);
        QVERIFY(!thread.isBusy());
        thread.cancel(running);
        QTest::qWait(20);
        QCOMPARE(m_ended.size(), 2);
    }

    void errorsComeAsResults()
    {
        EngineQueue thread;
        QString said;
        thread.start(
            QStringLiteral("fails"), Urgency::Waited, *this,
            [](core::JobContext&, EngineSession&) -> int {
                throw core::Error(core::ErrorCode::Unsupported, "it cannot be done");
            },
            [&said](const core::Result<int>& result) {
                said = QString::fromStdString(result.error().message());
            });
        QTRY_COMPARE(said, QStringLiteral("it cannot be done"));
    }

    void nothingIsToldToWhoHasGone()
    {
        EngineQueue thread;
        bool told = false;
        auto receiver = std::make_unique<QObject>();
        const auto relay = thread.relay<int>(*receiver, [&told](int) { told = true; });
        thread.start(
            QStringLiteral("goes on"), Urgency::Waited, *receiver,
            [relay](core::JobContext& job, EngineSession&) {
                relay(1);
                waitUntil(false, job);
                return 0;
            },
            [&told](const core::Result<int>&) { told = true; });
        QSignalSpy idle(&thread, &EngineQueue::idle);
        receiver.reset();
        QVERIFY(idle.wait());
        QVERIFY(!told);
    }

    void partsAreToldInOrderAndBeforeTheEnd()
    {
        EngineQueue thread;
        QStringList told;
        const auto relay =
            thread.relay<int>(*this, [&told](int part) { told.append(QString::number(part)); });
        thread.start(
            QStringLiteral("parts"), Urgency::Waited, *this,
            [relay](core::JobContext&, EngineSession&) {
                for (int part = 1; part <= 3; ++part)
                    relay(part);
                return 4;
            },
            [&told](const core::Result<int>& result) { told.append(QString::number(*result)); });
        QTRY_COMPARE(told.join(QLatin1Char(' ')), QStringLiteral("1 2 3 4"));
    }

    void theThreadDoesNotOutliveItsOwner()
    {
        QElapsedTimer clock;
        {
            EngineQueue thread;
            startWaiting(thread, Urgency::Waited, QStringLiteral("runs"), flag(false));
            startWaiting(thread, Urgency::Waited, QStringLiteral("waits"), flag(false));
            QTRY_COMPARE(m_runs->load(), 1);
            clock.start();
        }
        QVERIFY(clock.elapsed() < 2000);
        QTest::qWait(20);
        QVERIFY(m_ended.isEmpty());
        QCOMPARE(m_runs->load(), 1);
    }
};

QTEST_GUILESS_MAIN(EngineQueueTest)
#include "engine_queue_test.moc"
