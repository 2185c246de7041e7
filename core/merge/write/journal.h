#pragma once

#include "core/io/file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace layerloom::core {

/// The version of this program.
std::string programVersion();

/// Which merge a journal belongs to.
struct MergeIdentity {
    std::string plan; ///< fingerprint of the plan
    std::uint32_t parts = 1; ///< number of parts the merge is divided into
    std::string program =
        programVersion(); ///< a merge is resumed only by the version that began it: another may lay files out differently
    bool operator==(const MergeIdentity&) const = default;
};

/// The durable state of one output shard.
struct ShardState {
    std::uint64_t tensors = 0; ///< number of tensors, from the first, that are durable
    bool isWritten = false; ///< the whole file is durable
    std::optional<FileStamp> verified; ///< state of the file when it was verified
    std::map<std::uint64_t, std::uint64_t> overflows; ///< tensor -> finite values that became infinite
};

/// The list of ranges that one merge process has made durable, so that an interrupted merge can be resumed. Text,
/// one record a line:
///
///     layerloom-merge/2 PLAN PARTS PROGRAM   fingerprint of the plan, number of parts, version of the program
///     file NAME                         the merge makes this file: only files that a journal names are ever removed
///     tensors SHARD COUNT               the first COUNT tensors of the shard are durable
///     overflow SHARD TENSOR VALUES      finite values of a tensor that became infinite
///     written SHARD                     the whole shard is durable
///     verified SHARD BYTES MODIFIED CHANGED  it equalled its sources when it had this size and these times
///     lost SHARD                        forget the records of this shard so far
///
/// Invariant: `tensors`, `written` and `verified` are appended after fsync() of the bytes they describe, so
/// they are true in whatever order the file system writes journal and data. The first line and the `file` lines
/// of a new journal are appended in one write, every later record in one of its own. A process that dies leaves a
/// prefix of these writes and at most one incomplete line, which read() ignores and write() cuts off. The journal
/// itself is not synced: a lost record only means that its bytes are written again, and the same plan makes the
/// same bytes. (A `lost` that a power failure removed is found again by the size of the file or by verification.)
/// The first tensor that is not recorded is written from its start.
class Journal {
public:
    /// Reads identity and records; nullopt when there is no file or its first line is incomplete.
    static std::optional<Journal> read(const std::filesystem::path& file);
    /// Opens a journal for records: continues one of the same identity, else replaces it by a new one. Appends its first
    /// line, if it is new, and the names of those of `files` (the merge is going to make them) that it lacks. Throws
    /// Error{Io}.
    static Journal write(const std::filesystem::path& file, const MergeIdentity& identity,
                         const std::set<std::string>& files = {});
    /// True for a file that is empty or ends within its first line: its process died before it had written that.
    static bool isCutShort(const std::filesystem::path& file);

    const MergeIdentity& identity() const { return m_identity; }
    /// Names of the files that the merge makes, as "1_Pooling/config.json".
    const std::set<std::string>& files() const { return m_files; }
    const ShardState& shard(std::uint32_t shard) const;

    /// The first `count` tensors of a shard are durable.
    void tensorsWritten(std::uint32_t shard, std::uint64_t count);
    void shardWritten(std::uint32_t shard);
    void shardVerified(std::uint32_t shard, const FileStamp& stamp);
    /// The records of the shard do not hold: it has to be written again.
    void shardLost(std::uint32_t shard);
    /// REQUIRES: called before the tensor is reported as written.
    void overflow(std::uint32_t shard, std::uint64_t tensor, std::uint64_t values);

private:
    Journal() = default;
    bool take(const std::string& line);
    bool takeFile(const std::string& name);
    void nameFiles(const std::set<std::string>& files, std::string text);
    void put(const std::string& line);

    MergeIdentity m_identity;
    std::set<std::string> m_files;
    std::map<std::uint32_t, ShardState> m_shards;
    std::uint64_t m_validBytes = 0; // length of the complete records of the file that was read
    File m_log;
};

} // namespace layerloom::core
