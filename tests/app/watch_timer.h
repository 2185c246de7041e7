#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <fstream>

namespace layerloom::tests {

/// How late a tick may come, in milliseconds: ten times what a person is promised.
constexpr qint64 kLatestTick = 1000;

/// Ticks every 20 ms while it lives, and knows how late a tick came at worst: how long the window did not answer. What
/// other programs took is not counted: when the thread could run, and waited for a processor (Linux counts that).
class WatchTimer {
public:
    WatchTimer()
    {
        m_clock.start();
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_latest = latest();
            m_waited = waited();
            m_clock.restart();
            ++m_ticks;
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(kInterval);
    }

    /// In milliseconds; a tick that is due and has not come counts too.
    qint64 latest() const
    {
        return std::max(m_latest, m_clock.elapsed() - (waited() - m_waited) - kInterval);
    }

    int ticks() const { return m_ticks; }

private:
    static constexpr int kInterval = 20;

    /// How long this thread has waited for a processor so far, in milliseconds.
    static qint64 waited()
    {
        std::ifstream file("/proc/thread-self/schedstat");
        qint64 ran = 0;
        qint64 waited = 0;
        file >> ran >> waited;
        return waited / 1'000'000;
    }

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_waited = waited(); ///< when the clock began
    qint64 m_latest = 0;
    int m_ticks = 0;
};

} // namespace layerloom::tests
