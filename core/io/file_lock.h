#pragma once

#include <filesystem>

namespace layerloom::core {

/// A lock on a file that holds while this lives and the process does: a killed process leaves none behind. Where the file
/// system knows no locks it counts as held.
class FileLock {
public:
    enum class Kind { Alone, Shared };

    FileLock() = default;
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;

    /// Makes the file where it is missing. Not held when another process has it. Throws Error{Io}.
    static FileLock tryMake(const std::filesystem::path& file, Kind kind);
    /// The same for a file that exists; not held when there is none.
    static FileLock tryOpen(const std::filesystem::path& file, Kind kind);

    bool isHeld() const { return m_descriptor >= 0; }
    /// False when the file was removed, or replaced, since it was opened.
    bool isInPlace() const;

private:
    FileLock(std::filesystem::path file, int descriptor, Kind kind);

    std::filesystem::path m_file;
    int m_descriptor = -1;
};

} // namespace layerloom::core
