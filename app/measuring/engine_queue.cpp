#include "app/measuring/engine_queue.h"

namespace layerloom::app {

void EngineQueue::release()
{
    start(
        tr("Making room"), Urgency::Background, *this,
        [](core::JobContext&, EngineSession& session) { session.release(); },
        [](const core::Result<void>&) {});
}

void EngineQueue::prepareRun()
{
    m_session->setMemory(m_memory);
    m_session->setSharing(hasPausedJob());
}

} // namespace layerloom::app
