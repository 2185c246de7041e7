#pragma once

#include "core/base/job_context.h"
#include "core/io/file_lock.h"

#include <filesystem>

namespace layerloom::core {

/// Held while something that is kept is made, so that two processes do not make it twice. Its file goes with it.
class MakingLock {
public:
    /// Waits for as long as another process holds it. Throws Error{Cancelled} when a stop was requested, Error{Io}.
    MakingLock(std::filesystem::path file, const JobContext& job);
    ~MakingLock();
    MakingLock(const MakingLock&) = delete;
    MakingLock& operator=(const MakingLock&) = delete;

private:
    std::filesystem::path m_file;
    FileLock m_lock;
};

} // namespace layerloom::core
