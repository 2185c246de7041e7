#pragma once

#include "core/io/file_lock.h"
#include "core/merge/write/journal.h"

#include <filesystem>
#include <string>
#include <vector>

namespace layerloom::core {

/// What a process wants to do in a staged folder.
enum class StagingUse {
    Begin, ///< the whole merge, where no other has left anything
    Resume, ///< the whole merge, going on where one was stopped
    Part, ///< one part of it, beside others
    Finish, ///< publish what the parts have written
};

/// The folder "DESTINATION.partial" in which a merge is written until it is complete:
///
///     lock             held alone by a whole merge, shared by its parts
///     journal-2-of-4   what one part has made durable
///     files/           the checkpoint to be; renamed to the destination at the end
///
/// A whole merge removes it when it fails; parts leave it as it is.
class Staging {
public:
    /// Makes or takes over the folder. Throws Error{Io} when another process has it, or when what lies there cannot be
    /// used so. `part` counts from 1.
    Staging(const std::filesystem::path& destination, StagingUse use, const MergeIdentity& identity,
            std::uint32_t part = 1);

    /// Where the checkpoint's files are written.
    const std::filesystem::path& files() const { return m_files; }
    const std::filesystem::path& destination() const { return m_destination; }
    bool removesOnFailure() const { return m_removal.isDue; }
    /// Of this part. REQUIRES: not there to Finish.
    Journal& journal() { return m_journals.front(); }
    /// The journal of the part that wrote a shard; ours when none did. REQUIRES: there is one.
    Journal& journalOf(std::uint32_t shard);
    /// What is known of a shard that was written, whichever part wrote it.
    const ShardState& shard(std::uint32_t shard) const;

    /// Makes the entries durable. Throws Error{Io}.
    void sync() const;
    /// Renames the files to the destination and removes the folder. The files must be durable already. Throws Error{Io},
    /// also when something stands at the destination by now (an empty folder is replaced).
    void publish();

private:
    /// Removes a folder when it dies, also when the constructor fails.
    struct Removal {
        Removal() = default;
        ~Removal();
        Removal(const Removal&) = delete;
        Removal& operator=(const Removal&) = delete;

        std::filesystem::path folder;
        bool isDue = false;
    };

    void lockFolder(StagingUse use);
    void requireUse(StagingUse use, const MergeIdentity& identity) const;
    void openJournals(StagingUse use, const MergeIdentity& identity, std::uint32_t part);

    std::filesystem::path m_destination;
    std::filesystem::path m_folder;
    std::filesystem::path m_files;
    FileLock m_lock;
    Removal m_removal; // goes before the lock does
    FileLock m_partLock;
    std::vector<Journal> m_journals;
};

/// Name of the file in a staged folder that a merge keeps locked while it writes.
constexpr const char* kStagingLock = "lock";

/// The staged folder of a destination, which need not exist: "/models/solar.partial".
std::filesystem::path stagedFolder(const std::filesystem::path& destination);

/// True for a folder that holds nothing but what a merge makes there.
bool isStagedFolder(const std::filesystem::path& folder);

/// The journals of a staged folder.
std::vector<Journal> readJournals(const std::filesystem::path& folder);

/// True when nobody has written a byte there yet, or there is no folder.
bool isUntouched(const std::filesystem::path& folder);

/// Removes a staged folder, so that a process killed meanwhile leaves nothing that could be taken for good.
/// REQUIRES: its lock is held alone.
void removeStagedFolder(const std::filesystem::path& folder);

} // namespace layerloom::core
