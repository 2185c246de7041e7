#pragma once

#include "core/io/file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace layerloom::core {

/// Which merge a journal belongs to.
struct MergeIdentity {
    std::string plan; ///< fingerprint of the plan
    std::uint32_t parts = 1; ///< the merge is divided into as many
    bool operator==(const MergeIdentity&) const = default;
};

/// What of one output shard is on the disk for good.
struct ShardState {
    std::uint64_t tensors = 0; ///< the first so many
    bool isWritten = false; ///< all of it
    bool isVerified = false;
    std::map<std::uint64_t, std::uint64_t> overflows; ///< tensor -> finite values that became infinite
};

/// What a merge has made durable so far, one line a fact, so that a killed merge can go on where it stopped.
/// A line is only added once the bytes it speaks of are on the disk.
class Journal {
public:
    /// The identity and the facts that a file tells; nullopt when there is none, or its first line is cut short.
    static std::optional<Journal> read(const std::filesystem::path& file);
    /// Goes on with a file that read() understood, or begins a new one. Throws Error{Io}.
    static Journal write(const std::filesystem::path& file, const MergeIdentity& identity);

    const MergeIdentity& identity() const { return m_identity; }
    const ShardState& shard(std::uint32_t shard) const;

    /// The first `count` tensors of a shard are durable.
    void tensorsWritten(std::uint32_t shard, std::uint64_t count);
    void shardWritten(std::uint32_t shard);
    void shardVerified(std::uint32_t shard);
    /// What is known of the shard does not hold: it has to be written again.
    void shardLost(std::uint32_t shard);
    /// Said before the tensor counts as written.
    void overflow(std::uint32_t shard, std::uint64_t tensor, std::uint64_t values);

private:
    Journal() = default;
    bool take(const std::string& line);
    void put(const std::string& line);

    MergeIdentity m_identity;
    std::map<std::uint32_t, ShardState> m_shards;
    std::uint64_t m_validBytes = 0; // what was understood of the file that was read
    File m_log;
};

} // namespace layerloom::core
