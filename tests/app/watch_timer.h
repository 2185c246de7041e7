#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

namespace layerloom::tests {

/// How late a tick may come, in milliseconds: five times what a person is promised, as other programs run beside the
/// tests.
constexpr qint64 kLatestTick = 500;

/// Ticks every 20 ms while it lives, and knows how late a tick came at worst: how long the window did not answer.
class WatchTimer {
public:
    WatchTimer()
    {
        m_clock.start();
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_latest = std::max(m_latest, m_clock.restart() - kInterval);
            ++m_ticks;
        });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(kInterval);
    }

    /// In milliseconds; a tick that is due and has not come counts too.
    qint64 latest() const { return std::max(m_latest, m_clock.elapsed() - kInterval); }

    int ticks() const { return m_ticks; }

private:
    static constexpr int kInterval = 20;

    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_latest = 0;
    int m_ticks = 0;
};

} // namespace layerloom::tests
