#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace layerloom::app {

/// Pauses a job between two of its steps. Closed and opened on one thread, passed on another.
class JobGate {
public:
    void close();
    void open();
    /// Returns at once while the gate is open; else calls `paused` once and waits until it opens or `stop` is requested.
    void pass(const std::stop_token& stop, const std::function<void()>& paused);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_opened;
    bool m_isClosed = false;
};

} // namespace layerloom::app
