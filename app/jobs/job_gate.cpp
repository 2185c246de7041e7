#include "app/jobs/job_gate.h"

namespace layerloom::app {

void JobGate::close()
{
    const std::scoped_lock lock(m_mutex);
    m_isClosed = true;
}

void JobGate::open()
{
    const std::scoped_lock lock(m_mutex);
    m_isClosed = false;
    m_opened.notify_all();
}

void JobGate::pass(const std::stop_token& stop, const std::function<void()>& paused)
{
    std::unique_lock lock(m_mutex);
    if (!m_isClosed || stop.stop_requested())
        return;
    lock.unlock();
    paused();
    lock.lock();
    m_opened.wait(lock, stop, [this] { return !m_isClosed; });
}

} // namespace layerloom::app
