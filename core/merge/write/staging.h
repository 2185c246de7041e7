#pragma once

#include "core/io/file_lock.h"
#include "core/merge/write/staged_folder.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace layerloom::core {

/// The task of a process in a staged folder.
enum class StagingUse {
    Begin, ///< a whole merge; fails when an earlier one has left files
    Resume, ///< a whole merge that continues an interrupted one
    Part, ///< one part, beside other processes
    Finish, ///< publish the output of the parts
};

/// The folder "DESTINATION.partial" in which a merge is written until it is complete:
///
///     lock             exclusive for a whole merge and for publishing, shared by parts
///     journal-2-of-4   the durable ranges of one part (journal.h); locked exclusively by its process
///     files/           the checkpoint; renamed to the destination at the end
///
/// Why the destination is whole or absent, whenever a process dies or the power fails:
///   1. All files are written and synced in files/, and files/ itself is synced, before publish().
///   2. publish() is one rename(), which is atomic and refused when the destination holds files; then the parent is
///      synced.
///   3. Locks belong to processes, so those of a dead one are free. A process that gets the lock checks that the lock
///      file is still the one in the folder: its former holder may have removed it.
///   4. Only files that a journal names are removed, and journals last, so that what an interrupted removal leaves is
///      still known. A file that a journal states as written and that is missing is written again.
/// A whole merge removes the folder when it fails; parts leave it to the others. Mode, group and access list of a
/// destination that exists are those of the folder from the start.
class Staging {
public:
    /// Creates or takes over the folder. Throws Error{Io} when another process holds it or when its content
    /// does not allow this use, Error{Mismatch} when it belongs to another plan. `files` are the names of all
    /// files that the merge makes; `part` counts from 1.
    Staging(const std::filesystem::path& destination, StagingUse use, const MergeIdentity& identity,
            const std::set<std::string>& files, std::uint32_t part = 1);

    /// The folder of the checkpoint's files.
    const std::filesystem::path& files() const { return m_files; }
    const std::filesystem::path& destination() const { return m_destination; }
    bool removesOnFailure() const { return m_removal.isDue; }
    /// The journal of this part. REQUIRES: the use is not Finish.
    Journal& journal() { return m_journals.front(); }
    /// The journal of the part that wrote a shard; ours when none did. REQUIRES: there is one.
    Journal& journalOf(std::uint32_t shard);
    /// The state of a written shard, whichever part wrote it.
    const ShardState& shard(std::uint32_t shard) const;

    /// Makes the entries of files() durable. Throws Error{Io}.
    void sync() const;
    /// Renames files() to the destination and removes the folder. Throws Error{Io}, also when the destination
    /// holds files by now (an empty folder is replaced). REQUIRES: the files are durable.
    void publish();

private:
    /// Removes a folder when destroyed, also when the constructor fails.
    struct Removal {
        Removal() = default;
        ~Removal();
        Removal(const Removal&) = delete;
        Removal& operator=(const Removal&) = delete;

        std::filesystem::path folder;
        std::set<std::string> files;
        bool isDue = false;
    };

    void lockFolder(StagingUse use);
    void requireUse(StagingUse use, const MergeIdentity& identity) const;
    void makeFolders() const;
    void openJournals(StagingUse use, const MergeIdentity& identity, std::uint32_t part);

    std::filesystem::path m_destination;
    std::filesystem::path m_folder;
    std::filesystem::path m_files;
    FileLock m_lock;
    Removal m_removal; // destroyed before the lock
    FileLock m_partLock;
    std::vector<Journal> m_journals;
};

} // namespace layerloom::core
