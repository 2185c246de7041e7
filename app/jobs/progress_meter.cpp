#include "app/jobs/progress_meter.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace layerloom::app {

namespace {

// Half-life of the smoothing: at least this many seconds, and this share of the time so far, so that an estimate that rests on
// minutes does not follow every second.
constexpr double kHalfLife = 3;
constexpr double kHalfLifeShare = 0.25;

struct TimeLeft {
    Q_DECLARE_TR_FUNCTIONS(Jobs)
};

} // namespace

void ProgressMeter::add(double seconds, std::uint64_t done, std::uint64_t total)
{
    const double passed = seconds - m_seconds;
    if (passed > 0 && done >= m_done) {
        const double now = static_cast<double>(done - m_done) / passed;
        const double halfLife = std::max(kHalfLife, kHalfLifeShare * m_seconds);
        const double weight = m_speed > 0 ? 1 - std::exp2(-passed / halfLife) : 1;
        m_speed += weight * (now - m_speed);
        m_seconds = seconds;
        m_done = done;
    }
    m_total = total;
}

double ProgressMeter::share() const
{
    return m_total > 0 ? std::min(1.0, static_cast<double>(m_done) / static_cast<double>(m_total)) : 0;
}

std::optional<double> ProgressMeter::secondsLeft() const
{
    const bool known = m_seconds >= 3 || share() >= 0.02;
    if (!known || m_speed <= 0 || m_done > m_total)
        return std::nullopt;
    return static_cast<double>(m_total - m_done) / m_speed;
}

QString timeLeftText(double seconds)
{
    if (seconds < 10)
        return TimeLeft::tr("a few seconds left");
    if (seconds < 55)
        return TimeLeft::tr("about %1 s left").arg(static_cast<int>(std::round(seconds / 5) * 5));
    const int minutes = static_cast<int>(std::round(seconds / 60));
    if (minutes < 60)
        return TimeLeft::tr("about %1 min left").arg(minutes);
    return TimeLeft::tr("about %1 h %2 min left").arg(minutes / 60).arg(minutes % 60 / 10 * 10);
}

QString elapsedText(double seconds)
{
    const int whole = static_cast<int>(seconds);
    const QString tail =
        QStringLiteral("%1:%2").arg(whole / 60 % 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return whole < 3600
        ? tail
        : QStringLiteral("%1:%2").arg(whole / 3600).arg(tail.rightJustified(5, QLatin1Char('0')));
}

} // namespace layerloom::app
