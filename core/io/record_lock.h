#pragma once

#include "core/base/job_context.h"
#include "core/io/file_lock.h"

#include <filesystem>

namespace layerloom::core {

/// Held while a record is computed, so that two processes do not compute it twice. Its file is removed with
/// it.
class RecordLock {
public:
    /// Waits as long as another process holds it. Throws Error{Cancelled} when a stop was requested,
    /// Error{Io}.
    RecordLock(std::filesystem::path file, const JobContext& job);
    ~RecordLock();
    RecordLock(RecordLock&& other) noexcept = default;
    RecordLock& operator=(RecordLock&&) = delete;

private:
    std::filesystem::path m_file;
    FileLock m_lock;
};

} // namespace layerloom::core
