#include "core/io/making_lock.h"

#include <chrono>
#include <system_error>
#include <thread>

namespace layerloom::core {

namespace {

constexpr std::chrono::milliseconds kPause(200);

} // namespace

MakingLock::MakingLock(std::filesystem::path file, const JobContext& job)
    : m_file(std::move(file))
{
    for (;;) {
        m_lock = FileLock::tryMake(m_file, FileLock::Kind::Alone);
        if (m_lock.isHeld() && m_lock.isInPlace())
            return;
        m_lock = {};
        job.checkStop();
        std::this_thread::sleep_for(kPause);
    }
}

MakingLock::~MakingLock()
{
    std::error_code ignored;
    if (m_lock.isInPlace()) // whoever waits for it sees that it is gone
        std::filesystem::remove(m_file, ignored);
}

} // namespace layerloom::core
