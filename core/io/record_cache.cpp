#include "core/io/record_cache.h"

#include "core/base/hash.h"
#include "core/io/checksummed_text.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

constexpr const char* kRecordEnding = ".record";
constexpr const char* kLockEnding = ".lock";
constexpr const char* kPartialEnding = ".partial-"; // of replaceFile()

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

/// Also true for the records of older versions, which had other endings.
bool isRecord(const fs::path& file)
{
    const std::string ending = file.extension().string();
    return ending != kLockEnding && !ending.starts_with(kPartialEnding);
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    return files;
}

} // namespace

RecordCache::RecordCache(fs::path folder, std::uint64_t limit)
    : m_folder(std::move(folder))
    , m_limit(limit)
{}

std::optional<std::string> RecordCache::find(const RecordKey& key) const
{
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
    fs::create_directories(m_folder);
    std::string content = key.kind + ' ' + key.id + '\n';
    content += body;
    replaceFile(fileOf(key), withChecksum(content));
    dropOldest();
}

RecordLock RecordCache::lock(const RecordKey& key, const JobContext& job) const
{
    fs::create_directories(m_folder);
    return {fileOf(key).replace_extension(kLockEnding), job};
}

std::vector<RecordFile> RecordCache::list() const
{
    std::vector<RecordFile> records;
    for (const fs::path& file : filesIn(m_folder)) {
        std::error_code failure;
        if (!isRecord(file) || !fs::is_regular_file(file, failure))
            continue;
        const std::uint64_t bytes = fs::file_size(file, failure);
        const auto modified = failure ? fs::file_time_type() : fs::last_write_time(file, failure);
        if (!failure)
            records.push_back({file, bytes, modified.time_since_epoch().count()});
    }
    std::sort(records.begin(), records.end(), [](const RecordFile& left, const RecordFile& right) {
        return left.modified != right.modified ? left.modified > right.modified : left.file < right.file;
    });
    return records;
}

std::size_t RecordCache::clear() const
{
    std::size_t records = 0;
    for (const fs::path& file : filesIn(m_folder))
        if (fs::remove(file) && isRecord(file))
            ++records;
    return records;
}

fs::path RecordCache::fileOf(const RecordKey& key) const
{
    return m_folder / (key.kind + '-' + hashDigits(hashOf(key.id)) + kRecordEnding);
}

void RecordCache::dropOldest() const
{
    std::uint64_t bytes = 0;
    bool isNewest = true;
    for (const RecordFile& record : list()) {
        bytes += record.bytes;
        std::error_code ignored;
        if (bytes > m_limit && !isNewest)
            fs::remove(record.file, ignored);
        isNewest = false;
    }
}

fs::path userRecordFolder()
{
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    const char* const home = std::getenv("HOME");
    const fs::path folder = cache != nullptr && fs::path(cache).is_absolute()
        ? fs::path(cache)
        : fs::path(home == nullptr || *home == '\0' ? "/tmp" : home) / ".cache";
    return folder / "layerloom" / "measurements";
}

} // namespace layerloom::core
