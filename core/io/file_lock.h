#pragma once

#include "core/io/descriptor.h"

#include <filesystem>

namespace layerloom::core {

/// An advisory lock (flock) on a file, held until this object or the process ends, so that a killed process
/// leaves none behind. On a file system without locks it is reported as held.
class FileLock {
public:
    enum class Kind { Exclusive, Shared };

    FileLock() = default;

    /// Locks a file, which is created when missing. Not held when another process has the lock. Throws
    /// Error{Io}.
    static FileLock tryCreate(const std::filesystem::path& file, Kind kind);
    /// The same for an existing file; not held when it is missing.
    static FileLock tryOpen(const std::filesystem::path& file, Kind kind);

    bool isHeld() const { return m_descriptor.isOpen(); }
    /// False when the file was removed or replaced since it was opened.
    bool isInPlace() const;

private:
    FileLock(std::filesystem::path file, Descriptor descriptor, Kind kind);

    std::filesystem::path m_file;
    Descriptor m_descriptor;
};

} // namespace layerloom::core
