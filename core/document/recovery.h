#pragma once

#include "core/document/loom_document.h"
#include "core/io/file_lock.h"

#include <filesystem>
#include <string>
#include <vector>

namespace layerloom::core {

/// A document with unsaved changes.
struct Recovery {
    LoomDocument document; ///< its sources are not opened
    std::filesystem::path path; ///< the user's own file; empty for a document that was never saved
    std::string title; ///< shown for a document without a file
};

/// A file that keeps a copy of one open document, so that a crash loses nothing: a .loom document with one more key,
/// "recovery". A lock keeps it for this process as long as this object lives; the copy outlives it.
class RecoverySlot {
public:
    /// Takes an unused slot of `folder`, which is created for this user alone (mode 0700) when missing. Throws Error{Io}.
    static RecoverySlot claim(const std::filesystem::path& folder);

    /// The copy: NUMBER.loom in the folder.
    const std::filesystem::path& file() const { return m_file; }
    /// Replaces the copy atomically. Throws Error{Io}.
    void write(const Recovery& recovery) const;
    /// Reads the copy. Throws Error{Io}, Error{Corrupt}, Error{Unsupported}.
    Recovery read() const;
    /// Removes the copy; does nothing when there is none.
    void clear() const;

private:
    friend std::vector<RecoverySlot> abandonedRecoveries(const std::filesystem::path& folder);

    RecoverySlot(std::filesystem::path file, FileLock lock);

    std::filesystem::path m_file;
    FileLock m_lock;
};

/// The copies that ended processes left in `folder`, the latest first. They are not offered to other processes while
/// the slots live. Empty when there is no such folder.
std::vector<RecoverySlot> abandonedRecoveries(const std::filesystem::path& folder);

/// The user's folder of such copies: $XDG_STATE_HOME/layerloom/recovery, else the same below ~/.local/state. Empty when
/// neither variable names a folder: nothing is kept then.
std::filesystem::path userRecoveryFolder();

} // namespace layerloom::core
