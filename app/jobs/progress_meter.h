#pragma once

#include <QString>

#include <cstdint>
#include <optional>

namespace layerloom::app {

/// Estimates the speed and the time left from progress reports, smoothed exponentially so that neither jumps.
class ProgressMeter {
public:
    /// `seconds` since the job started. Neither `seconds` nor `done` ever decreases.
    void add(double seconds, std::uint64_t done, std::uint64_t total);

    /// Fraction of the work that is done, 0 to 1.
    double share() const;
    double bytesPerSecond() const { return m_speed; }
    /// Known after 3 seconds or 2 % of the work, never negative.
    std::optional<double> secondsLeft() const;

private:
    double m_seconds = 0;
    double m_speed = 0;
    std::uint64_t m_done = 0;
    std::uint64_t m_total = 0;
};

/// "about 25 s left", "about 2 min left", "about 1 h 20 min left".
QString timeLeftText(double seconds);
/// "0:19", "12:05", "1:02:33".
QString elapsedText(double seconds);

} // namespace layerloom::app
