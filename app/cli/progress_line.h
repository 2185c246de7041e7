#pragma once

#include "core/base/job_context.h"

#include <chrono>
#include <optional>
#include <string>

namespace layerloom::app {

/// Shows a job on standard error: one line that redraws itself on a terminal; elsewhere a plain line for each stage and
/// each tenth of the way.
class ProgressLine {
public:
    explicit ProgressLine(bool isQuiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const core::Progress& progress);
    /// Ends the line, so that other text can follow.
    void finish();

private:
    void redraw(const core::Progress& progress);
    void printTenths(const core::Progress& progress);

    bool m_isQuiet;
    bool m_isTerminal;
    bool m_isOpen = false;
    std::optional<core::Stage> m_stage;
    std::uint64_t m_tenth = 0;
    std::chrono::steady_clock::time_point m_start;
};

/// "16.2 GB of 21.5 GB", "120 of 992 steps", with speed and time left once they can be estimated.
std::string progressText(const core::Progress& progress, double seconds);

} // namespace layerloom::app
