#include "core/merge/write/staging.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles = "files";
constexpr const char* kJournal = "journal-";

[[noreturn]] void fail(const fs::path& path, const std::string& what, int reason)
{
    throw Error(ErrorCode::Io,
                path.string() + " cannot be " + what + ": " + std::generic_category().message(reason));
}

/// Makes the entries of a folder durable.
void syncFolder(const fs::path& folder)
{
    const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        fail(folder, "opened", errno);
    // Some file systems (network shares) cannot sync a folder and say EINVAL.
    const int reason = ::fsync(file) == 0 || errno == EINVAL ? 0 : errno;
    ::close(file);
    if (reason != 0)
        fail(folder, "made durable", reason);
}

/// The same for a folder and all below it.
void syncFolders(const fs::path& folder)
{
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_directory())
            syncFolder(entry.path());
    syncFolder(folder);
}

fs::path withoutSlash(const fs::path& destination)
{
    const fs::path absolute = fs::absolute(destination).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

std::string journalName(std::uint32_t part, std::uint32_t parts)
{
    return kJournal + std::to_string(part) + "-of-" + std::to_string(parts);
}

std::vector<fs::path> entriesOf(const fs::path& folder)
{
    std::vector<fs::path> entries;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored))
        entries.push_back(entry.path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

bool isJournal(const fs::path& entry)
{
    return entry.filename().string().starts_with(kJournal);
}

void makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure)
        fail(folder, "made", failure.value());
}

} // namespace

fs::path stagedFolder(const fs::path& destination)
{
    return withoutSlash(destination) += ".partial";
}

bool isStagedFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (folder.extension() != ".partial" || !fs::is_directory(fs::symlink_status(folder, ignored)))
        return false;
    const std::vector<fs::path> entries = entriesOf(folder);
    return std::all_of(entries.begin(), entries.end(), [](const fs::path& entry) {
        return entry.filename() == kStagingLock || entry.filename() == kFiles || isJournal(entry);
    });
}

std::vector<Journal> readJournals(const fs::path& folder)
{
    std::vector<Journal> journals;
    for (const fs::path& entry : entriesOf(folder))
        if (isJournal(entry))
            if (std::optional<Journal> journal = Journal::read(entry))
                journals.push_back(std::move(*journal));
    return journals;
}

bool isUntouched(const fs::path& folder)
{
    return readJournals(folder).empty() && entriesOf(folder / kFiles).empty();
}

void removeStagedFolder(const fs::path& folder)
{
    std::error_code ignored;
    // Journals first: files without one are never believed.
    for (const fs::path& entry : entriesOf(folder))
        if (isJournal(entry))
            fs::remove(entry, ignored);
    fs::remove_all(folder / kFiles, ignored);
    fs::remove(folder / kStagingLock, ignored);
    fs::remove(folder, ignored);
}

Staging::Staging(const fs::path& destination, StagingUse use, const MergeIdentity& identity,
                 std::uint32_t part)
    : m_destination(withoutSlash(destination))
    , m_folder(stagedFolder(destination))
    , m_files(m_folder / kFiles)
{
    lockFolder(use);
    requireUse(use, identity);
    m_removal.folder = m_folder;
    m_removal.isDue = use == StagingUse::Begin || use == StagingUse::Resume;
    if (m_removal.isDue && readJournals(m_folder).empty()) {
        std::error_code ignored;
        fs::remove_all(m_files, ignored);
    }
    makeFolder(m_files);
    openJournals(use, identity, part);
}

Staging::Removal::~Removal()
{
    if (isDue)
        removeStagedFolder(folder);
}

void Staging::lockFolder(StagingUse use)
{
    const auto kind = use == StagingUse::Part ? FileLock::Kind::Shared : FileLock::Kind::Exclusive;
    // Whoever had the lock may be removing the folder: then it is made anew.
    constexpr int kTries = 10;
    for (int attempt = 0; attempt < kTries; ++attempt) {
        makeFolder(m_folder);
        if (!isStagedFolder(m_folder))
            throw Error(ErrorCode::Io,
                        m_folder.string() + " is in the way: it holds files that no merge has left there");
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
    if (use == StagingUse::Begin && !isUntouched(m_folder))
        throw Error(ErrorCode::Io,
                    "A merge to " + m_destination.string() + " was interrupted and left "
                        + m_folder.string());
    for (const Journal& journal : readJournals(m_folder)) {
        if (journal.identity().plan != identity.plan)
            throw Error(ErrorCode::Mismatch,
                        m_folder.string()
                            + " was left by another merge, or its sources or settings have changed since");
        if (journal.identity().parts != identity.parts)
            throw Error(ErrorCode::Mismatch,
                        m_folder.string() + " was left by a merge in "
                            + counted(journal.identity().parts, "part") + ", not in "
                            + std::to_string(identity.parts));
    }
}

void Staging::openJournals(StagingUse use, const MergeIdentity& identity, std::uint32_t part)
{
    if (use == StagingUse::Finish) {
        for (const fs::path& entry : entriesOf(m_folder))
            if (isJournal(entry) && Journal::read(entry))
                m_journals.push_back(Journal::write(entry, identity));
        return;
    }
    const fs::path file = m_folder / journalName(part, identity.parts);
    m_partLock = FileLock::tryCreate(file, FileLock::Kind::Exclusive);
    if (!m_partLock.isHeld())
        throw Error(ErrorCode::Io,
                    "Part " + std::to_string(part) + " of " + std::to_string(identity.parts) + " of "
                        + m_destination.string() + " is being written already");
    m_journals.push_back(Journal::write(file, identity));
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
    // rename() replaces an empty folder and refuses one with files.
    if (std::rename(m_files.c_str(), m_destination.c_str()) != 0)
        fail(m_destination, "put in its place", errno);
    syncFolder(m_destination.parent_path());
    m_removal.isDue = false;
    removeStagedFolder(m_folder);
}

} // namespace layerloom::core
