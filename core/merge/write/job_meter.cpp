#include "core/merge/write/job_meter.h"

namespace layerloom::core {

void JobMeter::begin(Stage stage)
{
    m_progress.stage = stage;
    m_progress.tensorsDone = 0;
    m_job.step(m_progress);
}

void JobMeter::advance(std::uint64_t bytes)
{
    m_progress.done += bytes;
    m_job.step(m_progress);
}

} // namespace layerloom::core
