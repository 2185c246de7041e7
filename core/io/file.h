#pragma once

#include "core/io/descriptor.h"
#include "core/io/folder.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace layerloom::core {

/// Size and time of the last change of a file, to notice that somebody wrote to it.
struct FileState {
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970

    bool operator==(const FileState&) const = default;
};

/// State of a file that cannot be kept while its content changes: nobody can set the time `changed`.
struct FileStamp {
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970
    std::int64_t changed = 0; ///< the same, of content or attributes

    bool operator==(const FileStamp&) const = default;
};

/// How an attempt to share blocks ended.
enum class Sharing {
    Done,
    Refused, ///< not this range; another may do
    Unable, ///< these file systems cannot: do not ask again
};

/// How a file is going to be read. Sequential makes the system read further ahead.
enum class Access { Random, Sequential };

/// An open regular file, read and written at any position; closed by the destructor. Opening never waits (a named
/// pipe would) and follows symbolic links, except create(). Failures are Error{Io} that name the file. Any thread may
/// read.
class File {
public:
    File() = default;

    /// Opens an existing file.
    static File openToRead(const std::filesystem::path& path, Access access = Access::Random);
    /// Opens an existing file with its content; not through a link.
    static File openToWrite(const std::filesystem::path& path);
    /// Creates an empty file, or empties one that exists; not through a link. Failures name `shownAs`, by default
    /// the file itself.
    static File create(const std::filesystem::path& path, const std::filesystem::path& shownAs = {});

    /// Creates an empty file in a folder for this user alone (mode 0600); fails when there is one.
    static File createIn(const Folder& folder, const std::string& name, const std::filesystem::path& shownAs);

    /// Opens a file for append(), with its content; creates one that is missing. Not through a link.
    static File openToAppend(const std::filesystem::path& path);

    bool isOpen() const { return m_descriptor.isOpen(); }
    /// The file that failures name.
    const std::filesystem::path& path() const { return m_path; }
    /// Asks the system.
    FileState state() const;
    FileStamp stamp() const;
    std::uint64_t size() const { return state().bytes; }
    /// Number of the file system that holds the file.
    std::uint64_t device() const;

    /// Fills `buffer` from `offset`. A file that ends earlier is an error.
    void read(std::span<std::byte> buffer, std::uint64_t offset) const;
    void read(std::span<char> buffer, std::uint64_t offset) const
    {
        read(std::as_writable_bytes(buffer), offset);
    }
    /// Reads at most `buffer`; returns the number of bytes, 0 at the end.
    std::size_t readSome(std::span<char> buffer, std::uint64_t offset) const;
    /// False when the disk is full.
    [[nodiscard]] bool write(std::span<const std::byte> bytes, std::uint64_t offset) const;

    /// Adds `text` at the end in one write, so that a process that dies leaves all of it or nothing.
    /// REQUIRES: openToAppend().
    void append(std::string_view text) const;

    /// Makes [offset, offset + bytes) the same blocks on disk as those of `source` from `sourceOffset` on.
    /// Changes nothing unless it returns Done.
    [[nodiscard]] Sharing shareBlocks(const File& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                                      std::uint64_t offset) const;
    /// True when [offset, offset + bytes) is the same blocks on disk as those of `source` from `sourceOffset`
    /// on, so that the contents cannot differ. False also when the file system cannot report it.
    bool hasBlocksOf(const File& source, std::uint64_t sourceOffset, std::uint64_t bytes,
                     std::uint64_t offset) const;
    /// Reserves space where the file system can; false when the disk has too little.
    [[nodiscard]] bool reserve(std::uint64_t bytes) const;
    /// Starts to write [offset, offset + bytes) to the disk without waiting.
    void startFlush(std::uint64_t offset, std::uint64_t bytes) const;
    /// Waits until [offset, offset + bytes) has left for the disk. Throws Error{Io} when the disk could not
    /// take it: the system reports that once only, so a later sync() would succeed.
    void finishFlush(std::uint64_t offset, std::uint64_t bytes) const;
    /// Makes the content durable.
    void sync() const;

private:
    File(std::filesystem::path path, Descriptor descriptor);
    File(std::filesystem::path shownAs, const std::filesystem::path& path, int flags);

    std::filesystem::path m_path;
    Descriptor m_descriptor;
};

/// Throws Error{Mismatch}: "… has changed since it was opened; open it again".
[[noreturn]] void failChanged(const std::filesystem::path& path);
/// Throws failChanged() unless the file is still in the state that it was opened in.
void requireUnchanged(const File& file, const FileState& opened);

} // namespace layerloom::core
