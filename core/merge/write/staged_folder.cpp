#include "core/merge/write/staged_folder.h"

#include "core/base/error.h"
#include "core/io/folder.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <system_error>
#include <unistd.h>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStagedEnding = ".partial";
constexpr const char* kJournal = "journal-";

/// "journal-2-of-4" and no other form.
bool isJournalName(const std::string& name)
{
    std::uint32_t part = 0;
    std::uint32_t parts = 0;
    return std::sscanf(name.c_str(), "journal-%9u-of-%9u", &part, &parts) == 2
        && name == journalName(part, parts);
}

bool isParentOf(const std::string& folder, const std::set<std::string>& names)
{
    const auto next = names.lower_bound(folder + '/');
    return next != names.end() && next->starts_with(folder + '/');
}

/// An entry below a folder, as "1_Pooling/config.json".
struct Entry {
    std::string name;
    bool isFile = false;
    bool isFolder = false;
};

/// Everything below a folder; of folders that no merge makes, no more than tells them.
void listBelow(const Folder& folder, const std::string& prefix, std::vector<Entry>& entries)
{
    constexpr std::ptrdiff_t kDeepest = 8;
    constexpr std::size_t kMost = 100'000;
    for (const std::string& name : folder.names()) {
        if (entries.size() > kMost)
            return;
        const Entry entry {prefix + name, folder.isFile(name), folder.isFolder(name)};
        entries.push_back(entry);
        const bool isDeep = std::count(prefix.begin(), prefix.end(), '/') >= kDeepest;
        if (const std::optional<Folder> below = entry.isFolder && !isDeep ? folder.below(name) : std::nullopt)
            listBelow(*below, entry.name + '/', entries);
    }
}

/// The first entry that is neither one of `names` nor a folder of them; empty when there is none.
std::string strangerAmong(const std::vector<Entry>& entries, const std::set<std::string>& names)
{
    for (const Entry& entry : entries)
        if (!(entry.isFile && names.contains(entry.name))
            && !(entry.isFolder && isParentOf(entry.name, names)))
            return entry.name;
    return {};
}

/// Journals are taken into `content`; true for one that is of a merge of this version.
bool takeJournal(const fs::path& file, StagedContent& content)
{
    std::optional<Journal> journal = Journal::read(file);
    if (!journal)
        return Journal::isCutShort(file);
    content.named.insert(journal->files().begin(), journal->files().end());
    content.journals.push_back(std::move(*journal));
    content.hasFiles = true;
    return true;
}

bool isKnown(const Folder& folder, const std::string& name, StagedContent& content)
{
    if (name == kStagingLock)
        return folder.isFile(name) && folder.sizeOf(name) == 0;
    if (name == kStagedFiles)
        return folder.isFolder(name);
    return isJournalName(name) && folder.isFile(name) && takeJournal(folder.path() / name, content);
}

/// "a/b" and "a" for "a/b/c.json", the deepest first.
std::set<std::string, std::greater<>> foldersOf(const std::set<std::string>& names)
{
    std::set<std::string, std::greater<>> folders;
    for (const std::string& name : names)
        for (fs::path parent = fs::path(name).parent_path(); !parent.empty(); parent = parent.parent_path())
            folders.insert(parent.string());
    return folders;
}

} // namespace

fs::path finalPlace(const fs::path& destination)
{
    std::error_code failure;
    fs::path place = fs::weakly_canonical(fs::absolute(destination), failure);
    if (failure)
        place = fs::absolute(destination).lexically_normal();
    return place.has_filename() ? place : place.parent_path();
}

fs::path stagedFolder(const fs::path& destination)
{
    return finalPlace(destination) += kStagedEnding;
}

std::string journalName(std::uint32_t part, std::uint32_t parts)
{
    return kJournal + std::to_string(part) + "-of-" + std::to_string(parts);
}

bool isStagedName(const fs::path& folder)
{
    std::error_code ignored;
    return folder.extension() == kStagedEnding && fs::is_directory(fs::symlink_status(folder, ignored));
}

StagedContent stagedContent(const fs::path& folder)
{
    StagedContent content;
    const std::optional<Folder> staged = Folder::open(folder);
    if (!staged)
        return content;
    // The files first: each was named by a journal before it was made, also by a process that does so now.
    std::vector<Entry> entries;
    if (const std::optional<Folder> files = staged->below(kStagedFiles))
        listBelow(*files, {}, entries);
    for (const std::string& name : staged->names())
        if (!isKnown(*staged, name, content) && content.stranger.empty())
            content.stranger = name;
    content.hasFiles = content.hasFiles || !entries.empty();
    if (const std::string stranger = strangerAmong(entries, content.named);
        !stranger.empty() && content.stranger.empty())
        content.stranger = std::string(kStagedFiles) + '/' + stranger;
    return content;
}

std::string strangerSentence(const fs::path& folder, const std::string& stranger)
{
    return folder.string() + " is in the way: it holds " + stranger + ", which no merge has left there";
}

void requireNoStranger(const fs::path& folder)
{
    const std::string found = stagedContent(folder).stranger;
    if (found.empty())
        return;
    // On a disk that fails, a journal of ours is one that cannot be read.
    if (isJournalName(found))
        readTextFile(folder / found);
    throw Error(ErrorCode::Io, strangerSentence(folder, found));
}

void removeStagedFolder(const fs::path& folder, const std::set<std::string>& named)
{
    const std::optional<Folder> staged = Folder::open(folder);
    if (!staged)
        return;
    const std::set<std::string> names = named.empty() ? stagedContent(folder).named : named;
    const fs::path files(kStagedFiles);
    for (const std::string& name : names)
        staged->removeFile(files / name);
    for (const std::string& below : foldersOf(names))
        staged->removeFolder(files / below);
    staged->removeFolder(files);
    staged->sync();
    // As long as files are left a journal has to name them.
    if (staged->isFolder(kStagedFiles))
        return;
    StagedContent ignored;
    const auto isOurs = [&](const std::string& name) {
        if (named.empty())
            return name != kStagedFiles && isKnown(*staged, name, ignored);
        return (name == kStagingLock || isJournalName(name)) && staged->isFile(name);
    };
    for (const std::string& name : staged->names())
        if (isOurs(name))
            staged->removeFile(name);
    ::rmdir(folder.c_str());
}

} // namespace layerloom::core
