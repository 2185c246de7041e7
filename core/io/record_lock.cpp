#include "core/io/record_lock.h"

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

namespace layerloom::core {

namespace {

constexpr std::chrono::milliseconds kLockPause(200);

} // namespace

RecordLock::RecordLock(std::filesystem::path file, const JobContext& job)
    : m_file(std::move(file))
{
    for (;;) {
        m_lock = FileLock::tryCreate(m_file, FileLock::Kind::Exclusive);
        // Its last holder may have removed the file meanwhile.
        if (m_lock.isHeld() && m_lock.isInPlace())
            return;
        m_lock = {};
        job.checkStop();
        std::this_thread::sleep_for(kLockPause);
    }
}

RecordLock::~RecordLock()
{
    std::error_code ignored;
    if (m_lock.isInPlace())
        std::filesystem::remove(m_file, ignored);
}

} // namespace layerloom::core
