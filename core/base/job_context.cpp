#include "core/base/job_context.h"

#include "core/base/error.h"

namespace layerloom::core {

JobContext::JobContext(std::stop_token stop, Report report, Hold hold)
    : m_stop(std::move(stop))
    , m_report(std::move(report))
    , m_hold(std::move(hold))
{}

void JobContext::step(const Progress& progress)
{
    checkStop();
    if (!m_report)
        return;
    const auto now = std::chrono::steady_clock::now();
    const bool due = now - m_last >= std::chrono::milliseconds(50);
    if (!due && progress.stage == m_stage && progress.done != progress.total)
        return;
    m_last = now;
    m_stage = progress.stage;
    m_report(progress);
}

void JobContext::checkStop() const
{
    if (m_hold)
        m_hold();
    if (m_stop.stop_requested())
        throw Error(ErrorCode::Cancelled, "Cancelled");
}

} // namespace layerloom::core
