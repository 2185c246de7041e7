#pragma once

#include "core/merge/write/journal.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace layerloom::core {

// The folder "DESTINATION.partial" on the disk; staging.h describes how a merge uses it.

inline constexpr const char* kStagingLock = "lock";
inline constexpr const char* kStagedFiles = "files";

/// The folder that a merge to `destination` makes: absolute, without links, dots and a slash at the end.
std::filesystem::path finalPlace(const std::filesystem::path& destination);

/// The staged folder of a destination, which need not exist: "/models/solar.partial".
std::filesystem::path stagedFolder(const std::filesystem::path& destination);

/// "journal-2-of-4".
std::string journalName(std::uint32_t part, std::uint32_t parts);

/// The entries of a staged folder.
struct StagedContent {
    std::vector<Journal> journals; ///< those that can be read
    std::set<std::string> named; ///< the files that they name
    bool hasFiles = false; ///< a journal or a file of the output
    std::string
        stranger; ///< the first entry that no merge has left there, as "files/photo"; empty when all are known

    /// A merge has left it: it may be continued and removed.
    bool isOfAMerge() const { return stranger.empty() && !journals.empty(); }
};

/// True for a folder (not a link) of that name.
bool isStagedName(const std::filesystem::path& folder);

/// Reads the folder; nothing in it when it does not exist. Links are strangers.
StagedContent stagedContent(const std::filesystem::path& folder);

/// "… is in the way: it holds files/photo, which no merge has left there".
std::string strangerSentence(const std::filesystem::path& folder, const std::string& stranger);

/// Throws Error{Io} with that sentence, or with the reason why a journal cannot be read.
void requireNoStranger(const std::filesystem::path& folder);

/// Removes the files that the journals name, then, when nothing else was among them, journals, lock and folder. Follows no
/// link. A merge that removes its own folder passes its files as `named`: then no journal is read, which a disk that fails
/// may not allow. REQUIRES: its lock is held exclusively.
void removeStagedFolder(const std::filesystem::path& folder, const std::set<std::string>& named = {});

} // namespace layerloom::core
