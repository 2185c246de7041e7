#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/io/folder.h"
#include "core/io/record_lock.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace layerloom::core {

/// Identifies a record of a RecordCache.
struct RecordKey {
    std::string kind; ///< type and version of the value: "distances-2"; letters, digits and '-'
    std::string id; ///< everything that the value depends on; one line

    bool operator==(const RecordKey&) const = default;
};

/// A file of a RecordCache, not read yet.
struct RecordFile {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds of the file clock: for comparing only
};

/// What a record file holds.
struct Record {
    RecordKey key;
    std::string body;
};

/// What clear() did.
struct ClearedCache {
    std::size_t records = 0; ///< removed
    std::vector<std::string> leftAlone; ///< names of entries that are no files of the cache
    std::vector<std::string> failed; ///< names of files of the cache that could not be removed
};

/// A folder of records that are kept between runs, one checksummed file each, shared by processes: a record
/// appears whole or not at all, and one that is damaged counts as missing. The oldest are removed when all
/// together exceed a limit; the newest always stays. The folder is the user's alone (mode 0700) and no link; without
/// such a folder nothing is kept. Only files that are records by name and content are removed.
class RecordCache {
public:
    static constexpr std::uint64_t kDefaultLimit = 64'000'000; ///< bytes
    static constexpr std::uint64_t kMaxRecordBytes = 16'000'000; ///< longer records are not kept

    explicit RecordCache(std::filesystem::path folder, std::uint64_t limit = kDefaultLimit);

    const std::filesystem::path& folder() const { return m_folder; }

    /// The body of a record; nullopt when it is missing or damaged.
    std::optional<std::string> find(const RecordKey& key) const;
    /// Keeps a record, in place of the one that the key had. Does nothing when it is longer than
    /// kMaxRecordBytes. Throws Error{Io}.
    void store(const RecordKey& key, std::string_view body) const;
    /// Locks a record against other processes that compute it. Throws as RecordLock does.
    RecordLock lock(const RecordKey& key, const JobContext& job) const;

    /// All records, the newest first, none of them read.
    std::vector<RecordFile> list() const;
    /// Reads a record that list() named; nullopt when it is damaged, gone or of another version.
    static std::optional<Record> read(const std::filesystem::path& file);
    /// Removes all records, their locks, and records that were being written; nothing else.
    ClearedCache clear() const;
    /// Why nothing can be kept: "/home/a/.cache/layerloom/measurements belongs to another user"; else empty.
    std::string fault() const;

    /// Where the record of a key lies: KIND-HASH.record, with the hash of the id.
    std::filesystem::path fileOf(const RecordKey& key) const;

private:
    void dropOldest() const;
    Folder requireFolder() const;

    std::filesystem::path m_folder;
    std::uint64_t m_limit;
};

/// The folder of the user's RecordCache: $XDG_CACHE_HOME/layerloom/measurements, else the same below ~/.cache;
/// empty when neither variable names a folder, so that nothing is kept.
std::filesystem::path userRecordFolder();

/// How values of one type become records.
template <typename Value> struct RecordFormat {
    std::string kind; ///< of RecordKey
    std::function<std::string(const Value&)> serialize;
    /// Nullopt, or an Error, for a body that cannot be used any more: the value is computed again.
    std::function<std::optional<Value>(std::string_view)> parse;

    RecordKey key(std::string id) const { return {kind, std::move(id)}; }
};

/// A value and where it came from.
template <typename Value> struct Cached {
    Value value;
    bool wasCached = false;
};

/// The value of a record; nullopt when it is of another kind or cannot be used.
template <typename Value>
std::optional<Value> parseRecord(const Record& record, const RecordFormat<Value>& format)
{
    if (record.key.kind != format.kind)
        return std::nullopt;
    Result<std::optional<Value>> value = guarded([&] { return format.parse(record.body); });
    return value ? std::move(*value) : std::nullopt;
}

/// The cached value; nullopt when there is none that can be used.
template <typename Value>
std::optional<Value> findCached(const RecordCache& cache, const std::string& id,
                                const RecordFormat<Value>& format)
{
    const RecordKey key = format.key(id);
    std::optional<std::string> body = cache.find(key);
    return body ? parseRecord({key, std::move(*body)}, format) : std::nullopt;
}

/// Caches a value. Throws Error{Io}.
template <typename Value>
void storeCached(const RecordCache& cache, const std::string& id, const RecordFormat<Value>& format,
                 const Value& value)
{
    cache.store(format.key(id), format.serialize(value));
}

/// The cached value, or `compute()`, which is then cached. While another process computes the same one, waits
/// for it. A cache that cannot be written costs nothing but the saving. Throws what `compute` throws, and
/// Error{Cancelled} when a stop was requested.
template <typename Value, typename Compute>
Cached<Value> cachedOr(const RecordCache& cache, const std::string& id, const RecordFormat<Value>& format,
                       JobContext& job, Compute&& compute)
{
    if (std::optional<Value> known = findCached(cache, id, format))
        return {std::move(*known), true};
    const Result<RecordLock> lock = guarded([&] { return cache.lock(format.key(id), job); });
    job.checkStop();
    if (std::optional<Value> known = findCached(cache, id, format))
        return {std::move(*known), true};
    Cached<Value> made {std::forward<Compute>(compute)(), false};
    std::ignore = guarded([&] { storeCached(cache, id, format, made.value); });
    return made;
}

} // namespace layerloom::core
