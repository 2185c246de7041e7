#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace layerloom::core {

/// How an attempt to share blocks ended. Unable: these file systems cannot, so it is in vain to ask again.
enum class Sharing { Done, Refused, Unable };

/// An open file descriptor that is closed when it dies.
class RawFile {
public:
    RawFile() = default;
    ~RawFile();
    RawFile(RawFile&& other) noexcept;
    RawFile& operator=(RawFile&& other) noexcept;

    /// Opens an existing file to read. Throws Error{Io}.
    static RawFile toRead(const std::filesystem::path& path);
    /// Makes an empty file to write. Throws Error{Io}.
    static RawFile toWrite(const std::filesystem::path& path);

    /// Opens a file to write on, with what it holds. Throws Error{Io}.
    static RawFile toContinue(const std::filesystem::path& path);

    bool isOpen() const { return m_descriptor >= 0; }
    const std::filesystem::path& path() const { return m_path; }
    std::uint64_t size() const;
    /// Number of the file system that holds the file.
    std::uint64_t device() const;
    /// Time of the last change in nanoseconds.
    std::int64_t modified() const;

    /// Fills `buffer` from `offset`. Throws Error{Io}, also when the file ends before.
    void read(std::span<std::byte> buffer, std::uint64_t offset) const;
    /// False when the disk is full. Throws Error{Io}.
    [[nodiscard]] bool write(std::span<const std::byte> bytes, std::uint64_t offset) const;
    /// Makes [offset, offset + bytes) the same blocks on disk as those of `source` from `sourceOffset` on. Nothing has
    /// changed when that cannot be done.
    [[nodiscard]] Sharing shareBlocks(const RawFile& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                                      std::uint64_t offset) const;
    /// Whether [offset, offset + bytes) is on disk what `source` has from `sourceOffset` on, because both have the same
    /// blocks there. False also where the file system does not say.
    bool hasBlocksOf(const RawFile& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                     std::uint64_t offset) const;
    /// Reserves room where the file system can; false when there is none.
    [[nodiscard]] bool reserve(std::uint64_t bytes) const;
    /// Starts to write [offset, offset + bytes) to the disk without waiting.
    void startFlush(std::uint64_t offset, std::uint64_t bytes) const;
    /// Waits until [offset, offset + bytes) has left for the disk. Throws Error{Io} when the disk could not take it: the
    /// system says so only once, and sync() would not hear it.
    void finishFlush(std::uint64_t offset, std::uint64_t bytes) const;
    /// Makes the file durable.
    void sync() const;

private:
    RawFile(std::filesystem::path path, int flags);

    std::filesystem::path m_path;
    int m_descriptor = -1;
};

} // namespace layerloom::core
