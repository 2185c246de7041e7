#include "core/merge/write/staging.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/io/folder_access.h"
#include "core/io/open_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what, int reason)
{
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + what + ": " + std::generic_category().message(reason));
}

/// Makes the entries of a folder durable.
void syncFolder(const fs::path& folder)
{
    const Descriptor opened = openFolder(folder);
    if (!opened.isOpen())
        fail(folder, "opened", errno);
    // Some file systems (network shares) cannot sync a folder and say EINVAL.
    if (::fsync(opened.number()) != 0 && errno != EINVAL)
        fail(folder, "made durable", errno);
}

/// The same for a folder and all below it.
void syncFolders(const fs::path& folder)
{
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_directory())
            syncFolder(entry.path());
    syncFolder(folder);
}

void makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        fail(folder, "made", failure.value());
}

} // namespace

Staging::Staging(const fs::path& destination, StagingUse use, const MergeIdentity& identity,
                 const std::set<std::string>& files, std::uint32_t part)
    : m_destination(finalPlace(destination))
    , m_folder(stagedFolder(destination))
    , m_files(m_folder / kStagedFiles)
{
    lockFolder(use);
    requireUse(use, identity);
    m_removal.folder = m_folder;
    m_removal.files = files;
    m_removal.isDue = use == StagingUse::Begin || use == StagingUse::Resume;
    makeFolders();
    openJournals(use, identity, part);
}

Staging::Removal::~Removal()
{
    if (isDue)
        removeStagedFolder(folder, files);
}

/// What the destination denies to others is denied to them while it is written.
void Staging::makeFolders() const
{
    makeFolder(m_files);
    std::error_code ignored;
    if (!fs::is_directory(m_destination, ignored))
        return;
    copyAccess(m_destination, m_folder);
    copyAccess(m_destination, m_files);
}

void Staging::lockFolder(StagingUse use)
{
    const auto kind = use == StagingUse::Part ? FileLock::Kind::Shared : FileLock::Kind::Exclusive;
    // Whoever had the lock may be removing the folder: then it is made anew.
    constexpr int kTries = 10;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        makeFolder(m_folder);
        requireNoStranger(m_folder);
        m_lock = FileLock::tryCreate(m_folder / kStagingLock, kind);
        if (!m_lock.isHeld())
            throw Error(ErrorCode::Io, "Another merge is writing " + m_destination.string());
        if (m_lock.isInPlace())
            return;
    }
    throw Error(ErrorCode::Io, m_folder.string() + " cannot be locked");
}

void Staging::requireUse(StagingUse use, const MergeIdentity& identity) const
{
    const StagedContent content = stagedContent(m_folder);
    if (use == StagingUse::Begin && content.hasFiles)
        throw Error(ErrorCode::Io,
                    "A merge to " + m_destination.string() + " was interrupted and left "
                        + m_folder.string());
    for (const Journal& journal : content.journals) {
        if (journal.identity().plan != identity.plan)
            throw Error(ErrorCode::Mismatch,
                        m_folder.string()
                            + " was left by another merge, or its sources or settings have changed since");
        if (journal.identity().parts != identity.parts)
            throw Error(ErrorCode::Mismatch,
                        m_folder.string() + " was left by a merge in "
                            + counted(journal.identity().parts, "part") + ", not in "
                            + std::to_string(identity.parts));
        if (journal.identity().program != identity.program)
            throw Error(ErrorCode::Mismatch,
                        m_folder.string() + " was left by Layerloom " + journal.identity().program
                            + ", and this is " + identity.program + ": finish it with that version");
    }
}

void Staging::openJournals(StagingUse use, const MergeIdentity& identity, std::uint32_t part)
{
    if (use == StagingUse::Finish) {
        for (std::uint32_t number = 1; number <= identity.parts; ++number)
            if (const fs::path file = m_folder / journalName(number, identity.parts); Journal::read(file))
                m_journals.push_back(Journal::write(file, identity, m_removal.files));
        return;
    }
    const fs::path file = m_folder / journalName(part, identity.parts);
    m_partLock = FileLock::tryCreate(file, FileLock::Kind::Exclusive);
    if (!m_partLock.isHeld())
        throw Error(ErrorCode::Io,
                    "Part " + std::to_string(part) + " of " + std::to_string(identity.parts) + " of "
                        + m_destination.string() + " is being written already");
    m_journals.push_back(Journal::write(file, identity, m_removal.files));
}

Journal& Staging::journalOf(std::uint32_t shard)
{
    const auto knows = [&](const Journal& journal) { return journal.shard(shard).isWritten; };
    const auto found = std::find_if(m_journals.begin(), m_journals.end(), knows);
    return found == m_journals.end() ? m_journals.front() : *found;
}

const ShardState& Staging::shard(std::uint32_t shard) const
{
    static const ShardState kNothing;
    for (const Journal& journal : m_journals)
        if (journal.shard(shard).isWritten)
            return journal.shard(shard);
    return kNothing;
}

void Staging::sync() const
{
    syncFolders(m_files);
}

void Staging::publish()
{
    syncFolders(m_files);
    if (std::error_code ignored; fs::is_directory(m_destination, ignored))
        copyAccess(m_destination, m_files);
    // rename() replaces an empty folder and refuses one with files.
    if (std::rename(m_files.c_str(), m_destination.c_str()) != 0)
        fail(m_destination, "put in its place", errno);
    syncFolder(m_destination.parent_path());
    m_removal.isDue = false;
    removeStagedFolder(m_folder, m_removal.files);
}

} // namespace layerloom::core
