#pragma once

#include "core/base/index.h"
#include "core/base/result.h"
#include "core/io/file.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace layerloom::core {

/// Checkpoints with more tensors are refused; the largest models have about 200,000.
inline constexpr std::size_t kMaxTensors = 500'000;

struct Decoding;

/// A tensor as a safetensors header or a .bin describes it. Its bytes are [offset, offset + bytes) of its
/// shard's file; those of a decoded tensor are made of other tensors, see TensorReader.
struct TensorInfo {
    std::string name;
    std::string dtype; ///< as the header spells it: "BF16"
    std::vector<std::uint64_t> shape;
    std::uint32_t shard = 0; ///< index into Checkpoint::shards()
    std::uint64_t offset = 0; ///< from the start of the file
    std::uint64_t bytes = 0;
    /// Null for a stored tensor. Else how it is made: shard and offset are then those of its first part.
    std::shared_ptr<const Decoding> decoding {};

    /// Product of the shape, 1 for a scalar; readers refuse shapes whose product overflows.
    std::uint64_t elements() const;
};

/// Index into Checkpoint::tensors().
using TensorIndex = Index<struct TensorTag>;

/// One file of weights.
struct Shard {
    std::filesystem::path path;
    std::uint64_t fileBytes = 0;
    std::uint64_t headerBytes = 0; ///< offset of the data; of a .bin the offset of its first tensor
    std::int64_t modified = 0; ///< file time in nanoseconds since 1970
    std::map<std::string, std::string> metadata; ///< "__metadata__"; none in a .bin
    std::uint64_t headerHash = 0; ///< hashOf() the header's JSON; 0 where there is none, as in a .bin

    /// The file's state when the checkpoint was opened.
    FileState state() const { return {fileBytes, modified}; }
};

/// A checkpoint on disk of which only headers were read. Immutable: any thread may use it.
class Checkpoint {
public:
    Checkpoint(std::filesystem::path folder, std::vector<Shard> shards, std::vector<TensorInfo> tensors,
               std::string configText, std::vector<std::string> notes = {},
               std::shared_ptr<const Checkpoint> stored = nullptr);
    Checkpoint(const Checkpoint&) = delete;
    Checkpoint& operator=(const Checkpoint&) = delete;

    /// The folder of the files.
    const std::filesystem::path& folder() const { return m_folder; }
    /// The folder's name ("Llama-2-70b-hf"), or owner/name of a snapshot in the Hub's cache.
    const std::string& name() const { return m_name; }
    const std::vector<Shard>& shards() const { return m_shards; }
    /// In natural order of their names ("layers.2." before "layers.10.").
    const std::vector<TensorInfo>& tensors() const { return m_tensors; }
    const TensorInfo& tensor(TensorIndex index) const { return m_tensors[index.value]; }
    const TensorInfo* find(std::string_view name) const;
    /// config.json, byte for byte.
    const std::string& configText() const { return m_configText; }
    /// What lies beside its files and is not read, a sentence each: a shard that the index does not name.
    const std::vector<std::string>& notes() const { return m_notes; }
    /// Of a dequantized checkpoint (core/dequantize) the one that lies in the files; null for that one itself.
    const std::shared_ptr<const Checkpoint>& stored() const { return m_stored; }
    /// Sum of the tensors' bytes.
    std::uint64_t payloadBytes() const { return m_payloadBytes; }
    /// Hash of config, headers, file sizes and times, as 16 hex digits; of a dequantized checkpoint that of stored().
    /// Reads no weights; weightsFingerprint() does.
    std::string fingerprint() const;

private:
    std::filesystem::path m_folder;
    std::string m_name;
    std::vector<Shard> m_shards;
    std::vector<TensorInfo> m_tensors;
    std::unordered_map<std::string_view, std::uint32_t> m_byName;
    std::string m_configText;
    std::vector<std::string> m_notes;
    std::uint64_t m_payloadBytes = 0;
    std::shared_ptr<const Checkpoint> m_stored;
};

} // namespace layerloom::core
