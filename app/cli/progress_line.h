#pragma once

#include "core/base/job_context.h"

#include <chrono>
#include <string>

namespace layerloom::app {

/// Shows a job on standard error: one line that redraws itself on a terminal; elsewhere a plain line for each stage and
/// each tenth of the way.
class ProgressLine {
public:
    /// `unit` is what a job counts ("steps"); empty: bytes.
    explicit ProgressLine(bool isQuiet, std::string unit = {});
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
    std::string m_unit;
    bool m_isTerminal;
    bool m_isOpen = false;
    std::string m_stage;
    std::uint64_t m_tenth = 0;
    std::chrono::steady_clock::time_point m_start;
};

/// "16.2 of 21.5 GB" style figures of how far a job is, with speed and time left once they can be known.
std::string progressText(const core::Progress& progress, double seconds, const std::string& unit = {});

} // namespace layerloom::app
