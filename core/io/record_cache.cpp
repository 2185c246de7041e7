#include "core/io/record_cache.h"

#include "core/base/hash.h"
#include "core/io/checksummed_text.h"
#include "core/io/home_path.h"
#include "core/io/private_folder.h"
#include "core/io/record_file.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <system_error>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

/// The first line is "KIND ID".
std::optional<Record> recordFrom(std::string_view text)
{
    const std::string_view content = requireChecksum(text, "The record");
    const std::size_t line = content.find('\n');
    const std::size_t space = content.find(' ');
    if (line == std::string_view::npos || space > line)
        return std::nullopt;
    return Record {
        {std::string(content.substr(0, space)), std::string(content.substr(space + 1, line - space - 1))},
        std::string(content.substr(line + 1))};
}

} // namespace

RecordCache::RecordCache(fs::path folder, std::uint64_t limit)
    : m_folder(std::move(folder))
    , m_limit(limit)
{}

std::optional<std::string> RecordCache::find(const RecordKey& key) const
{
    if (m_folder.empty())
        return std::nullopt;
    std::optional<Record> found = read(fileOf(key));
    // Two ids may have one hash.
    if (!found || found->key != key)
        return std::nullopt;
    return std::move(found->body);
}

std::optional<Record> RecordCache::read(const fs::path& file)
{
    // With the lines for checksum and key.
    constexpr std::uint64_t kLimit = kMaxRecordBytes + 65536;
    Result<std::optional<Record>> record = guarded([&] { return recordFrom(readTextFile(file, kLimit)); });
    return record ? std::move(*record) : std::nullopt;
}

void RecordCache::store(const RecordKey& key, std::string_view body) const
{
    if (body.size() > kMaxRecordBytes)
        return;
    const Folder folder = requireFolder();
    std::string content = key.kind + ' ' + key.id + '\n';
    content += body;
    replaceFileIn(folder, fileOf(key).filename().string(), withChecksum(content));
    dropOldest();
}

RecordLock RecordCache::lock(const RecordKey& key, const JobContext& job) const
{
    requireFolder();
    return {fileOf(key).replace_extension(kLockEnding), job};
}

std::vector<RecordFile> RecordCache::list() const
{
    std::vector<RecordFile> records;
    const std::optional<Folder> folder = openPrivateFolder(m_folder).folder;
    if (!folder)
        return records;
    for (const std::string& name : folder->names()) {
        if (!isRecordName(name) || !folder->isFile(name))
            continue;
        std::error_code failure;
        const fs::path file = m_folder / name;
        const auto modified = fs::last_write_time(file, failure);
        if (!failure)
            records.push_back({file, folder->sizeOf(name), modified.time_since_epoch().count()});
    }
    std::sort(records.begin(), records.end(), [](const RecordFile& left, const RecordFile& right) {
        return left.modified != right.modified ? left.modified > right.modified : left.file < right.file;
    });
    return records;
}

std::string RecordCache::fault() const
{
    return m_folder.empty() ? "neither XDG_CACHE_HOME nor HOME names a folder"
                            : openPrivateFolder(m_folder).fault;
}

ClearedCache RecordCache::clear() const
{
    ClearedCache cleared;
    const std::optional<Folder> folder = openPrivateFolder(m_folder).folder;
    if (!folder)
        return cleared;
    for (const std::string& name : folder->names()) {
        if (!isCacheFile(*folder, name))
            cleared.leftAlone.push_back(name);
        else if (!folder->removeFile(name))
            cleared.failed.push_back(name);
        else if (isRecordName(name))
            ++cleared.records;
    }
    return cleared;
}

Folder RecordCache::requireFolder() const
{
    if (m_folder.empty())
        throw Error(ErrorCode::Io, "There is no folder for the cache: " + fault());
    PrivateFolder made = makePrivateFolder(m_folder);
    if (!made.folder)
        throw Error(ErrorCode::Io, made.fault);
    return std::move(*made.folder);
}

fs::path RecordCache::fileOf(const RecordKey& key) const
{
    return m_folder / (key.kind + '-' + hashDigits(hashOf(key.id)) + kRecordEnding);
}

void RecordCache::dropOldest() const
{
    const std::optional<Folder> folder = openPrivateFolder(m_folder).folder;
    std::uint64_t bytes = 0;
    bool isNewest = true;
    for (const RecordFile& record : list()) {
        bytes += record.bytes;
        const std::string name = record.file.filename().string();
        if (folder && bytes > m_limit && !isNewest && isCacheFile(*folder, name))
            folder->removeFile(name);
        isNewest = false;
    }
}

fs::path userRecordFolder()
{
    const fs::path cache = userFolder("XDG_CACHE_HOME", ".cache");
    return cache.empty() ? cache : cache / "layerloom" / "measurements";
}

} // namespace layerloom::core
